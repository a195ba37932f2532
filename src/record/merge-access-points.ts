/** One record per access point, however many routers manage it. */
import type { AccessPointRecord } from './network.ts';

/** An access point as one router reports it. */
export interface AccessPointReport {
  record: Omit<AccessPointRecord, 'client_count'>;
  /** Since when this router misses it (epoch ms); null while it is there. */
  missingSinceAt: number | null;
}

/**
 * The record of an access point by all reports about it, one at least. The router that reaches it is the one that reports it; where none does,
 * the one that reached it last. It is reachable if any router says so, and unknown while one that could say so does not answer.
 * `clientCount`: devices on it, by the records of the devices, so that one in two tables counts once; null while it cannot be known.
 */
export function mergeAccessPoint(
  reports: readonly AccessPointReport[],
  clientCount: number | null,
): AccessPointRecord {
  const [best, ...others] = reports.toSorted(
    (a, b) => rank(b) - rank(a) || (b.missingSinceAt ?? 0) - (a.missingSinceAt ?? 0),
  );
  const merged = { ...best!.record };
  for (const { record } of others) {
    merged.board_name ??= record.board_name;
    merged.version ??= record.version;
    merged.serial_number ??= record.serial_number;
    merged.address ??= record.address;
  }
  const { interfaces, ...facts } = merged;
  return { ...facts, client_count: clientCount, interfaces };
}

function rank({ record: { reachable } }: AccessPointReport): number {
  return reachable === null ? 1 : reachable ? 2 : 0;
}
