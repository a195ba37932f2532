/** The result of a tool call in its two forms, each of which is enough by itself, and how many tokens of a model's context it takes. */
import type { Answer } from '../question/page.ts';
import type { SnapshotMeta } from '../record/snapshot.ts';
import { offsetOf, UTC } from '../record/time-zone.ts';
import type { Failure } from './failure.ts';
import { bareFieldsOf, type BareFields, toArgument, toHead, toLines } from './text.ts';
import { lacksSnapshot, toOutputSchema, type Tool } from './tool.ts';

export interface ToolResult {
  [key: string]: unknown;
  content: { type: 'text'; text: string }[];
  structuredContent?: { [key: string]: unknown };
  isError?: true;
  /** Repeats for programs what the two forms say. */
  _meta: { [key: string]: unknown };
}

const BYTES_PER_TOKEN = 4;
export const WARN_TOKENS = 5000;
/** Clients refuse longer answers. Both forms together stay far below 1 MiB, the limit of some. */
export const MAX_TOKENS = 25_000;
/** Room for the notes of an answer. */
const NOTE_TOKENS = 200;
/** How much smaller than needed the next attempt at a cut is. */
const MARGIN = 0.98;

/** The two forms of a record without its notes. */
interface Forms {
  lines: string;
  textBytes: number;
  structuredBytes: number;
  /** Of the larger form, with room for notes. */
  tokens: number;
}

/** A page that takes too many tokens is cut to what fits. An answer without rows to leave out is refused. */
export function render(
  tool: Tool,
  answer: object,
  meta: SnapshotMeta | null,
  zone = UTC,
): ToolResult | Failure {
  const whole = { ...answer, ...(lacksSnapshot(tool) && meta !== null && { snapshot: meta }) } as Answer;
  const { page } = tool;
  const total = page?.count(whole) ?? 0;
  let record = whole;
  let forms = toForms(tool, record, zone);
  const wholeTokens = forms.tokens;
  for (let count = total; forms.tokens > MAX_TOKENS; ) {
    count = Math.min(count - 1, Math.floor((count * MAX_TOKENS * MARGIN) / forms.tokens));
    if (page === undefined || count < 1) return tooLarge(tool, wholeTokens);
    record = page.cut(whole, count);
    forms = toForms(tool, record, zone);
  }
  const cut =
    record === whole
      ? null
      : `Cut to ${page!.count(record)} of ${total} ${page!.rows}: more do not fit in one answer.`;
  const none = page !== undefined && total === 0 && (whole['total_count'] ?? 0) === 0 ? page.ifNone : null;
  const hint = hintOf(tool, record);
  const warning =
    forms.tokens > WARN_TOKENS ? `This answer takes about ${forms.tokens} tokens. ${tool.narrow}` : null;
  const notes = [none, cut, hint, warning].filter((note) => note !== null);
  const head = toHead(tool.title, notes, zone);
  // the text says its times in that zone
  const inUtc = zone === UTC || meta === null ? [] : [timeNote(zone, Date.parse(meta.taken_at))];
  const structuredNotes = [...notes, ...inUtc];
  const bytes =
    forms.textBytes + forms.structuredBytes + Buffer.byteLength(head + JSON.stringify(structuredNotes));
  return {
    content: [{ type: 'text', text: `${head}\n${forms.lines}` }],
    structuredContent: structuredNotes.length === 0 ? record : { notes: structuredNotes, ...record },
    _meta: {
      estimated_tokens: Math.ceil(bytes / BYTES_PER_TOKEN),
      ...(hint !== null && { pagination_hint: hint }),
      ...(warning !== null && { token_warning: warning }),
    },
  };
}

function timeNote(zone: string, at: number): string {
  return `Times are in UTC. The house is in ${zone}, at UTC${offsetOf(at, zone)} then.`;
}

function toForms(tool: Tool, record: Answer, zone: string): Forms {
  const lines = toLines(record, bareFields(tool), zone);
  const [textBytes, structuredBytes] = [Buffer.byteLength(lines), Buffer.byteLength(JSON.stringify(record))];
  const tokens = Math.ceil(Math.max(textBytes, structuredBytes) / BYTES_PER_TOKEN) + NOTE_TOKENS;
  return { lines, textBytes, structuredBytes, tokens };
}

/** How to call for what follows; null when nothing does. */
function hintOf({ name, page }: Tool, record: Answer): string | null {
  const next = page?.next(record) ?? null;
  if (page === undefined || next === null) return null;
  const args = Object.entries(next).map(([argument, value]) => `${argument}=${toArgument(value)}`);
  return `There are more ${page.rows}: call ${name} again with the same arguments and ${args.join(', ')}.`;
}

const fieldsByTool = new WeakMap<Tool, BareFields>();

function bareFields(tool: Tool): BareFields {
  const known = fieldsByTool.get(tool) ?? bareFieldsOf(toOutputSchema(tool));
  fieldsByTool.set(tool, known);
  return known;
}

function tooLarge({ narrow }: Tool, tokens: number): Failure {
  return {
    error_code: 'too_large',
    message: `The answer would take about ${tokens} tokens; at most ${MAX_TOKENS} are sent.`,
    suggested_action: narrow,
  };
}

/**
 * The failure as JSON text. It is not structured content, because clients check that against the output schema of a success and would show
 * their own error instead.
 */
export function renderFailure(failure: Failure): ToolResult {
  const text = JSON.stringify(failure);
  return {
    content: [{ type: 'text', text }],
    isError: true,
    _meta: { estimated_tokens: Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) },
  };
}
