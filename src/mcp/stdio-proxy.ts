/** MCP over stdin and stdout on behalf of a service that runs elsewhere. */
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { defaultLimits } from './limit.ts';
import { createOffer } from './offer.ts';
import { createRemote } from './remote.ts';
import { serveOver, type Stdio, type StdioOptions } from './stdio.ts';

export interface StdioProxyOptions extends Pick<StdioOptions, 'version' | 'log' | 'input' | 'output'> {
  clock: Pick<Clock, 'now' | 'after' | 'every'>;
  /** Of the service, with or without `/mcp`. */
  url: string;
  /** Its MCP_API_KEY. */
  apiKey: string;
}

export function startStdioProxy(options: StdioProxyOptions): Stdio {
  const { url, log } = options;
  const empty: SnapshotHolder = { current: () => null, subscribe: () => () => {} };
  const offer = createOffer({
    ...options,
    limits: defaultLimits,
    snapshot: empty,
    health: unavailable,
    journal,
    history,
  });
  const remote = createRemote({ ...options, url: mcpUrl(url), fallback: offer.surface });
  const { surface, notifier } = remote;
  const stdio = serveOver({ ...offer, surface, notifier, log }, options);
  return { ...stdio, closed: stdio.closed.then(remote.close) };
}

/** The fallback answers lists only, which need no data. */
function unavailable(): never {
  throw new Error('Only the remote service has data.');
}

const journal: Journal = {
  lastId: unavailable,
  oldestId: unavailable,
  read: unavailable,
  latest: unavailable,
  subscribe: () => () => {},
};

const history: History = {
  deviceHistory: unavailable,
  sessions: unavailable,
  accessPointHistory: unavailable,
};

function mcpUrl(text: string): URL {
  const url = new URL(text);
  if (!/\/mcp\/?$/.test(url.pathname)) url.pathname = `${url.pathname.replace(/\/$/, '')}/mcp`;
  return url;
}
