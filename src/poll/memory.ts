/** What one poll of a router leaves to the next. */
import type { Menu } from '../parse/menu.ts';
import type { Table } from '../parse/reading.ts';
import type { Monitored } from './monitor.ts';
import { emptyPlan, type Plan } from './plan.ts';

export interface PollMemory {
  plan: Plan;
  /** The last table of each menu. */
  tables: ReadonlyMap<Menu, Table<unknown>>;
  /** Polls in a row that failed. */
  failures: number;
  /** Sockets opened by the end of the last poll. */
  connectionCount: number;
  monitored: Monitored;
}

export const emptyPollMemory: PollMemory = {
  plan: emptyPlan,
  tables: new Map(),
  failures: 0,
  connectionCount: 0,
  monitored: new Map(),
};
