/** Requests as any program could send them, by hand. */
import { bearer, type Mount } from './service.ts';

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as JSON, or as it is when it is text. */
  body?: unknown;
  path?: string;
}

export interface Got {
  status: number;
  headers: Headers;
  text: string;
  json: {
    id?: unknown;
    result?: Record<string, unknown>;
    error?: { code: number; message: string; data?: Record<string, unknown> };
  };
}

export const accepting = {
  Accept: 'application/json, text/event-stream',
  'Content-Type': 'application/json',
};

export function toRequest({ method = 'POST', headers = {}, body, path = '/mcp' }: Sent): Request {
  const text = typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body);
  const all = { Host: '127.0.0.1:8490', ...accepting, ...headers };
  return new Request(`http://127.0.0.1:8490${path}`, { method, headers: all, body: text });
}

/** With the key, unless the headers say otherwise. */
export async function send({ mcp }: Pick<Mount, 'mcp'>, sent: Sent): Promise<Got> {
  const response = await mcp.handle(toRequest({ ...sent, headers: { ...bearer, ...sent.headers } }));
  const { status, headers } = response;
  if (headers.get('content-type') === 'text/event-stream') {
    await response.body!.cancel();
    return { status, headers, text: '', json: {} };
  }
  const text = await response.text();
  return { status, headers, text, json: text.startsWith('{') ? (JSON.parse(text) as Got['json']) : {} };
}

export function rpc(method: string, params: object = {}, id: number | null = 1): object {
  return { jsonrpc: '2.0', ...(id !== null && { id }), method, params };
}

export function initialize(protocolVersion = '2025-11-25'): object {
  return rpc('initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } });
}

/** The headers that go on with a new session. */
export async function openSession(mount: Pick<Mount, 'mcp'>): Promise<Record<string, string>> {
  const { headers } = await send(mount, { body: initialize() });
  return { 'Mcp-Session-Id': headers.get('mcp-session-id')!, 'MCP-Protocol-Version': '2025-11-25' };
}

export const version2026 = '2026-07-28';

/** A request of the current generation, with all that it must carry. */
export function current(method: string, params: { [key: string]: unknown } = {}): Sent {
  const name = params['name'] ?? params['uri'];
  return {
    headers: {
      'MCP-Protocol-Version': version2026,
      'Mcp-Method': method,
      ...(typeof name === 'string' && { 'Mcp-Name': name }),
    },
    body: rpc(method, {
      ...params,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': version2026,
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      },
    }),
  };
}
