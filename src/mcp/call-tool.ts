/** Turns the name and arguments of a call into its result. Every failure is a result or a protocol error. */
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import { createSnapshotCache } from '../record/snapshot-cache.ts';
import type { Trace } from '../telemetry/trace.ts';
import { readArguments } from './argument.ts';
import { type Failure, internal, invalidArgument, isFailure, noDataYet, historyMissing } from './failure.ts';
import { INVALID_PARAMS, rpcError } from './rpc-error.ts';
import type { ToolAnswer, Tool } from './tool.ts';
import { type Rendered, render, renderFailure, type ToolResult } from './tool-result.ts';

export interface CallOptions {
  tools: readonly Tool[];
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  history: History | null;
  log: Pick<Log, 'debug' | 'error'>;
  counters?: Pick<Counters, 'mcpCall'> | undefined;
  trace?: Trace | undefined;
  now: () => number;
}

const CACHE = {
  maxEntries: 200,
  maxBytes: 8 * 1024 * 1024,
  sizeOf: (_key: string, { byteLength }: Rendered) => byteLength,
};
/** Calls with longer arguments are not cached. */
const MAX_KEY_LENGTH = 1024;

export type CallTool = (params: Record<string, unknown>, correlationId: string) => Promise<ToolResult>;

export function createCallTool(options: CallOptions): CallTool {
  const { tools, snapshot: holder, health, journal, history, log, counters, trace, now } = options;
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const cache = createSnapshotCache<Rendered>(CACHE);

  function answerOf(
    tool: Tool,
    snapshot: Snapshot | null,
    input: Record<string, unknown>,
  ): ToolAnswer | Failure | Promise<ToolAnswer | Failure> {
    switch (tool.reads) {
      case 'snapshot':
        return snapshot === null ? noDataYet : tool.answer(snapshot, input);
      case 'health':
        return tool.answer(health(), input);
      case 'journal':
        return tool.answer({ journal, snapshot, now: now() }, input);
      case 'history':
        return history === null
          ? historyMissing('This service keeps none.')
          : tool.answer({ history, snapshot, now: now() }, input);
    }
  }

  async function outcomeOf(
    tool: Tool,
    snapshot: Snapshot | null,
    given: unknown,
  ): Promise<Rendered | Failure> {
    const read = readArguments(tool.input, given);
    if ('problems' in read)
      return invalidArgument(
        read.problems,
        `Call ${tool.name} again with the arguments of its input schema.`,
      );
    const answer = await answerOf(tool, snapshot, read.value);
    return isFailure(answer) ? answer : render(answer, tool.narrowing);
  }

  async function resultOf(
    tool: Tool,
    snapshot: Snapshot | null,
    given: unknown,
    correlationId: string,
  ): Promise<ToolResult> {
    try {
      const key = keyOf(tool, given);
      const kept = snapshot === null || key === null ? undefined : cache.find(snapshot, key);
      if (kept !== undefined) return kept.result;
      const outcome = await outcomeOf(tool, snapshot, given);
      if (isFailure(outcome)) return renderFailure(outcome);
      if (snapshot !== null && key !== null) cache.keep(snapshot, key, outcome);
      return outcome.result;
    } catch (error) {
      log.error({ error, tool: tool.name, correlation_id: correlationId }, 'tool failed');
      return renderFailure(internal);
    }
  }

  return async ({ name, arguments: given }, correlationId) => {
    const tool = typeof name === 'string' ? byName.get(name) : undefined;
    if (tool === undefined)
      throw rpcError(INVALID_PARAMS, `Unknown tool; the tools are ${[...byName.keys()].join(', ')}`);
    const snapshot = holder.current();
    const call = () => resultOf(tool, snapshot, given, correlationId);
    const attributes = { 'mcp.tool.name': tool.name, correlation_id: correlationId };
    const result = await (trace?.span(`tools/call ${tool.name}`, attributes, call) ?? call());
    counters?.mcpCall(tool.name, result.isError === true);
    log.debug(
      { tool: tool.name, correlation_id: correlationId, failed: result.isError ?? false },
      'tool called',
    );
    return { ...result, _meta: { ...result._meta, ...metaOf(snapshot, now, correlationId) } };
  };
}

/** The key of the cache; null for an answer that is not cached. */
function keyOf({ name, reads }: Tool, given: unknown): string | null {
  if (reads !== 'snapshot') return null;
  try {
    const key = `${name} ${JSON.stringify(given)}`;
    return key.length > MAX_KEY_LENGTH ? null : key;
  } catch {
    return null; // nested too deep to be written as JSON
  }
}

function metaOf(snapshot: Snapshot | null, now: () => number, correlationId: string): object {
  const ageMs = snapshot === null ? null : now() - snapshot.takenAt;
  return {
    correlation_id: correlationId,
    snapshot_age_seconds: ageMs === null ? null : Math.max(0, Math.floor(ageMs / 1000)),
  };
}
