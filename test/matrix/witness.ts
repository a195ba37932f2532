/** Somebody who asks the program all the time, and listens at its broker, and knows who is really there. */
import { connectAsync } from 'mqtt';
import type { SimulatedNetwork } from '../../src/demo/network.ts';
import type { Health } from '../../src/record/health.ts';

/** Nobody waits longer for an answer. */
const ANSWER_MS = 8000;

export interface Seen {
  /** Answers to /devices: how often each status, or kind of failure. */
  statuses: Map<string, number>;
  slowestMs: number;
  healths: Set<string>;
  /** Everything /health complained of. */
  problems: Set<string>;
  /** Most rows that a table ever had. */
  mostRows: number;
  /** Most devices at once of which nothing could be said. */
  mostHeld: number;
  /** Most devices at once that were not in a table, or of which nothing could be said. */
  mostMissing: number;
  /** Most devices at once that are there and not home at the broker. */
  mostUntold: number;
  /** The time by its clock, against the true one. */
  clockErrorMs: number;
  /** Devices that are there, and were said to be away: by /devices, and by the broker. */
  left: { rest: Set<string>; mqtt: Set<string> };
  /** Devices of the second router that were not as connected as they are. */
  disturbed: Set<string>;
}

export type Witness = Awaited<ReturnType<typeof startWitness>>;

export interface Look {
  rows: Row[] | null;
  missing: number;
  health: Health | null;
}

interface Row {
  device_id: string;
  presence: string;
  connected: boolean | null;
}

export interface WitnessOptions {
  port: number;
  key: string;
  network: SimulatedNetwork;
  routerCount: number;
  broker: { url: string; username: string; password: string };
}

export async function startWitness({ port, key, network, routerCount, broker }: WitnessOptions) {
  const { house } = network;
  const seen: Seen = {
    statuses: new Map(),
    slowestMs: 0,
    healths: new Set(),
    problems: new Set(),
    mostRows: 0,
    mostHeld: 0,
    mostMissing: 0,
    mostUntold: 0,
    clockErrorMs: 0,
    left: { rest: new Set(), mqtt: new Set() },
    disturbed: new Set(),
  };
  const identities = house.routers.slice(0, routerCount).map(({ identity }) => identity);
  /** Who is there, by device_id, and at which router. */
  const present = () =>
    new Map(
      house
        .devices()
        .filter(({ connected, router }) => connected && identities.includes(router!))
        .map(({ mac, router }) => [mac.replaceAll(':', '').toLowerCase(), router!] as const),
    );
  /** What the broker was told since it was last connected to. */
  const told = new Map<string, string>();
  let bridge = '';
  const { url, ...login } = broker;
  const client = await connectAsync(url, { ...login, reconnectPeriod: 300, reconnectOnConnackError: true });
  client.on('error', () => {});
  client.on('connect', () => told.clear());
  client.on('message', (topic, payload) => {
    const [, group, id = '', what] = topic.split('/');
    if (topic.endsWith('/bridge/state')) bridge = payload.toString();
    if (group !== 'client' || payload.length === 0 || what === 'signal') return;
    const { presence, event_type } = JSON.parse(payload.toString()) as Record<string, string>;
    if ((presence === 'away' || event_type === 'left') && present().has(id)) seen.left.mqtt.add(id);
    if (what === 'state') told.set(id, presence ?? '');
  });
  await client.subscribeAsync('mikrotik-presence/#', { qos: 1 });

  const untold = () => [...present().keys()].filter((id) => told.get(id) !== 'home');

  async function ask<T>(path: string): Promise<{ status: string; body: T | null }> {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${key}` },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return { status: String(answer.status), body: (await answer.json()) as T };
    } catch (error) {
      return { status: (error as Error).name, body: null };
    }
  }

  async function devices(): Promise<Row[] | null> {
    const since = performance.now();
    const { status, body } = await ask<{ devices?: Row[] }>('/devices?presence=any&limit=1000');
    seen.slowestMs = Math.max(seen.slowestMs, performance.now() - since);
    seen.statuses.set(status, (seen.statuses.get(status) ?? 0) + 1);
    return body?.devices ?? null;
  }

  /** How many are there, and not as connected as they are. */
  function judge(rows: readonly Row[]): number {
    const there = present();
    const ours = rows.filter(({ device_id }) => there.has(device_id));
    const held = ours.filter(({ connected }) => connected === null);
    const missing = ours.filter(({ connected }) => connected !== true);
    seen.mostHeld = Math.max(seen.mostHeld, held.length);
    seen.mostMissing = Math.max(seen.mostMissing, missing.length);
    seen.mostUntold = Math.max(seen.mostUntold, untold().length);
    for (const { device_id, presence } of ours) if (presence === 'away') seen.left.rest.add(device_id);
    for (const { device_id } of missing)
      if (there.get(device_id) === identities[1]) seen.disturbed.add(device_id);
    return missing.length;
  }

  async function health(): Promise<Health | null> {
    const { status, body } = await ask<Health>('/health');
    seen.healths.add(body?.status ?? status);
    // a problem instead of a record: of this program, or of another one that has the port meanwhile
    if (body?.routers === undefined) return null;
    const tables = body.routers.flatMap((router) => router.tables);
    for (const problem of complaintsOf(body)) seen.problems.add(problem);
    for (const { row_count } of tables) seen.mostRows = Math.max(seen.mostRows, row_count ?? 0);
    const takenAt = body.snapshot === null ? Date.now() : Date.parse(body.snapshot.taken_at);
    const errorMs = takenAt - Date.now();
    if (Math.abs(errorMs) > Math.abs(seen.clockErrorMs)) seen.clockErrorMs = errorMs;
    return body;
  }

  async function look(): Promise<Look> {
    const rows = await devices();
    const missing = rows === null ? 0 : judge(rows);
    return { rows, missing, health: await health() };
  }

  return {
    seen,
    look,
    /** It answers at all. */
    isUp: async () => (await ask('/health')).body !== null,
    /** It says that all is well, everybody who is there is known to be, and the broker knows it too. Else, what is missing. */
    unwell: async (): Promise<string | null> => {
      const { rows, health: said } = await look();
      if (said === null) return 'no answer';
      if (said.status !== 'ok') return `${said.status}: ${complaintsOf(said).join('; ')}`;
      const known = new Map(rows?.map((row) => [row.device_id, row]));
      const ids = [...present().keys()];
      const isThere = (row: Row | undefined) => row?.presence === 'home' && row.connected === true;
      const unseen = ids.filter((id) => !isThere(known.get(id)));
      if (unseen.length > 0) return `${unseen.length} of ${ids.length} devices not connected by /devices`;
      if (!bridge.includes('online')) return `bridge/state is ${bridge}`;
      const count = untold().length;
      return count > 0 ? `${count} of ${ids.length} devices not home at the broker` : null;
    },
    /** What was seen before does not count. */
    forget: () => {
      for (const all of [seen.statuses, seen.healths, seen.problems, seen.disturbed]) all.clear();
      Object.assign(seen, {
        slowestMs: 0,
        mostRows: 0,
        mostHeld: 0,
        mostMissing: 0,
        mostUntold: 0,
        clockErrorMs: 0,
      });
    },
    end: () => client.endAsync(true),
  };
}

function complaintsOf({ routers, state, history, mqtt }: Health): string[] {
  const tables = routers.flatMap(({ tables: all }) => all.map(({ message }) => message));
  const others = [state.problem, history?.problem, mqtt?.message];
  return [...tables, ...others].filter((text): text is string => typeof text === 'string');
}
