/** Fetches everything the page shows into the store. */
import type { Device } from '../../../record/device.ts';
import type { Health } from '../../../record/health.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../../../record/network.ts';
import type { PersonRecord } from '../../../record/person.ts';
import type { SnapshotMeta } from '../../../record/snapshot.ts';
import { type Api, ApiError } from '../api.ts';
import type { ServiceClock } from '../clock.ts';
import { isEqual, keepEqual, keepEqualMap } from '../merge.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { Store } from '../store.ts';

/** Access points, interfaces, routers and health change seldom: the shortest time between two fetches of them. */
const NETWORK_MS = 10_000;

export interface FetchOptions {
  store: Store;
  api: Api;
  clock: ServiceClock;
  /** Answers that come later are discarded. */
  isStopped: () => boolean;
  /** Called with every answer. */
  onAnswer: () => void;
}

export interface Fetcher {
  /** One at a time; a call during a fetch leads to one more, and waits for that. Rejects with what the service answered. */
  fetchAll: () => Promise<void>;
  /** The next fetch includes what changes seldom. */
  expireNetwork: () => void;
}

export function createFetcher({ store, api, clock, isStopped, onAnswer }: FetchOptions): Fetcher {
  let networkAt = -Infinity;
  let version: string | null = null;

  const fetchDevices = async () => {
    // before anything is drawn, so that each card gets its place at once
    const network = store.current().snapshot === null ? fetchNetwork() : null;
    const [{ devices, snapshot }, { people }] = await Promise.all([
      readDevices(api),
      api.get<{ people: PersonRecord[] }>('people'),
      // if it fails, that is told once the devices are shown
      Promise.allSettled([network]),
    ]);
    if (isStopped()) return;
    onAnswer();
    const before = store.current();
    const isWarningNew = !isEqual(before.snapshot?.warnings, snapshot.warnings);
    store.set({
      devices: keepEqualMap(before.devices, devices, ({ device_id }) => device_id),
      people: keepEqual(before.people, people, ({ name }) => name),
      snapshot,
      problem: null,
    });
    if (network !== null) return network;
    if (isWarningNew || performance.now() - networkAt >= NETWORK_MS) await fetchNetwork();
  };

  const fetchNetwork = async () => {
    networkAt = performance.now();
    const [{ access_points }, { interfaces }, { routers }, health] = await Promise.all([
      api.get<{ access_points: AccessPointRecord[] }>('access-points'),
      api.get<{ interfaces: WifiInterfaceRecord[] }>('interfaces/wifi'),
      api.get<{ routers: RouterRecord[] }>('system/info'),
      api.get<Health>('health', 503).catch(() => null),
    ]);
    if (isStopped()) return;
    // a page that stays open for months must have the version of its service
    if (health !== null) {
      if (version !== null && health.version !== version) return location.reload();
      version = health.version;
    }
    const before = store.current();
    store.set({
      accessPoints: keepEqual(before.accessPoints, access_points, (record) => record.access_point_id),
      interfaces: keepEqual(
        before.interfaces,
        interfaces,
        (record) => `${record.router}\n${record.interface}`,
      ),
      routers: keepEqual(before.routers, routers, (record) => record.router),
      health: health ?? before.health,
      networkAt: clock.now(),
    });
  };

  return {
    fetchAll: oneAtATime(async () => {
      try {
        await fetchDevices();
      } catch (error) {
        // before the first reading there are no devices; the service answers with the reason
        if (!(error instanceof ApiError) || error.status !== 503) throw error;
        store.set({ problem: error.message });
      }
    }),
    expireNetwork: () => {
      networkAt = -Infinity;
    },
  };
}

/** All devices, page by page. */
async function readDevices(api: Api): Promise<{ devices: Device[]; snapshot: SnapshotMeta }> {
  const devices: Device[] = [];
  for (;;) {
    const path = `devices?detail=full&presence=any&sort=device_id&limit=1000&offset=${devices.length}`;
    const page = await api.get<{ devices: Device[]; has_more: boolean; snapshot: SnapshotMeta }>(path);
    devices.push(...page.devices);
    if (!page.has_more || page.devices.length === 0) return { devices, snapshot: page.snapshot };
  }
}
