/** Creates the servers of the SDKs. Tests of the transports put other servers here. */
import type { Server as Server2025 } from '@modelcontextprotocol/sdk/server/index.js';
import type { McpServer, Server as Server2026 } from '@modelcontextprotocol/server';
import type { PeerOptions } from './peer.ts';
import { tooManySubscriptions } from './notifier.ts';
import type { CurrentOptions } from './current.ts';
import { createServer2025 } from './server-2025.ts';
import { createServer2026 } from './server-2026.ts';

export interface Servers extends Pick<CurrentOptions, 'admit' | 'watch'> {
  /** One for each session. */
  create2025: () => Server2025;
  /** One for each request. */
  create2026: () => Server2026 | McpServer;
  /** Whether they may send messages before their result. */
  areStreaming: boolean;
}

export function createServers(options: PeerOptions & { version: string }): Servers {
  const { notifier, limits } = options;
  return {
    create2025: () => createServer2025(options),
    create2026: () => createServer2026(options),
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
