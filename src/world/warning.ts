/** Why a router's part of a snapshot is not to be trusted in full: tables that fail, and what pauses the counting of absence. */
import { dialects } from '../parse/dialect.ts';
import type { Menu } from '../parse/menu.ts';
import { answered, endsPoll, type ErrorKind, rowsOf } from '../parse/reading.ts';
import { pauseOf } from '../presence/router.ts';
import type { RouterState } from '../presence/router-state.ts';
import type { Warning } from '../record/snapshot.ts';
import { toIso } from '../record/time.ts';

/** Empty before the first reading. */
export function toWarnings(router: string, state: RouterState): Warning[] {
  return state.view === null ? [] : [...failures(router, state), ...pauses(router, state)];
}

// A failure that ends a poll fails every later table for the same reason: it is reported once. So is that of a router without any answer.
function failures(router: string, { view, failingSinceAt }: RouterState): Warning[] {
  const warnings: Warning[] = [];
  const reported = new Set<ErrorKind>();
  const isMute = !answered(view!.reading);
  for (const [path, since] of failingSinceAt) {
    const table = view!.reading.tables[path];
    const { kind, message } = table.status === 'failed' ? table.error : suddenlyEmpty(path);
    if (reported.has(kind)) continue;
    if (isMute || endsPoll(kind)) reported.add(kind);
    warnings.push({ router, table: path, kind, message, since_at: toIso(since) });
  }
  return warnings;
}

function suddenlyEmpty(path: Menu): { kind: ErrorKind; message: string } {
  return {
    kind: 'bad_reply',
    message: `${path} became empty between two polls; its devices are held until it has been empty for three.`,
  };
}

/** Why devices are held although every table was read. */
function pauses(router: string, { view, memory, failingSinceAt }: RouterState): Warning[] {
  const { reading } = view!;
  const kind: ErrorKind = 'router_error';
  const warnings: Warning[] = [];
  const pause = failingSinceAt.size === 0 ? pauseOf(memory, reading) : null;
  if (pause !== null) {
    const table = 'system/resource';
    const { readAt } = reading.tables[table];
    const uptimeMs = rowsOf(reading.tables[table])?.[0]?.uptimeMs ?? 0;
    const message = `${pause}; no device is counted as absent meanwhile.`;
    warnings.push({ router, table, kind, message, since_at: toIso(readAt - uptimeMs) });
  }
  for (const { ref, source, missingSinceAt } of memory.accessPoints.values()) {
    if (missingSinceAt === null) continue;
    const { caps, interfaces } = dialects[source];
    const message = `The access point ${ref.name ?? ref.id} is missing, or all its interfaces are disabled; devices last seen there are held for a day.`;
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
