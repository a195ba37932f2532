/** The house as servers: each of its routers listens on this machine. */
import { createHouse, type House } from './house.ts';
import { type RemoteLog, type SimulatedRouter, type SimulatedUser, startRouter } from './router.ts';

export interface NetworkOptions {
  seed?: number;
  now?: () => number;
  tls?: boolean;
  /** Total number of devices; see `createHouse`. */
  size?: number;
  latencyMs?: number;
  /** See `createHouse`. */
  workshopVersion?: string;
  /** See `createHouse`. */
  air?: boolean;
  /** Further users of every router. */
  users?: readonly SimulatedUser[];
}

export interface SimulatedNetwork {
  house: House;
  /** The CAPsMAN router first, then the workshop's. */
  routers: SimulatedRouter[];
  /** Where every router sends its log lines; see `setRemoteLog`. */
  logTo(remote: RemoteLog | null): void;
  stop(): Promise<void>;
}

/** Every start generates new passwords. */
export async function startNetwork(options: NetworkOptions = {}): Promise<SimulatedNetwork> {
  const { tls = false, now = Date.now, latencyMs = 0, users } = options;
  const house = createHouse(options);
  const routers = await Promise.all(
    house.routers.map((router) =>
      startRouter({
        tables: () => router.tables(),
        onReboot: () => router.reboot(),
        onKick: (_menu, row) => router.kick(row),
        onAir: (states) => router.obey(states),
        lines: router.onLog,
        identity: router.identity,
        packages: router.packages,
        version: router.version,
        tls,
        now,
        latencyMs,
        ...(users === undefined ? {} : { users }),
      }),
    ),
  );
  for (const [index, router] of house.routers.entries()) router.admitBy(routers[index]!.admits);
  return {
    house,
    routers,
    logTo(remote) {
      for (const router of routers) router.setRemoteLog(remote);
    },
    async stop() {
      await Promise.all(routers.map((router) => router.stop()));
    },
  };
}
