/** MCP over stdin and stdout on behalf of a service that runs elsewhere. */
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { systemClock } from './clock.ts';
import { defaultLimits } from './limit.ts';
import { createOffer } from './offer.ts';
import { createRemote } from './remote.ts';
import { speak, type Stdio, type StdioOptions } from './stdio.ts';

export interface StdioProxyOptions
  extends Pick<StdioOptions, 'version' | 'log' | 'clock' | 'input' | 'output'> {
  /** Of the service, with or without `/mcp`. */
  url: string;
  /** Its MCP_API_KEY. */
  apiKey: string;
}

export function startStdioProxy(options: StdioProxyOptions): Stdio {
  const { url, clock = systemClock, log } = options;
  const nothing: SnapshotHolder = { current: () => null, subscribe: () => () => {} };
  const offer = createOffer({
    ...options,
    limits: defaultLimits,
    clock,
    now: Date.now,
    snapshot: nothing,
    health: elsewhere,
    journal,
    history,
  });
  const remote = createRemote({ ...options, url: mcpUrl(url), clock, fallback: offer.surface });
  const { surface, notifier } = remote;
  const stdio = speak({ ...offer, surface, notifier, log }, options);
  return { ...stdio, closed: stdio.closed.then(remote.close) };
}

/** Only lists are answered here, and of those it takes the longest. */
function elsewhere(): never {
  throw new Error('The service elsewhere knows.');
}

const journal: Journal = {
  lastId: elsewhere,
  oldestId: elsewhere,
  read: elsewhere,
  latest: elsewhere,
  subscribe: () => () => {},
};

const history: History = { deviceHistory: elsewhere, sessions: elsewhere, accessPointHistory: elsewhere };

function mcpUrl(text: string): URL {
  const url = new URL(text);
  if (!/\/mcp\/?$/.test(url.pathname)) url.pathname = `${url.pathname.replace(/\/$/, '')}/mcp`;
  return url;
}
