/** The result of a tool call, and how many tokens of a model's context it takes. */
import type { ToolAnswer } from './tool.ts';
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
/** Also keeps every answer far below 1 MiB, the limit of some clients. */
const MAX_TOKENS = 50_000;

export interface Rendered {
  result: ToolResult;
  byteLength: number;
}

/** The result as sent, without the parts that differ from call to call. */
export function render({ record, lines, paginationHint }: ToolAnswer, narrowing: string): Rendered | Failure {
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
