/** Creates the servers of the SDKs. Tests of the transports put other servers here. */
import type { McpServer, Server as Server2026 } from '@modelcontextprotocol/server';
import type { Call } from './direct-call.ts';
import { createPeer, type PeerOptions } from './peer.ts';
import { tooManySubscriptions } from './notifier.ts';
import type { CurrentOptions } from './current.ts';
import { createServer2025 } from './server-2025.ts';
import { createServer2026 } from './server-2026.ts';
import type { SessionServer } from './session-server.ts';

export interface Servers extends Pick<CurrentOptions, 'admit' | 'watch'> {
  /** One for each session. */
  create2025: () => SessionServer;
  /** One for each request. */
  create2026: () => Server2026 | McpServer;
  /** Answers tool calls of the current version in place of a server; null where only a server can. */
  call2026: Call | null;
  /** Whether they may send messages before their result. */
  areStreaming: boolean;
}

export function createServers(options: PeerOptions & { version: string }): Servers {
  const { notifier, limits } = options;
  return {
    create2025: () => createServer2025(options),
    create2026: () => createServer2026(options),
    call2026: (params, context) => createPeer(options, () => {}).call(params, context),
    areStreaming: false,
    watch: (publish) =>
      notifier.watch(({ uri, _meta }) => publish({ kind: 'resource_updated', uri, params: { _meta } })),
    admit: async (uris) => {
      const most = limits.maxSubscriptionsPerSession;
      if (uris.length > most) throw tooManySubscriptions('subscriptions_per_session', most);
      const ends: (() => void)[] = [];
      const leave = () => {
        for (const end of ends) end();
      };
      try {
        for (const uri of new Set(uris)) ends.push(await notifier.subscribe(uri, () => {}));
      } catch (error) {
        leave();
        throw error;
      }
      return leave;
    },
  };
}
