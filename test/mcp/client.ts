/** Real clients of every kind, behind one face, so that one story can be told of all of them. */
import {
  Client as Client2026,
  SSEClientTransport as Sse2026,
  StreamableHTTPClientTransport as Http2026,
} from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator as Validator2026 } from '@modelcontextprotocol/client/validators/ajv';
import { Client as Client2025 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { StdioClientTransport as Stdio2026 } from '@modelcontextprotocol/client/stdio';
import { AjvJsonSchemaValidator as Validator2025 } from '@modelcontextprotocol/sdk/validation/ajv';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { compile } from '../compile.ts';
import { bearer } from './service.ts';

type Content = { type: string; text?: string; resource?: { uri: string; text: string } };

export interface AnyClient {
  version: () => string | undefined;
  listTools: () => Promise<{ tools: { name: string }[] }>;
  callTool: (params: { name: string; arguments?: Record<string, unknown> }) => Promise<{
    content?: Content[];
    structuredContent?: unknown;
    isError?: boolean;
    _meta?: Record<string, unknown>;
  }>;
  listResources: () => Promise<{ resources: { uri: string }[] }>;
  listResourceTemplates: () => Promise<{ resourceTemplates: { uriTemplate: string }[] }>;
  readResource: (params: { uri: string }) => Promise<{ contents: { uri: string; text?: string }[] }>;
  listPrompts: () => Promise<{ prompts: { name: string; arguments?: { name: string }[] }[] }>;
  getPrompt: (params: { name: string; arguments?: Record<string, string> }) => Promise<{
    messages: { content: Content }[];
  }>;
  complete: (params: {
    ref: { type: 'ref/resource'; uri: string } | { type: 'ref/prompt'; name: string };
    argument: { name: string; value: string };
  }) => Promise<{ completion: { values: string[] } }>;
  /** Resolves when the subscription stands. */
  watch: (
    uri: string,
    onUpdate: (params: { uri: string; _meta?: Record<string, unknown> }) => void,
  ) => Promise<void>;
  close: () => Promise<void>;
}

export interface Kind {
  name: string;
  /** Of the protocol it ends up speaking. */
  version: string;
  connect: (url: URL) => Promise<AnyClient>;
}

const info = { name: 'test client', version: '1' };
const requestInit = { headers: bearer };

/** Compiles each schema once for all clients of this worker: a client does so anew for every tool, which takes longer than all its calls. */
function compiledOnce<V extends { getValidator: (schema: never) => unknown }>(validator: V): V {
  const known = new Map<string, unknown>();
  const getValidator = (schema: never) => {
    const text = JSON.stringify(schema);
    if (!known.has(text)) known.set(text, validator.getValidator(schema));
    return known.get(text);
  };
  return { getValidator } as V;
}

const validator2025 = compiledOnce(new Validator2025());
const validator2026 = compiledOnce(new Validator2026());

async function connect2025(transport: Transport): Promise<AnyClient> {
  const client = new Client2025(info, { jsonSchemaValidator: validator2025 });
  let version: string | undefined;
  const setVersion = transport.setProtocolVersion?.bind(transport);
  transport.setProtocolVersion = (negotiated) => {
    version = negotiated;
    setVersion?.(negotiated);
  };
  await client.connect(transport);
  return Object.assign(client as unknown as AnyClient, {
    version: () => version,
    watch: async (uri: string, onUpdate: (params: { uri: string }) => void) => {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => onUpdate(params));
      await client.subscribeResource({ uri });
    },
  });
}

type Options2026 = ConstructorParameters<typeof Client2026>[1];
type Transport2026 = Parameters<Client2026['connect']>[0];

async function connect2026(transport: Transport2026, options: Options2026): Promise<AnyClient> {
  const client = new Client2026(info, { ...options, jsonSchemaValidator: validator2026 });
  await client.connect(transport);
  const version = client.getNegotiatedProtocolVersion();
  return Object.assign(client as unknown as AnyClient, {
    version: () => version,
    watch: async (uri: string, onUpdate: (params: { uri: string }) => void) => {
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => onUpdate(params));
      if (version === '2026-07-28') await client.listen({ resourceSubscriptions: [uri] });
      else await client.subscribeResource({ uri });
    },
  });
}

const pinned = (pin: string): Options2026 => ({ versionNegotiation: { mode: { pin } } });
const only = (version: string): Options2026 => ({ supportedProtocolVersions: [version] });

export const overHttp: readonly Kind[] = [
  {
    name: 'older SDK, Streamable HTTP',
    version: '2025-11-25',
    connect: (url) => connect2025(new StreamableHTTPClientTransport(url, { requestInit }) as Transport),
  },
  {
    name: 'older SDK, SSE',
    version: '2025-11-25',
    connect: (url) => connect2025(new SSEClientTransport(url, { requestInit }) as Transport),
  },
  {
    name: 'current SDK as it comes, Streamable HTTP',
    version: '2025-11-25',
    connect: (url) => connect2026(new Http2026(url, { requestInit }), {}),
  },
  {
    name: 'current SDK negotiating, Streamable HTTP',
    version: '2026-07-28',
    connect: (url) =>
      connect2026(new Http2026(url, { requestInit }), { versionNegotiation: { mode: 'auto' } }),
  },
  {
    name: 'current SDK pinned to 2026-07-28',
    version: '2026-07-28',
    connect: (url) => connect2026(new Http2026(url, { requestInit }), pinned('2026-07-28')),
  },
  {
    name: 'current SDK, SSE',
    version: '2025-11-25',
    connect: (url) => connect2026(new Sse2026(url, { requestInit }), {}),
  },
  {
    name: 'pinned to 2024-11-05, SSE',
    version: '2024-11-05',
    connect: (url) => connect2026(new Sse2026(url, { requestInit }), only('2024-11-05')),
  },
  {
    name: 'pinned to 2025-03-26, Streamable HTTP',
    version: '2025-03-26',
    connect: (url) => connect2026(new Http2026(url, { requestInit }), only('2025-03-26')),
  },
];

/** Programs of ours that speak over stdio; `arguments` follow the file. */
export function overStdio(file: string, ...args: string[]): readonly Kind[] {
  const server = {
    command: process.execPath,
    args: [compile(file), ...args],
    env: getDefaultEnvironment(),
    stderr: 'inherit' as const,
  };
  return [
    {
      name: 'older SDK, stdio',
      version: '2025-11-25',
      connect: () => connect2025(new StdioClientTransport(server) as Transport),
    },
    {
      name: 'current SDK pinned to 2026-07-28, stdio',
      version: '2026-07-28',
      connect: () => connect2026(new Stdio2026(server), pinned('2026-07-28')),
    },
    {
      name: 'pinned to 2024-11-05, stdio',
      version: '2024-11-05',
      connect: () => connect2026(new Stdio2026(server), only('2024-11-05')),
    },
  ];
}
