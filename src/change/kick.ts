/** Throwing devices off the air. */
import { dialectNames, dialects } from '../parse/dialect.ts';
import type { Mac } from '../parse/mac.ts';
import { type Planning, rowsAt } from './action.ts';
import { type Edit, rowsOf } from './edit.ts';

/** One for each registration row of these MACs on the router. Throws `Unreadable`. */
export async function kicksOf(macs: readonly Mac[], planning: Planning): Promise<Edit[]> {
  const kicks: Edit[] = [];
  for (const dialect of dialectNames) {
    const menu = dialects[dialect].registrations;
    const rows = await rowsAt(planning, menu, null);
    for (const mac of macs) {
      if (rowsOf({ 'mac-address': mac }, rows).length > 0)
        kicks.push({ kind: 'kick', menu, mac, rows: null });
    }
  }
  return kicks;
}
