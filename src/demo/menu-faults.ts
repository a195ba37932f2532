/** Which fault the answers of each menu have, which may change while a command waits. */
import { type Fault, faultName } from './fault.ts';

export function createMenuFaults() {
  const ofMenu = new Map<string, Fault>();
  let everywhere: Fault | null = null;
  let changed = new AbortController();
  return {
    of: (menu: string): Fault | null => ofMenu.get(menu) ?? everywhere,
    refusesConnections: () => everywhere !== null && faultName(everywhere) === 'refuse',
    /** Aborted by the next change. */
    changed: () => changed.signal,
    /** Without a menu: for all menus, and null clears those of single menus too. */
    set(fault: Fault | null, menu?: string): void {
      if (menu === undefined) {
        everywhere = fault;
        if (fault === null) ofMenu.clear();
      } else if (fault === null) ofMenu.delete(menu);
      else ofMenu.set(menu, fault);
      changed.abort();
      changed = new AbortController();
    },
  };
}
