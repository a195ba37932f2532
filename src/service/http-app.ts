/** All that answers over HTTP: REST, MCP, the metrics and the page, on one app. */
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import type { Authenticators } from './authenticators.ts';
import { createMcp, type McpOptions } from '../mcp/mcp.ts';
import type { OpenCounts } from '../metrics/family.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createApp } from '../rest/app.ts';
import { createStreams } from '../http/sse.ts';
import { createWeb } from '../web/web.ts';

export interface MountOptions
  extends Pick<
    McpOptions,
    'snapshot' | 'health' | 'journal' | 'history' | 'signingKey' | 'version' | 'log' | 'trace'
  > {
  config: Config;
  authenticators: Authenticators;
  metrics: Metrics;
}

export interface Mounted {
  app: ReturnType<typeof createApp>;
  /** What is open now; null where it is off. */
  open: () => OpenCounts;
  /** Ends every stream and session: the server closes at once after it. */
  close: () => Promise<void>;
}

const pageFolder = new URL('../web/page/', import.meta.url);

export function mount({ config, authenticators, metrics, signingKey, ...parts }: MountOptions): Mounted {
  const { addressOf } = authenticators;
  const { count } = metrics;
  const streams = createStreams();
  const page = config.webUi
    ? createWeb({ directory: fileURLToPath(pageFolder), isRestOn: authenticators.rest !== null })
    : {};
  const further = { '/metrics': metrics.respond, ...page };
  const { rest: authenticator, mcp: door } = authenticators;
  const app = createApp({ ...config, ...parts, authenticator, addressOf, streams, counters: count, further });
  const mcp = door && createMcp({ ...config, ...parts, door, addressOf, signingKey, count });
  if (mcp !== null) {
    const tell = count?.route('/mcp');
    app.all('/mcp', async ({ req, env }) => {
      const startedMs = performance.now();
      const response = await mcp.handle(req.raw, env);
      tell?.(req.method, response.status, performance.now() - startedMs);
      return response;
    });
  }
  return {
    app,
    open: () => ({
      eventStreams: authenticators.rest === null ? null : streams.count(),
      mcpSessions: mcp?.sessionCount() ?? null,
      mcpStreams: mcp?.streamCount() ?? null,
    }),
    close: async () => {
      streams.close();
      await mcp?.close();
    },
  };
}
