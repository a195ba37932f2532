/** Everything served over HTTP: REST, MCP, the metrics and the page, in one app. */
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import type { Authenticators } from './authenticators.ts';
import type { McpOptions } from '../mcp/mcp.ts';
import { systemClock } from '../telemetry/clock.ts';
import { createMetrics, type Meter } from '../metrics/metrics.ts';
import { createApp } from '../rest/app.ts';
import type { ChangeDoor } from '../question/change.ts';
import type { RouterDoor } from '../question/router/door.ts';
import type { OperatorActs } from '../rest/operator.ts';
import { createStreams } from '../http/sse.ts';
import type { OAuth } from './oauth.ts';
import { createManual, createWeb } from '../web/web.ts';

export interface HttpAppOptions
  extends Pick<
    McpOptions,
    'snapshot' | 'health' | 'journal' | 'history' | 'signingKey' | 'version' | 'log' | 'trace'
  > {
  config: Config;
  authenticators: Authenticators;
  /** Null without OAUTH_ISSUER. */
  oauth?: OAuth | null;
  /** Null when there are no metrics. */
  meter: Meter | null;
  /** What a key with the right "approve" may do. */
  operator: OperatorActs;
  /** Null without CHANGES=on. */
  changes: ChangeDoor | null;
  /** Null without ROUTER_QUERIES=on. */
  routerDoor: RouterDoor | null;
}

export interface HttpApp {
  app: ReturnType<typeof createApp>;
  /** Ends every stream; a client that may still open one does so again. */
  endStreams: () => void;
  /** Ends every stream and session, so that the server can close at once. */
  close: () => Promise<void>;
}

const pageFolder = new URL('../web/page/', import.meta.url);

export async function createHttpApp(options: HttpAppOptions): Promise<HttpApp> {
  const { config, authenticators, meter, signingKey, ...parts } = options;
  const { rest: authenticator, mcp: mcpAuthenticator } = authenticators;
  const counters = meter?.counters;
  const common = { ...config, ...parts, clock: systemClock };
  const streams = createStreams({ clock: systemClock });
  const mcp =
    mcpAuthenticator &&
    (await import('../mcp/mcp.ts')).createMcp({
      ...common,
      authenticator: mcpAuthenticator,
      signingKey,
      counters,
    });
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
  const mayApprove = config.keys.some(({ may }) => may.includes('approve'));
  const isOperatorOn = config.operatorKey !== null || mayApprove;
  const page = config.webUi
    ? createWeb({
        directory: fileURLToPath(pageFolder),
        isRestOn: authenticator !== null,
        areChangesOn: parts.changes !== null,
        isOperatorOn,
        timeZone: config.timeZone,
      })
    : {};
  const manual = createManual(fileURLToPath(pageFolder));
  const further = {
    '/metrics': metrics,
    '/mcp': mcp?.endpoint ?? { respond: () => mcpIsOff, takesEveryMethod: true as const },
    ...page,
    ...manual,
  };
  const app = createApp({ ...common, authenticator, streams, counters, further });
  return {
    app,
    endStreams: () => {
      streams.endAll();
      mcp?.endStreams();
    },
    close: async () => {
      streams.close();
      await mcp?.close();
    },
  };
}

const mcpIsOff = {
  status: 404,
  detail:
    'MCP is off because this service was started without MCP_API_KEY, OAUTH_ISSUER or a key of the file for mcp.',
};
