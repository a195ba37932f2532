/** Why a router's part of a snapshot is not to be trusted in full: tables that fail, and what pauses the counting of absence. */
import { dialects } from '../parse/dialect.ts';
import type { Menu } from '../parse/menu.ts';
import { answered, endsPoll, type ErrorKind, type Table } from '../parse/reading.ts';
import type { Doubt } from '../presence/pause.ts';
import type { RouterState } from '../presence/router-state.ts';
import type { Warning } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';

/** Empty before the first reading. */
export function toWarnings(router: string, state: RouterState): Warning[] {
  return state.view === null ? [] : [...failures(router, state), ...pauses(router, state)];
}

// A failure that ends a poll fails every later table for the same reason: it is reported once. So is that of a router without any answer.
function failures(router: string, { view, doubts }: RouterState): Warning[] {
  const warnings: Warning[] = [];
  const reported = new Set<ErrorKind>();
  const isMute = !answered(view!.reading);
  for (const [path, { why, sinceAt }] of doubts) {
    const table = view!.reading.tables[path];
    const { kind, message } = describe(path, why, table);
    if (reported.has(kind)) continue;
    if (isMute || endsPoll(kind)) reported.add(kind);
    warnings.push({ router, table: path, kind, message, since_at: toIso(sinceAt) });
  }
  return warnings;
}

function describe(path: Menu, why: Doubt, table: Table<unknown>): { kind: ErrorKind; message: string } {
  if (table.status === 'failed') return table.error;
  switch (why) {
    case 'vanished':
      return {
        kind: 'router_error',
        message: `The router no longer has the menu ${path}; devices that it could show are held for 15 minutes.`,
      };
    case 'no uptime':
      return {
        kind: 'bad_reply',
        message: `${path} does not say how long the router has been up; no device is counted as absent meanwhile.`,
      };
    default:
      return {
        kind: 'bad_reply',
        message: `${path} became empty between two polls; its devices are held until it has been empty for three.`,
      };
  }
}

/** Why devices are held although every table was read. */
function pauses(router: string, { memory, doubts, pause }: RouterState): Warning[] {
  const kind: ErrorKind = 'router_error';
  const warnings: Warning[] = [];
  if (pause !== null && doubts.size === 0) {
    const message = `${pause.why}; no device is counted as absent meanwhile.`;
    warnings.push({ router, table: 'system/resource', kind, message, since_at: toIso(pause.sinceAt) });
  }
  for (const { ref, source, missingSinceAt } of memory.accessPoints.values()) {
    if (missingSinceAt === null) continue;
    const { caps, interfaces } = dialects[source];
    const message = `The access point ${ref.name ?? ref.id} is missing, not running, or has no enabled interface; devices last seen there are held for a day.`;
    warnings.push({
      router,
      table: (caps ?? interfaces).path,
      kind,
      message,
      since_at: toIso(missingSinceAt),
    });
  }
  return warnings;
}
