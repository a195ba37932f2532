/** Answers every request of a client, independent of its protocol version. */
import type { Snapshot } from '../record/snapshot.ts';
import { timeZoneOf } from '../record/time-zone.ts';
import type { Log } from '../telemetry/log.ts';
import { type CallOptions, type CallTool, createCallTool } from './call-tool.ts';
import { toCompletion } from './completion.ts';
import { readAsked } from './asked-resource.ts';
import { noDataYet } from './failure.ts';
import type { Prompt } from './prompt.ts';
import { readEvents, readResource, resources, resourceTemplates } from './resource.ts';
import { INVALID_PARAMS, NOT_NOW, rpcError } from './rpc-error.ts';
import { hintsOf, proposes, toInputSchema, type Tool, toOutputSchema } from './tool.ts';
import { EVENTS } from './uri.ts';

export const methods = [
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
] as const;
export type Method = (typeof methods)[number];
/** Those whose answer is one plain object. */
export type PlainMethod = Exclude<Method, 'tools/call'>;

/** Only resources change while the service runs. */
export const capabilities = { tools: {}, resources: { subscribe: true }, prompts: {}, completions: {} };

export type Params = Readonly<Record<string, unknown>>;
export type Result = Record<string, unknown>;

export interface Surface {
  /** Throws protocol errors only. */
  answer: (method: PlainMethod, params: Params, correlationId: string) => Result | Promise<Result>;
  /** Answers `tools/call`. Throws protocol errors only. */
  call: CallTool;
}

export interface SurfaceOptions extends CallOptions {
  prompts: readonly Prompt[];
}

export function createSurface(options: SurfaceOptions): Surface {
  const { tools, snapshot: holder, health, journal, log } = options;
  const offers = {
    history: options.history !== null,
    routers: (options.routerDoor ?? null) !== null,
    changes: (options.changes ?? null) !== null,
    proposals: tools.some(proposes),
  };
  const prompts = options.prompts.filter(({ needs }) => needs === undefined || offers[needs]);
  const promptList = prompts.map(({ write: _write, needs: _needs, arguments: given, ...described }) => ({
    ...described,
    arguments: given.map(({ complete: _complete, ...argument }) => argument),
  }));
  const templateList = resourceTemplates.map(({ complete: _complete, ...described }) => described);
  const current = (): Snapshot => {
    const snapshot = holder.current();
    if (snapshot === null)
      throw rpcError(NOT_NOW, noDataYet.message, { retry_after_seconds: noDataYet.retry_after_seconds });
    return snapshot;
  };

  function getPrompt({ name, arguments: given }: Params): Result {
    const prompt = prompts.find((candidate) => candidate.name === name);
    if (prompt === undefined) throw rpcError(INVALID_PARAMS, 'There is no such prompt.');
    const values = textsOf(given);
    const missing = prompt.arguments.find(
      (argument) => argument.required && (values[argument.name] ?? '') === '',
    );
    if (missing !== undefined) throw rpcError(INVALID_PARAMS, `The argument ${missing.name} is required.`);
    const snapshot = current();
    const { text, attached } = prompt.write(snapshot, values, {
      ...offers,
      timeZone: timeZoneOf(options.timeZone ?? null, snapshot),
    });
    const role = 'user';
    const messages = [
      { role, content: { type: 'text', text: text.join('\n\n') } },
      ...attached.map((resource) => ({ role, content: { type: 'resource', resource } })),
    ];
    return { description: prompt.description, messages };
  }

  async function read({ uri: given }: Params): Promise<Result> {
    const uri = String(given);
    const sources = {
      snapshot: holder.current(),
      health,
      journal,
      history: options.history,
      now: options.now(),
    };
    const contents =
      uri === EVENTS
        ? await readEvents(journal)
        : ((await readAsked(uri, sources)) ?? readResource(uri, { snapshot: current, health }));
    return { contents: [contents] };
  }

  function complete({ ref, argument }: Params): Result {
    const { type, uri, name } = ref as { type: string; uri?: string; name?: string };
    const { name: argumentName, value } = argument as { name: string; value: string };
    const completer =
      type === 'ref/resource'
        ? resourceTemplates.find(({ uriTemplate }) => uriTemplate === uri)?.complete[argumentName]
        : prompts.find((prompt) => prompt.name === name)?.arguments.find((one) => one.name === argumentName)
            ?.complete;
    if (completer === undefined)
      throw rpcError(INVALID_PARAMS, 'The template or prompt does not exist, or has no such argument.');
    const snapshot = holder.current();
    return { completion: toCompletion(snapshot === null ? [] : completer(snapshot, value)) };
  }

  const answers: Record<PlainMethod, (params: Params) => Result | Promise<Result>> = {
    'tools/list': () => ({ tools: tools.flatMap((tool) => describeTool(tool, log)) }),
    'resources/list': () => ({ resources }),
    'resources/templates/list': () => ({ resourceTemplates: templateList }),
    'resources/read': read,
    'prompts/list': () => ({ prompts: promptList }),
    'prompts/get': getPrompt,
    'completion/complete': complete,
  };
  return { answer: (method, params) => answers[method](params), call: createCallTool(options) };
}

/** By tool, from the first request for the list: to convert all schemas costs 50 ms. */
const definitions = new WeakMap<Tool, Result>();

/** The definition for clients. A tool whose schema cannot be converted is left out, so that the others stay usable. */
export function describeTool(tool: Tool, log: Pick<Log, 'error'>): Result[] {
  try {
    const definition = definitions.get(tool) ?? definitionOf(tool);
    definitions.set(tool, definition);
    return [definition];
  } catch (error) {
    log.error({ error, tool: tool.name }, 'tool left out');
    return [];
  }
}

function definitionOf(tool: Tool): Result {
  const { name, title, use } = tool;
  return {
    name,
    title,
    description: use,
    inputSchema: toInputSchema(tool),
    outputSchema: toOutputSchema(tool),
    annotations: { title, ...hintsOf(tool) },
  };
}

function textsOf(given: unknown): Record<string, string> {
  const entries = Object.entries(given ?? {}).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(entries) as Record<string, string>;
}
