/** What a call of a tool gives back, and how many tokens of a model's context it will take. */
import type { Answer } from './tool.ts';
import type { Failure } from './failure.ts';

export interface ToolResult {
  [key: string]: unknown;
  content: { type: 'text'; text: string }[];
  structuredContent?: { [key: string]: unknown };
  isError?: true;
  _meta: { [key: string]: unknown };
}

const BYTES_PER_TOKEN = 4;
const WARN_TOKENS = 5000;
/** Also keeps any answer far below the 1 MiB that some clients take at most. */
const MAX_TOKENS = 50_000;

export interface Rendered {
  result: ToolResult;
  byteLength: number;
}

/** As sent, but for what differs from call to call. */
export function render({ record, lines, paginationHint }: Answer, narrowing: string): Rendered | Failure {
  const text = lines.join('\n');
  const byteLength = Buffer.byteLength(text) + Buffer.byteLength(JSON.stringify(record));
  const tokens = Math.ceil(byteLength / BYTES_PER_TOKEN);
  if (tokens > MAX_TOKENS) {
    return {
      error_code: 'too_large',
      message: `The answer would take about ${tokens} tokens; at most ${MAX_TOKENS} are sent.`,
      suggested_action: narrowing,
    };
  }
  const result: ToolResult = {
    content: [{ type: 'text', text }],
    structuredContent: record as { [key: string]: unknown },
    _meta: {
      estimated_tokens: tokens,
      ...(paginationHint !== undefined && { pagination_hint: paginationHint }),
      ...(tokens > WARN_TOKENS && {
        token_warning: `This answer takes about ${tokens} tokens. ${narrowing}`,
      }),
    },
  };
  return { result, byteLength };
}

/**
 * The failure as JSON text. Not as structured content: clients check that against the output schema, which tells of successes, and
 * would show their own complaint instead of ours.
 */
export function renderFailure(failure: Failure): ToolResult {
  const text = JSON.stringify(failure);
  return {
    content: [{ type: 'text', text }],
    isError: true,
    _meta: { estimated_tokens: Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN) },
  };
}
