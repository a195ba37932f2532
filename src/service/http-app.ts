/** Everything served over HTTP: REST, MCP, the metrics and the page, in one app. */
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import type { Authenticators } from './authenticators.ts';
import { createMcp, type McpOptions } from '../mcp/mcp.ts';
import { systemClock } from '../telemetry/clock.ts';
import { createMetrics, type Meter } from '../metrics/metrics.ts';
import { createApp } from '../rest/app.ts';
import type { OperatorActs } from '../rest/operator.ts';
import { createStreams } from '../http/sse.ts';
import { createWeb } from '../web/web.ts';

export interface HttpAppOptions
  extends Pick<
    McpOptions,
    'snapshot' | 'health' | 'journal' | 'history' | 'signingKey' | 'version' | 'log' | 'trace'
  > {
  config: Config;
  authenticators: Authenticators;
  /** Null when there are no metrics. */
  meter: Meter | null;
  /** What an operator may do; only with OPERATOR_KEY. */
  operator: OperatorActs;
}

export interface HttpApp {
  app: ReturnType<typeof createApp>;
  /** Ends every stream and session, so that the server can close at once. */
  close: () => Promise<void>;
}

const pageFolder = new URL('../web/page/', import.meta.url);

export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { config, authenticators, meter, signingKey, operator: acts, ...parts } = options;
  const { rest: authenticator, mcp: mcpAuthenticator } = authenticators;
  const counters = meter?.counters;
  const common = { ...config, ...parts, clock: systemClock };
  const streams = createStreams({ clock: systemClock });
  const mcp =
    mcpAuthenticator && createMcp({ ...common, authenticator: mcpAuthenticator, signingKey, counters });
  const metrics = createMetrics({
    meter,
    authenticator: authenticators.metrics,
    metricsDevices: config.metricsDevices,
    snapshot: parts.snapshot.current,
    health: parts.health,
    open: () => ({
      eventStreams: authenticator === null ? null : streams.count(),
      mcpSessions: mcp?.sessionCount() ?? null,
      mcpStreams: mcp?.streamCount() ?? null,
    }),
  });
  const page = config.webUi
    ? createWeb({ directory: fileURLToPath(pageFolder), isRestOn: authenticator !== null })
    : {};
  const further = {
    '/metrics': metrics,
    '/mcp': mcp?.endpoint ?? { respond: () => mcpIsOff, takesEveryMethod: true as const },
    ...page,
  };
  const operator = config.operatorKey === null ? null : acts;
  const app = createApp({ ...common, authenticator, operator, streams, counters, further });
  return {
    app,
    close: async () => {
      streams.close();
      await mcp?.close();
    },
  };
}

const mcpIsOff = {
  status: 404,
  detail: 'MCP is off because this service was started without MCP_API_KEY.',
};
