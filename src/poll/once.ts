/**
 * One poll or quick poll of one router. Has no timers and keeps nothing: what the next poll must know is in the memory that it returns.
 */
import type { Reading } from '../parse/reading.ts';
import type { RouterConnection } from '../routeros/connection.ts';
import type { PollMemory } from './memory.ts';
import { type PollContext, readTables } from './read-tables.ts';
import type { QuickPoll } from './schedule.ts';

export interface Polled {
  reading: Reading;
  memory: PollMemory;
}

/** Reads every menu that the plan says is due. A failure is a failed table, never an error. */
export async function pollOnce(
  connection: RouterConnection,
  memory: PollMemory,
  context: PollContext,
): Promise<Polled> {
  const { reading, memory: after } = await readTables(connection, memory, context, null);
  return { reading, memory: after };
}

/**
 * Reads between two polls: the registration tables; for a newly missing device, the tables that tell it from a half-read table; for a new
 * interface, the inventory. Null when a table failed or is gone: the next poll reports it.
 */
export async function quickPollOnce(
  connection: RouterConnection,
  memory: PollMemory,
  context: PollContext,
  quick: QuickPoll,
): Promise<Polled | null> {
  const { reading, memory: after, asked } = await readTables(connection, memory, context, quick);
  if ([...asked].some((path) => reading.tables[path].status !== 'complete')) return null;
  // failures, breaker and the tables due after a reconnection are left to the polls
  const plan = { ...after.plan, recheck: memory.plan.recheck };
  return { reading, memory: { ...memory, tables: after.tables, plan } };
}
