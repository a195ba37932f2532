/** What two readings of a CAP list say together: which CAPs have gone, come or connected anew. */
import { isRunning, type RemoteCap } from '../parse/interface.ts';

/** Times are on the monotonic clock, in milliseconds. */
interface ListedCap {
  address: string | null;
  /** When it connected, and when it started; null where the list does not say. */
  connectedAt: number | null;
  bootedAt: number | null;
}

export interface CapListing {
  /** The CAPs at work, by base MAC. */
  caps: ReadonlyMap<string, ListedCap>;
  /** CAPs that were at work and are not, with the start of the poll that missed them first. */
  missing: ReadonlyMap<string, number>;
  /** Start of the last poll in which the list changed; null when it never did. */
  changedAt: number | null;
  /** False while a CAP is missing that left not long ago, and in the poll after a change: then the next poll reads the list too. */
  isSettled: boolean;
}

/** A CAP that has not come back by then may be gone for good. */
const EXPECTED_FOR_MS = 600_000;
/** Durations are whole seconds, and reads take time; a new connection lies further apart. */
const SAME_MOMENT_MS = 5_000;

/** The listing after one more reading; `before`: null for the first, which changes nothing. */
export function noteCaps(
  before: CapListing | null,
  rows: readonly RemoteCap[],
  { startedAt, at }: { startedAt: number; at: number },
): CapListing {
  const caps = new Map(rows.filter(isRunning).map((row) => [row.baseMac, toListed(row, at)]));
  if (before === null) return { caps, missing: new Map(), changedAt: null, isSettled: true };
  const left = [...before.caps.keys()].filter((mac) => !caps.has(mac));
  const missing = new Map(
    [...before.missing, ...left.map((mac) => [mac, startedAt] as const)].filter(
      ([mac, since]) => !caps.has(mac) && startedAt - since < EXPECTED_FOR_MS,
    ),
  );
  const isChanged =
    left.length > 0 || [...caps].some(([mac, cap]) => !isSameConnection(before.caps.get(mac) ?? null, cap));
  return {
    caps,
    missing,
    changedAt: isChanged ? startedAt : before.changedAt,
    isSettled: !isChanged && missing.size === 0,
  };
}

function toListed({ address, connectedMs, uptimeMs }: RemoteCap, at: number): ListedCap {
  return {
    address,
    connectedAt: connectedMs === null ? null : at - connectedMs,
    bootedAt: uptimeMs === null ? null : at - uptimeMs,
  };
}

function isLater(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && b - a > SAME_MOMENT_MS;
}

function isSameConnection(before: ListedCap | null, now: ListedCap): boolean {
  return (
    before !== null &&
    before.address === now.address &&
    !isLater(before.connectedAt, now.connectedAt) &&
    !isLater(before.bootedAt, now.bootedAt)
  );
}
