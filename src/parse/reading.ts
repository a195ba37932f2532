/** What one poll of one router brought. A table is complete, absent or failed: a failure can never look like an empty table. */
import { type Menu, menuPaths, type RowOf } from './menu.ts';

/** Who must act: the network, the certificate, nobody yet, the credentials, whatever answers instead of REST, the router. */
export const errorKinds = [
  'unreachable',
  'untrusted_certificate',
  'timeout',
  'unauthorized',
  'bad_reply',
  'router_error',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** Failures of the whole router, not of a table: nothing more is asked in that poll, and the rest of it fails for the same reason. */
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
  /** A whole sentence that names the URL and what happened. */
  message: string;
  /** What the reader can do about it. */
  remedy: string;
}

interface TableRead {
  /** Wall time (epoch ms) at which the poll that read it began. */
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
  /** A look between two polls: the registration tables, and little else (`poll-once.ts`). */
  isPartial: boolean;
  /**
   * Every menu. One that was not asked for in this poll is as it was last (`readAt` before `startedAt`); a registration table, the
   * leases or ARP are that only while they are known to be absent.
   */
  tables: Tables;
  /** After this poll. */
  breaker: Breaker;
}

/** Rows of a complete table; null when it is absent or failed. */
export function rowsOf<T>(table: Table<T>): readonly T[] | null {
  return table.status === 'complete' ? table.rows : null;
}

/** A router that answered anything at all in this poll. */
export function answered(reading: Reading): boolean {
  return menuPaths.some((path) => {
    const table = reading.tables[path];
    return table.readAt === reading.startedAt && table.status !== 'failed';
  });
}
