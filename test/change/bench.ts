/** A simulated house whose routers may be written to, on a clock of its own, and the changes of a service that can be killed. */
import { createHash } from 'node:crypto';
import { type AnyAction } from '../../src/change/action-list.ts';
import type { Acts, Checks } from '../../src/change/acts.ts';
import type { Actor, Change } from '../../src/change/change.ts';
import { type Changes, createChanges } from '../../src/change/changes.ts';
import type { Outcome } from '../../src/change/outcome.ts';
import type { NetworkView } from '../../src/change/network.ts';
import type { ChangesOptions } from '../../src/change/registry.ts';
import { parseChange } from '../../src/change/parse-change.ts';
import { isInFlight } from '../../src/change/state.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import type { SimulatedRouter } from '../../src/demo/router.ts';
import { isList, type RouterRow } from '../../src/demo/row.ts';
import { toId } from '../../src/parse/mac.ts';
import type { WriteRequest } from '../../src/parse/write.ts';
import type { Device } from '../../src/record/device.ts';
import { connectForWriting, type WriteConnection } from '../../src/routeros/write.ts';

export const ANNA: Actor = { key: 'anna', door: 'rest' };
const STARTED_AT = Date.UTC(2026, 10, 2, 17, 0, 0);

/** Thrown inside a service that was killed: nothing of it goes on. */
class Killed extends Error {}

export interface Bench {
  network: SimulatedNetwork;
  router: (id: string) => SimulatedRouter;
  changes: () => Changes;
  advance: (ms: number) => Promise<void>;
  now: () => number;
  /** Every line of the journal. */
  lines: string[];
  writes: { router: string; request: WriteRequest }[];
  transitions: string[];
  /** Called before a write is sent, and after its answer. */
  hooks: {
    beforeWrite?: (count: number) => void;
    afterWrite?: (count: number) => void;
    beforeAppend?: (count: number) => void;
    afterAdvance?: () => void;
    /** Called after each transition, which is in the journal by then. */
    onTransition?: (change: Change) => void;
  };
  /** The process ends at once; the next service starts with the journal. */
  restart: () => void;
  kill: () => void;
  device: (name: string) => Device;
  /** Proposes, approves and waits until nothing is in flight. */
  run: (action: string, input: unknown) => Promise<Change>;
  propose: (action: string, input: unknown) => Promise<Outcome>;
  finish: (id: string, lives?: number) => Promise<Change>;
  stop: () => Promise<void>;
}

