/** Turns the name and arguments of a call into its result: finds the tool, keeps answers of the snapshot, adds what differs from call to call. */
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import { createSnapshotCache } from '../record/snapshot-cache.ts';
import { suggest } from '../record/suggest.ts';
import type { ChangeDoor } from '../question/change.ts';
import type { ChangeSource } from '../question/change/source.ts';
import type { RouterDoor } from '../question/router/door.ts';
import type { Trace } from '../telemetry/trace.ts';
import { answerTool, restsOnSnapshot } from './answer-tool.ts';
import { createAudit } from './audit.ts';
import type { CallContext } from './caller.ts';
import { type Failure, internal, lacksRight } from './failure.ts';
import { rightFor } from './right.ts';
import { INVALID_PARAMS, rpcError } from './rpc-error.ts';
import type { Tool } from './tool.ts';
import { renderFailure, type ToolResult } from './tool-result.ts';

export interface CallOptions {
  tools: readonly Tool[];
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  history: History | null;
  /** Null without ROUTER_QUERIES=on; then no tool asks a router. */
  routerDoor?: RouterDoor | null;
  /** Null without CHANGES=on; then no tool is about changes. */
  changes?: ChangeDoor | null;
  /** Configured; null: that of the first router. */
  timeZone?: string | null;
  log: Pick<Log, 'debug' | 'info' | 'error'>;
  counters?: Pick<Counters, 'mcpCall'> | undefined;
  trace?: Trace | undefined;
  now: () => number;
}

/** Two forms of at most 25,000 tokens each: a full cache is about 8 MiB. */
const CACHE = { maxEntries: 40 };
/** Calls with longer arguments are not cached. */
const MAX_KEY_LENGTH = 1024;

type Asker = Pick<CallContext, 'keyDigest' | 'keyName' | 'may' | 'address' | 'reviewUrl'>;

const ANYONE: Asker = { keyDigest: '', keyName: null, may: ['read', 'query', 'propose'] };

export interface CallResult {
  /** The same object for every call that is answered from the cache. */
  result: ToolResult;
  /** Belongs to the `_meta` of this call alone. */
  meta: Record<string, unknown>;
}

export type CallTool = (
  params: Readonly<Record<string, unknown>>,
  correlationId: string,
  caller?: Asker,
) => Promise<CallResult>;

/** The result as one object. */
export function merged({ result, meta }: CallResult): ToolResult {
  return { ...result, _meta: { ...result._meta, ...meta } };
}

export function createCallTool(options: CallOptions): CallTool {
  const { tools, snapshot: holder, health, journal, history, log, counters, trace, now } = options;
  const { routerDoor: routers = null, changes: door = null } = options;
  const timeZone = options.timeZone ?? null;
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const cache = createSnapshotCache<ToolResult>(CACHE);
  const audit = createAudit(log);

  async function resultOf(
    tool: Tool,
    snapshot: Snapshot | null,
    given: unknown,
    correlationId: string,
    asker: Asker,
  ): Promise<ToolResult> {
    try {
      const key = snapshot === null ? null : keyOf(tool, given);
      const kept = key === null ? undefined : cache.find(snapshot!, key);
      if (kept !== undefined) return kept;
      const result = await answerTool(tool, given, {
        snapshot,
        health,
        journal,
        history,
        routers,
        changes: door === null ? null : sourceOf(door, asker),
        key: asker.keyDigest,
        timeZone,
        now: now(),
      });
      if (key !== null && result.isError !== true) cache.keep(snapshot!, key, result);
      return result;
    } catch (error) {
      log.error({ error, tool: tool.name, correlation_id: correlationId }, 'tool failed');
      return renderFailure(internal(correlationId));
    }
  }

  return async ({ name, arguments: given }, correlationId, asker = ANYONE) => {
    const tool = typeof name === 'string' ? byName.get(name) : undefined;
    if (tool === undefined) throw unknownTool(name, [...byName.keys()]);
    const right = rightFor(tool);
    const snapshot = holder.current();
    const call = async () =>
      !asker.may.includes(right)
        ? renderFailure(lacksRight(right, asker.may))
        : resultOf(tool, snapshot, given, correlationId, asker);
    const attributes = { 'mcp.tool.name': tool.name, correlation_id: correlationId };
    const result = await (trace?.span(`tools/call ${tool.name}`, attributes, call) ?? call());
    counters?.mcpCall(tool.name, result.isError === true);
    const failed = result.isError ?? false;
    log.debug({ tool: tool.name, correlation_id: correlationId, failed }, 'tool called');
    if (right !== 'read') {
      const made = right === 'propose' && !failed ? result.structuredContent : undefined;
      const outcome = failed ? reasonOf(result) : ((made?.['state'] as string | undefined) ?? 'answered');
      audit({ name, arguments: given }, { ...asker, correlationId }, outcome, made?.['change_id'] as string);
    }
    return { result, meta: metaOf(snapshot, now, correlationId) };
  };
}

/** Of a failure, in a line. */
function reasonOf({ content }: ToolResult): string {
  const { error_code, message } = JSON.parse(content[0]!.text) as Failure;
  return `${error_code}: ${message}`;
}

function sourceOf(changes: ChangeDoor, { keyName, address, reviewUrl }: Asker): ChangeSource {
  const by = { key: keyName ?? 'unnamed', door: 'mcp' } as const;
  return { changes, by, address: address ?? null, reviewUrl: reviewUrl ?? null };
}

function unknownTool(name: unknown, names: readonly string[]): Error {
  const meant = suggest(String(name), names);
  const hint = meant === null ? '' : ` Did you mean ${meant}?`;
  return rpcError(INVALID_PARAMS, `Unknown tool.${hint} The tools are ${names.join(', ')}.`);
}

/** The key of the cache; null for an answer that is not cached. */
function keyOf(tool: Tool, given: unknown): string | null {
  if (!restsOnSnapshot(tool)) return null;
  try {
    const key = `${tool.name} ${JSON.stringify(given)}`;
    return key.length > MAX_KEY_LENGTH ? null : key;
  } catch {
    return null; // nested too deep to be written as JSON
  }
}

function metaOf(snapshot: Snapshot | null, now: () => number, correlationId: string): CallResult['meta'] {
  const ageMs = snapshot === null ? null : now() - snapshot.takenAt;
  return {
    correlation_id: correlationId,
    snapshot_age_seconds: ageMs === null ? null : Math.max(0, Math.floor(ageMs / 1000)),
  };
}
