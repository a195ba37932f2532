/** Something that can be asked, as a plain value. REST and MCP render the same list and know nothing else about a question. */
import type { z } from 'zod';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { ChangeSource } from './change/source.ts';
import type { Page } from './page.ts';
import type { Refusal } from './refusal.ts';
import type { RouterDoor } from './router/door.ts';

/** The interface a question came through. Its readers differ: programs take long lists, models short ones. */
export type Door = 'rest' | 'mcp';

/** A default, or one for each door. */
export type Default = string | number | boolean | Readonly<Record<Door, string | number | boolean>>;

interface Described<I extends z.ZodObject> {
  /** The name of the tool. The file has the same name. */
  name: string;
  title: string;
  /** For a model: what it answers and when to use it. */
  use: string;
  /** For REST: what it answers. */
  description: string;
  topic: 'Devices' | 'Network' | 'Service' | 'Routers' | 'Changes';
  /** The route of REST; the names in braces are fields of `input`. */
  path: string;
  /** Of the route; a `post` has its input in the body. */
  method?: 'post';
  /** The name of the operation in generated clients, where it is not `name` in camel case. */
  operationId?: string;
  /** False for a question that another tool answers too. */
  isTool?: boolean;
  input: I;
  /** Other names of an argument, as a map to its name. Models use them; they are not shown. */
  aliases?: Readonly<Record<string, string>>;
  /** Applied before `answer`, and shown. */
  defaults: Readonly<Record<string, Default>>;
  /** Shown as the default of `since`, which `answer` counts back from `until`. */
  span?: string;
  /** A strict object at the root. Its description is that of the answer. */
  output: z.ZodObject;
  /** The name of `output` in OpenAPI. */
  record: string;
  /** Every way in which it can be refused, besides bad input. */
  refusals: readonly Refusal['refused'][];
  /** How to get a smaller answer, as an imperative. */
  narrow: string;
  /** Absent for an answer that has no rows to leave out. */
  page?: Page;
  /** For an answer that is a table of like rows: its field, and the record of a row. */
  table?: { field: string; row(input: z.output<I>): z.ZodObject };
  /** A question and its answer, as documentation shows them. */
  example: { input: Readonly<Record<string, unknown>>; answer: object };
}

/** Answered from the snapshot alone: the answer is a pure function of snapshot and input. */
export interface SnapshotQuestion<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'snapshot';
  answer(snapshot: Snapshot, input: z.output<I>): object | Refusal;
}

/** About the service itself. */
export interface HealthQuestion<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'health';
  answer(health: Health, input: z.output<I>): object | Refusal;
}

/** The present, for questions about the past. */
export interface Present {
  /** Null before the first reading. */
  snapshot: Snapshot | null;
  /** Epoch milliseconds. */
  now: number;
  door: Door;
}

/** About events. */
export interface JournalQuestion<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'journal';
  answer(from: Present & { journal: Journal }, input: z.output<I>): Promise<object | Refusal>;
}

/** About the past; offered to models only where a history is kept. */
export interface HistoryQuestion<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'history';
  answer(from: Present & { history: History }, input: z.output<I>): Promise<object | Refusal>;
}

/** About a router itself: answered by reading it, within bounds. Off without ROUTER_QUERIES=on. */
export interface RouterQuestion<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'router';
  answer(
    from: { routers: RouterDoor; key: string; now: number },
    input: z.output<I>,
  ): Promise<object | Refusal | { status: 'busy'; waitMs: number }>;
}

/** About changes to routers. Off without CHANGES=on. */
export interface ChangeQuestion<I extends z.ZodObject = z.ZodObject> extends Described<I> {
  reads: 'change';
  /** What the key must be allowed. */
  right: 'read' | 'propose';
  answer(
    from: ChangeSource & { now: number },
    input: z.output<I>,
  ): object | Refusal | Promise<object | Refusal>;
}

export type Question =
  | SnapshotQuestion
  | HealthQuestion
  | JournalQuestion
  | HistoryQuestion
  | RouterQuestion
  | ChangeQuestion;

/** What questions are answered from. */
export interface Sources {
  /** Null before the first reading. */
  snapshot: Snapshot | null;
  health: () => Health;
  journal: Journal;
  /** Null when no history is kept. */
  history: History | null;
  /** Null without ROUTER_QUERIES=on. */
  routers?: RouterDoor | null;
  /** Null without CHANGES=on. */
  changes?: ChangeSource | null;
  /** Whose questions to routers are counted together. */
  key?: string;
  /** Epoch milliseconds. */
  now: number;
}

/** The defaults of a question that came through this door. */
export function defaultsOf({ defaults }: Pick<Question, 'defaults'>, door: Door): Record<string, unknown> {
  const entries = Object.entries(defaults);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'object' ? value[door] : value]),
  );
}

/** The defaults as documentation shows them. */
export function shownDefaultsOf(
  question: Pick<Question, 'defaults' | 'span'>,
  door: Door,
): Record<string, unknown> {
  const { span } = question;
  return { ...defaultsOf(question, door), ...(span !== undefined && { since: span }) };
}

/** The answer to a question whose input was checked, or why there is none. */
export function ask(
  question: Question,
  given: Readonly<Record<string, unknown>>,
  door: Door,
  { snapshot, health, journal, history, routers = null, changes = null, key = '', now }: Sources,
): object | Refusal | Promise<object | Refusal> {
  const input = { ...defaultsOf(question, door), ...given };
  switch (question.reads) {
    case 'snapshot':
      return snapshot === null ? { refused: 'no_snapshot' } : question.answer(snapshot, input);
    case 'health':
      return question.answer(health(), input);
    case 'journal':
      return question.answer({ journal, snapshot, now, door }, input);
    case 'history':
      return history === null
        ? { refused: 'no_history' }
        : question.answer({ history, snapshot, now, door }, input);
    case 'router':
      return routers === null
        ? { refused: 'queries_off' }
        : question.answer({ routers, key, now }, input).then(notBusy);
    case 'change':
      if (changes === null) return { refused: 'changes_off' };
      if (question.right === 'propose' && snapshot === null) return { refused: 'no_snapshot' };
      return question.answer({ ...changes, now }, input);
  }
}

export function snapshotQuestion<I extends z.ZodObject>(
  question: Omit<SnapshotQuestion<I>, 'reads'>,
): SnapshotQuestion<I> {
  return { ...question, reads: 'snapshot' };
}

export function historyQuestion<I extends z.ZodObject>(
  question: Omit<HistoryQuestion<I>, 'reads'>,
): HistoryQuestion<I> {
  return { ...question, reads: 'history' };
}

export function routerQuestion<I extends z.ZodObject>(
  question: Omit<RouterQuestion<I>, 'reads'>,
): RouterQuestion {
  return { ...question, reads: 'router' } as RouterQuestion;
}

export function changeQuestion<I extends z.ZodObject>(
  question: Omit<ChangeQuestion<I>, 'reads'>,
): ChangeQuestion {
  return { ...question, reads: 'change' } as ChangeQuestion;
}

/** No answer of a router question has these two fields. */
function notBusy(answer: object): object | Refusal {
  return 'status' in answer && 'waitMs' in answer
    ? { refused: 'router_busy', waitMs: Number(answer.waitMs) }
    : answer;
}
