/** What REST and MCP answer, as a recording keeps it. */
import { BEN, get, MCP_API_KEY, TAKEN_AT } from './scene.ts';

export interface Answers {
  /** Epoch milliseconds. */
  at: number;
  /** By path. */
  rest: Record<string, unknown>;
  /** An MCP session that was opened then. */
  sessionId: string;
  tools: string[];
  prompts: string[];
  metrics: string[];
}

const HOUR_MS = 3_600_000;
const ben = BEN.replaceAll(':', '').toLowerCase();

/** Questions whose answers a restart does not change. */
export function questions(until: number): string[] {
  const since = `since=${iso(TAKEN_AT - HOUR_MS)}`;
  const span = `${since}&until=${iso(until)}`;
  // what lasts goes on being counted: only what was over then
  const past = `${since}&until=${iso(TAKEN_AT + 1.5 * HOUR_MS)}`;
  return [
    '/devices?presence=any&detail=full&limit=1000',
    '/people',
    '/access-points',
    '/interfaces/wifi',
    '/system/info',
    `/events?${span}&limit=1000`,
    `/sessions?${past}&limit=1000`,
    `/devices/${ben}/history?${span}`,
    `/devices/${ben}/sessions?${span}`,
    `/access-points/48a98af2878a/history?${past}`,
  ];
}

export async function ask(url: string, paths: readonly string[]): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const path of paths) answers[path] = await get(url, path);
  return answers;
}

/** Names of the metrics. */
export async function metricsOf(url: string, apiKey: string): Promise<string[]> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${apiKey}` } });
  const names = (await response.text()).matchAll(/^# TYPE (\S+)/gm);
  return [...names].map(([, name]) => name!).sort();
}

/** Opens a session; its id. */
export async function openSession(url: string): Promise<string> {
  const clientInfo = { name: 'recording', version: '1' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  const response = await post(url, { jsonrpc: '2.0', id: 1, method: 'initialize', params });
  const sessionId = response.headers.get('mcp-session-id');
  if (!response.ok || sessionId === null)
    throw new Error(`initialize: ${response.status} ${await response.text()}`);
  await response.text();
  await (await post(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, sessionId)).text();
  return sessionId;
}

/** The names of a list (`tools`, `prompts`) in a session; throws when the session is refused. */
export async function listNames(
  url: string,
  sessionId: string,
  list: 'tools' | 'prompts',
): Promise<string[]> {
  const response = await post(url, { jsonrpc: '2.0', id: 2, method: `${list}/list` }, sessionId);
  const text = await response.text();
  if (!response.ok) throw new Error(`${list}/list: ${response.status} ${text}`);
  return namesIn(/^data: (\{.*)$/m.exec(text)?.[1] ?? text, list);
}

/** The sorted names of the items in a JSON-RPC answer. */
export function namesIn(text: string, list: 'tools' | 'prompts'): string[] {
  const { result } = JSON.parse(text) as { result: Record<string, { name: string }[]> };
  return result[list]!.map(({ name }) => name).sort();
}

function post(url: string, message: object, sessionId?: string): Promise<Response> {
  return fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${MCP_API_KEY}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...(sessionId === undefined
        ? {}
        : { 'mcp-session-id': sessionId, 'mcp-protocol-version': '2025-06-18' }),
    },
    body: JSON.stringify(message),
  });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