export interface BenchOptions {
  actions?: readonly AnyAction[];
  checks?: Checks;
  watchMs?: number;
  policies?: readonly string[];
  environment?: 'lab' | 'production';
  /** Names of the actions that the routers allow; default all. */
  allowed?: readonly string[];
  serviceAddresses?: readonly string[];
  history?: ChangesOptions['history'];
  onEffect?: ChangesOptions['onEffect'];
}

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const { watchMs = 30_000, policies = ['read', 'write', 'test', 'reboot', 'api', 'rest-api'] } = options;
  let now = STARTED_AT;
  const users = [{ username: 'operator', password: 'op', policies: [...policies] }];
  const network = await startNetwork({ seed: 1, now: () => now, users });
  network.house.pause();
  const ids = ['hallway', 'workshop'];
  const router = (id: string) => network.routers[ids.indexOf(id)]!;
  const lines: string[] = [];
  const writes: Bench['writes'] = [];
  const transitions: string[] = [];
  const hooks: Bench['hooks'] = {};
  let life = 0;
  let appends = 0;
  let connections: WriteConnection[] = [];
  const never = new Promise<never>(() => {});

  function actsFor(id: string, own: number): Acts {
    const { url } = router(id);
    const connection = connectForWriting({
      id,
      url,
      username: 'operator',
      password: 'op',
      ca: null,
      tlsFingerprint: null,
      tlsVerify: true,
      timeoutMs: 20_000,
      charset: 'windows-1252',
    });
    connections.push(connection);
    const alive = async <T>(act: () => Promise<T>): Promise<T> => {
      if (own !== life) return never;
      const result = await act();
      return own === life ? result : never;
    };
    return {
      owner: () => 'operator',
      read: (menu, properties, where) => alive(() => connection.read(menu, properties, where)),
      write: (request) =>
        alive(async () => {
          hooks.beforeWrite?.(writes.length);
          if (own !== life) return never;
          writes.push({ router: id, request });
          const answer = await connection.write(request);
          hooks.afterWrite?.(writes.length - 1);
          return answer;
        }),
      renew: () => alive(() => connection.renew()),
      wait: (ms) => alive(() => advance(ms)),
      betweenPolls: (work) => work(),
    };
  }

  function advance(ms: number): Promise<void> {
    now += ms;
    hooks.afterAdvance?.();
    return Promise.resolve();
  }

  function serve(): Changes {
    const own = life;
    const acts = new Map(ids.map((id) => [id, actsFor(id, own)]));
    const last = new Map<string, Change>();
    for (const line of lines) {
      const change = parseChange(JSON.parse(line));
      if (change !== null) last.set(change.id, change);
    }
    return createChanges({
      router: (id) => {
        const own2 = acts.get(id);
        return own2 === undefined
          ? null
          : { acts: own2, actions: options.allowed ?? null, environment: options.environment ?? null };
      },
      whyUnwritable: (id) => `Router ${id} has no user for writing.`,
      network: view,
      now: () => now,
      newId: () => `c${last.size + transitions.length}${lines.length}`,
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      within: (promise) => promise,
      watchMs,
      ...(options.history && { history: options.history }),
      ...(options.onEffect && { onEffect: options.onEffect }),
      known: [...last.values()],
      append(change) {
        if (own !== life) return never;
        hooks.beforeAppend?.(appends);
        appends += 1;
        if (own !== life) return never;
        lines.push(JSON.stringify(change));
        return Promise.resolve();
      },
      onTransition(change) {
        transitions.push(`${change.action} ${change.state}`);
        hooks.onTransition?.(change);
      },
      onDefect(error) {
        if (!(error instanceof Killed)) throw error;
      },
      ...(options.actions === undefined ? {} : { actions: options.actions }),
      ...(options.checks === undefined ? {} : { checks: options.checks }),
    });
  }

  const lastRouter = new Map<string, string>();

  function view(): NetworkView {
    const interfaces = ids.map(interfaceRowsAt);
    const points = network.house.accessPoints.map(({ name, router: identity, baseMac }) => {
      const id = identity.toLowerCase();
      const isOwn = name === identity;
      return {
        access_point_id: isOwn ? id : toId(baseMac),
        name,
        router: id,
        board_name: null,
        version: null,
        serial_number: null,
        address: null,
        reachable: true,
        uptime_seconds: null,
        client_count: null,
        interfaces: interfacesOf(interfaces[ids.indexOf(id)]!, name),
      };
    });
    const devices = network.house.devices().map((device): Device => {
      const point = points.find(({ name }) => name === device.accessPoint);
      if (point !== undefined) lastRouter.set(device.name, point.router);
      return {
        device_id: toId(device.mac),
        mac_address: device.mac,
        name: device.name,
        connected: device.connected,
        ip_addresses: device.ip === null ? [] : [device.ip],
        ip_address: device.ip,
        router: lastRouter.get(device.name) ?? null,
        access_point: device.accessPoint,
        access_point_id: point?.access_point_id ?? null,
        interface: device.interface,
        ssid: device.ssid,
      } as unknown as Device;
    });
    return {
      devices,
      accessPoints: points as unknown as NetworkView['accessPoints'],
      interfaces: interfaceRecords(points, interfaces),
      routers: ids.map((id) => ({ router: id, serial_number: null })) as unknown as NetworkView['routers'],
      macsOf: (id) =>
        devices.filter(({ device_id }) => device_id === id).map(({ mac_address }) => mac_address),
      ownMacs: new Set(network.house.accessPoints.map(({ baseMac }) => baseMac)),
      serviceMacs: new Set(),
      serviceAddresses: new Set(options.serviceAddresses ?? []),
    };
  }

  /** The interfaces of a router, by what reads them. */
  function interfaceRowsAt(id: string): { source: string; row: RouterRow }[] {
    const legacy = { capsman: 'caps-man/interface', wireless: 'interface/wireless' };
    const menus = { wifi: 'interface/wifi', ...(id === 'workshop' && legacy) };
    return Object.entries(menus).flatMap(([source, menu]) => {
      const table = router(id).table(menu);
      return (isList(table) ? table : []).map((row) => ({ source, row }));
    });
  }

  function interfaceRecords(
    points: { name: string; access_point_id: string; router: string; interfaces: string[] }[],
    interfaces: readonly (readonly { source: string; row: RouterRow }[])[],
  ) {
    const records = ids.flatMap((id, index) =>
      interfaces[index]!.map(({ source, row }) => {
        const name = String(row['name']);
        const point = points.find((each) => each.router === id && each.interfaces.includes(name));
        const master = String(row['master-interface'] ?? 'none');
        return {
          interface: name,
          router: id,
          access_point: point?.name ?? null,
          access_point_id: point?.access_point_id ?? null,
          ssid: (row['configuration.ssid'] ?? row['ssid'] ?? null) as string | null,
          band: /5GHz|wlan2/.test(name) ? '5GHz' : '2.4GHz',
          master_interface: master === 'none' ? null : master,
          disabled: row['disabled'] === 'true',
          source,
        };
      }),
    );
    return records as unknown as NetworkView['interfaces'];
  }

  function interfacesOf(interfaces: readonly { row: RouterRow }[], name: string): string[] {
    const names = interfaces.map(({ row }) => String(row['name']));
    return names.filter((each) => each.startsWith(name === 'Workshop' ? 'wlan' : name));
  }

  let changes = serve();

  const bench: Bench = {
    network,
    router,
    changes: () => changes,
    advance,
    now: () => now,
    lines,
    writes,
    transitions,
    hooks,
    kill: () => void (life += 1),
    restart() {
      life += 1;
      changes = serve();
      changes.start();
    },
    device: (name) => view().devices.find((device) => device.name === name)!,
    propose: (action, input) => changes.propose({ action, input, by: ANNA, approverAddress: null }),
    async run(action, input) {
      const proposed = await bench.propose(action, input);
      if (proposed.outcome !== 'created') throw new Error(JSON.stringify(proposed));
      const { id, state, digest } = proposed.change;
      if (state !== 'planned') return proposed.change;
      const own = life;
      const approved = changes.approve(id, { digest: digest!, by: ANNA });
      await Promise.race([approved, killed(own)]);
      // nothing of a service that was killed goes on
      if (own !== life) bench.restart();
      return bench.finish(id);
    },
    async finish(id, lives = 20) {
      for (let rounds = 0; rounds < lives; rounds += 1) {
        const own = life;
        await Promise.race([changes.idle(), killed(own)]);
        if (own === life) {
          const state = changes.get(id)?.state;
          if (state === undefined || !(isInFlight(state) || state === 'approved')) break;
        }
        bench.restart();
      }
      return changes.get(id) ?? (JSON.parse(lines.findLast((line) => line.includes(id))!) as Change);
    },
    async stop() {
      life += 1;
      for (const connection of connections) connection.close();
      connections = [];
      await network.stop();
    },
  };

  /** Resolves once the service of that life was killed. */
  async function killed(own: number): Promise<void> {
    while (own === life) await new Promise((resolve) => setImmediate(resolve));
  }

  return bench;
}
