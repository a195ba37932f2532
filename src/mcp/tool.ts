/** What a tool is: a plain value that knows neither SDK nor transport. */
import type { z } from 'zod';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Failure } from './failure.ts';

/** What a tool says: the record for programs, lines for models, one row each. */
export interface Answer {
  record: object;
  lines: readonly string[];
  /** How to ask for what was left out. */
  paginationHint?: string;
}

interface Described<I extends z.ZodObject> {
  name: string;
  title: string;
  /** When to use it, to a model. */
  description: string;
  annotations: typeof readOnly;
  input: I;
  /** Told in the schema; applied by `answer`. */
  defaults: Readonly<Partial<Record<string, unknown>>>;
  output: z.ZodObject;
  /** How to ask for less. */
  narrowing: string;
}

/** Answers from a snapshot are kept until the next one. */
export interface SnapshotTool<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'snapshot';
  answer(snapshot: Snapshot, input: z.output<I>): Answer | Failure;
}

/** Answers about the service itself are made anew each time. */
export interface HealthTool<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'health';
  answer(health: Health, input: z.output<I>): Answer | Failure;
}

/** Beside what a question about the past is asked: the world as it is, null before the first reading, and the time (epoch ms). */
export interface Present {
  snapshot: Snapshot | null;
  now: number;
}

/** Answers of what happened. */
export interface JournalTool<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'journal';
  answer(from: Present & { journal: Journal }, input: z.output<I>): Promise<Answer | Failure>;
}

/** Answers of what was; offered only where a history is kept. */
export interface HistoryTool<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'history';
  answer(from: Present & { history: History }, input: z.output<I>): Promise<Answer | Failure>;
}

export type Tool = SnapshotTool | HealthTool | JournalTool | HistoryTool;

/** No call ever reads a router, so none changes anything and every one may be repeated. */
export const readOnly = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

export function snapshotTool<I extends z.ZodObject>(tool: Omit<SnapshotTool<I>, 'reads'>): SnapshotTool<I> {
  return { ...tool, reads: 'snapshot' };
}
