/** The result of one poll of one router. A table is complete, absent or failed: a failure can never look like an empty table. */
import type { Dialect } from './dialect.ts';
import type { RadioState } from './interface.ts';
import { type Menu, menuPaths, type RowOf } from './menu.ts';

/** By what must be fixed: network, certificate, network or load, credentials, something that answers instead of REST, router. */
export const errorKinds = [
  'unreachable',
  'untrusted_certificate',
  'timeout',
  'unauthorized',
  'bad_reply',
  'router_error',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** A failure of the whole router, not of one table: the rest of the poll is not read and fails for the same reason. */
export function endsPoll(kind: ErrorKind): boolean {
  return (
    kind === 'timeout' ||
    kind === 'unreachable' ||
    kind === 'unauthorized' ||
    kind === 'untrusted_certificate'
  );
}

export interface TableError {
  kind: ErrorKind;
  /** A whole sentence with the URL and the failure. */
  message: string;
  /** What the operator can do about it. */
  remedy: string;
}

interface TableRead {
  /** Start of the poll that read it (epoch ms). */
  readAt: number;
  durationMs: number;
}

export type Table<T> =
  | (TableRead & { status: 'complete'; rows: readonly T[] })
  | (TableRead & { status: 'absent' })
  | (TableRead & { status: 'failed'; error: TableError });

export type Tables = { readonly [M in Menu]: Table<RowOf<M>> };

export type Breaker = 'closed' | 'open' | 'half_open';

export interface Reading {
  /** The router's id. */
  router: string;
  /** Start of the poll: wall time (epoch ms), and on the monotonic clock. */
  startedAt: number;
  startedMonotonicMs: number;
  durationMs: number;
  /** A quick poll, between two polls: it reads the registration tables and little else. */
  isPartial: boolean;
  /**
   * Every menu. A table that this poll did not read is the last one read (`readAt` before `startedAt`); for registration tables, leases
   * and ARP that is so only while they are absent.
   */
  tables: Tables;
  /** The circuit breaker after this poll. */
  breaker: Breaker;
  /** What `monitor` said last of radios whose rows do not tell their channel, by `radioKey`. */
  radioStates?: ReadonlyMap<string, RadioState>;
}

/** "wifi cap-wifi1": an interface of a router. */
export function radioKey(dialect: Dialect, interfaceName: string): string {
  return `${dialect} ${interfaceName}`;
}

/** Rows of a complete table; null when it is absent or failed. */
export function rowsOf<T>(table: Table<T>): readonly T[] | null {
  return table.status === 'complete' ? table.rows : null;
}

/** The router answered at least one read of this poll. */
export function answered(reading: Reading): boolean {
  return menuPaths.some((path) => {
    const table = reading.tables[path];
    return table.readAt === reading.startedAt && table.status !== 'failed';
  });
}
