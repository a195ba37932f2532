/** What questions about a router itself are answered from: commands that only look, bounded in time and number. */
import type { Row } from '../../parse/row.ts';
import type { TableError } from '../../parse/reading.ts';

export type RouterAnswer =
  | { status: 'complete'; rows: readonly Row[] }
  | { status: 'absent' }
  | { status: 'failed'; error: TableError }
  /** Too many questions of this key, or of all keys to this router; again after so long. */
  | { status: 'busy'; waitMs: number };

export interface RouterCommand {
  path: string;
  words: Readonly<Record<string, string | readonly string[]>>;
}

/** One question to one router. Its commands run one after the other, between two polls. */
export interface RouterTurn {
  run(command: RouterCommand): Promise<RouterAnswer>;
  /** Epoch ms. */
  now(): number;
}

export interface RouterDoor {
  /** The routers that can be asked. */
  ids(): readonly string[];
  /** How long the commands of one question may take. */
  budgetMs(router: string): number;
  /** Counts one question of the key. Null: it may not be asked now. */
  ask<T>(
    router: string,
    key: string,
    work: (turn: RouterTurn) => Promise<T>,
  ): Promise<T | { status: 'busy'; waitMs: number }>;
}
