/** Keeps records of tables that fail: static facts stay as last read, live values become null. */
import { dialectNames, dialects } from '../parse/dialect.ts';
import type { Reading } from '../parse/reading.ts';
import type { AccessPointReport } from './merge-access-points.ts';
import type { RouterRecord, UpdateRecord, WifiInterfaceRecord } from './network.ts';

/** The interfaces of the dialects whose interface table failed. */
export function keepInterfaces(
  previous: readonly WifiInterfaceRecord[],
  reading: Reading,
): WifiInterfaceRecord[] {
  return previous
    .filter(({ source }) => reading.tables[dialects[source].interfaces.path].status === 'failed')
    .map((record) => ({ ...record, running: null, client_count: null }));
}

export function keepRouter(
  record: RouterRecord,
  previous: RouterRecord | undefined,
  reading: Reading,
): RouterRecord {
  if (previous === undefined) return record;
  const kept = { ...record };
  kept.booted_at = sameMoment(record.booted_at, previous.booted_at) ? previous.booted_at : record.booted_at;
  if (reading.tables['system/identity'].status === 'failed') kept.identity = previous.identity;
  if (reading.tables['system/clock'].status === 'failed') kept.time_zone = previous.time_zone;
  if (reading.tables['system/routerboard'].status === 'failed') {
    kept.model = previous.model;
    kept.serial_number = previous.serial_number;
  }
  if (reading.tables['system/resource'].status === 'failed') {
    const { board_name, version, architecture, cpu_count, memory_total_bytes, booted_at } = previous;
    Object.assign(kept, { board_name, version, architecture, cpu_count, memory_total_bytes, booted_at });
  }
  keepUpdate(kept, previous, reading);
  return kept;
}

export function keepAccessPoint(
  report: AccessPointReport,
  /** By access_point_id. */
  previous: ReadonlyMap<string, AccessPointReport>,
  reading: Reading,
): AccessPointReport {
  const { record } = report;
  const before = previous.get(record.access_point_id)?.record;
  if (before === undefined) return report;
  const kept = { ...record };
  kept.board_name ??= before.board_name;
  kept.version ??= before.version;
  kept.serial_number ??= before.serial_number;
  keepUpdate(kept, before, reading);
  if (kept.address === null || reading.tables['ip/neighbor'].status === 'failed')
    kept.address = before.address;
  const isFailing = dialectNames.some(
    (dialect) => reading.tables[dialects[dialect].interfaces.path].status === 'failed',
  );
  if (isFailing && kept.interfaces.length === 0) kept.interfaces = before.interfaces;
  return { ...report, record: kept };
}

function keepUpdate(kept: UpdateRecord, before: UpdateRecord, { tables }: Reading): void {
  if (tables['system/package/update'].status !== 'failed') return;
  kept.latest_version = before.latest_version;
  kept.update_channel = before.update_channel;
  kept.update_status = before.update_status;
}

/** Uptimes are whole seconds and reads take time: boots computed this close together are the same one. */
const SAME_BOOT_MS = 5_000;

function sameMoment(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && Math.abs(Date.parse(a) - Date.parse(b)) <= SAME_BOOT_MS;
}
