/** A tool as a plain value, independent of SDKs and transports. */
import type { z } from 'zod';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Failure } from './failure.ts';

/** The answer of a tool: a record for programs, lines of text for models. */
export interface ToolAnswer {
  record: object;
  lines: readonly string[];
  /** How to call for the rest. */
  paginationHint?: string;
}

interface Described<I extends z.ZodObject> {
  name: string;
  title: string;
  /** For a model: what it answers and when to use it. */
  description: string;
  annotations: typeof readOnly;
  input: I;
  /** Shown in the schema; applied by `answer`. */
  defaults: Readonly<Partial<Record<string, unknown>>>;
  output: z.ZodObject;
  /** How to get a smaller answer. */
  narrowing: string;
}

/** Answers from the snapshot, cached until the next one. */
export interface SnapshotTool<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'snapshot';
  answer(snapshot: Snapshot, input: z.output<I>): ToolAnswer | Failure;
}

/** Answers about the service itself, never cached. */
export interface HealthTool<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'health';
  answer(health: Health, input: z.output<I>): ToolAnswer | Failure;
}

/** The present, for questions about the past. */
export interface Present {
  /** Null before the first reading. */
  snapshot: Snapshot | null;
  /** Epoch milliseconds. */
  now: number;
}

/** Answers about events. */
export interface JournalTool<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'journal';
  answer(from: Present & { journal: Journal }, input: z.output<I>): Promise<ToolAnswer | Failure>;
}

/** Answers about the past; offered only where a history is kept. */
export interface HistoryTool<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'history';
  answer(from: Present & { history: History }, input: z.output<I>): Promise<ToolAnswer | Failure>;
}

export type Tool = SnapshotTool | HealthTool | JournalTool | HistoryTool;

/** No call reads a router or changes anything, so every call may be repeated. */
export const readOnly = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

export function snapshotTool<I extends z.ZodObject>(tool: Omit<SnapshotTool<I>, 'reads'>): SnapshotTool<I> {
  return { ...tool, reads: 'snapshot' };
}
