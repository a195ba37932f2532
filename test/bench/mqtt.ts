/** What a broker, and Home Assistant's recorder behind it, have to bear: messages of a quiet hour, and of a start with many devices. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaults } from '../../src/config/read.ts';
import { createFleet } from '../../src/demo/fleet.ts';
import { messages, type Published } from '../../src/mqtt/messages.ts';
import type { Publish } from '../../src/mqtt/publish.ts';
import { createOutbox } from '../../src/mqtt/outbox.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import { type Menu, menuPaths } from '../../src/parse/menu.ts';
import type { Row } from '../../src/parse/row.ts';
import { type Taken, takeSnapshot } from '../../src/world/snapshot.ts';
import { step } from '../../src/world/step.ts';
import { newWorld } from '../../src/world/world.ts';
import { readingOf } from '../capture.ts';

const START = Date.UTC(2026, 10, 20, 8);
const POLL_MS = 10_000;
const HOUR_POLLS = 360;
const REGISTRATIONS = 'interface/wifi/registration-table';
const noOverrides = {
  deleted: new Set<string>(),
  adopted: new Set<string>(),
  lapses: new Map<string, number>(),
  dismissed: new Set<string>(),
  names: new Map<string, string>(),
};
const topics = createTopics(defaults.mqtt.baseTopic, defaults.mqtt.discoveryPrefix, 'home');

type Print = (line: string) => void;

/** Every device is known, as an operator's would be. */
function createHouse(devices: number, isStill: boolean) {
  let now = START;
  const fleet = createFleet({
    routers: 1,
    devicesPerRouter: devices,
    accessPointsPerRouter: 4,
    now: () => now,
  });
  const [router] = fleet.routers;
  const settings = {
    ...defaults.config,
    mqtt: defaults.mqtt,
    routers: [{ ...defaults.router, id: 'router', url: '', username: '', password: '' }],
  };
  const frame = {
    settings: { ...settings, mqtt: { ...defaults.mqtt, url: '' } },
    topics,
    version: '1.0.0',
    digest: '',
    installation: '',
  };
  let world = newWorld(settings, { at: START, monotonicMs: 0 });
  let taken: Taken | null = null;
  let published: Published | null = null;
  const air = new Map<string, Row>();
  return {
    poll: (): readonly Publish[] => {
      const tables = router!.tables() as Readonly<Record<string, Row[]>>;
      const menus = Object.fromEntries(
        menuPaths.filter((path) => path in tables).map((path) => [path, known(path, tables[path]!)]),
      ) as Partial<Record<Menu, Row[]>>;
      if (isStill) menus[REGISTRATIONS] = menus[REGISTRATIONS]!.map(hush);
      const reading = { ...readingOf(menus, { startedAt: now }), startedMonotonicMs: now - START };
      const stepped = step(world, { type: 'reading', reading }, settings, {
        at: now,
        monotonicMs: now - START,
      });
      world = stepped.world;
      taken = takeSnapshot(world, settings, taken, stepped.changed);
      const told = messages(
        published,
        { snapshot: taken!.snapshot, events: [], overrides: noOverrides, at: now },
        frame,
      );
      ({ published } = told);
      now += POLL_MS;
      return told.publishes;
    },
  };

  function known(path: Menu, rows: Row[]): Row[] {
    if (path !== 'ip/dhcp-server/lease') return rows;
    return rows.map((row) => ({ ...row, dynamic: 'false' }));
  }

  // idle: time and counters go on, nobody moves and nothing is sent
  function hush(row: Row): Row {
    const mac = String(row['mac-address']);
    const first = air.get(mac) ?? row;
    air.set(mac, first);
    const { signal, 'tx-rate': txRate, 'rx-rate': rxRate } = first;
    return { ...row, signal: signal!, 'tx-rate': txRate!, 'rx-rate': rxRate! };
  }
}

export function benchMqtt(print: Print): void {
  print('\nMQTT: an hour of a house in which nobody moves, 30 devices, a poll every ten seconds');
  print(quietHour('nothing changes but times and counters', true));
  print(quietHour('signals and rates wander as they do in the air', false));
  print(start(1000));
  print(hourWithout('a broker that never was there', false));
  print(hourWithout('a broker that is lost after the start', true));
}

function quietHour(title: string, isStill: boolean): string {
  const house = createHouse(30, isStill);
  const held = new Map(house.poll().map(({ topic, payload }) => [topic, payload]));
  const counts = new Map<string, number>();
  let repeated = 0;
  for (let poll = 0; poll < HOUR_POLLS; poll++) {
    for (const { topic, payload } of house.poll()) {
      if (held.get(topic) === payload) repeated++;
      held.set(topic, payload);
      const kind = topic.split('/').at(-1)!;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
  return `  ${title}: ${all} messages${all === 0 ? '' : ` (${kinds})`}, of which unchanged: ${repeated}`;
}

function start(devices: number): string {
  const publishes = createHouse(devices, true).poll();
  const sizes = publishes.map(({ topic, payload }) => Buffer.byteLength(topic) + Buffer.byteLength(payload));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return `  ${devices.toLocaleString('en')} known devices, from start to complete: ${publishes.length} messages, ${(bytes / 1e6).toFixed(2)} MB; the largest ${Math.max(...sizes)} bytes`;
}

/** What is wanted goes on changing, and nobody takes it. */
function hourWithout(title: string, wasThere: boolean): string {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const outbox = createOutbox({
    topics,
    mayRemove: () => true,
    onRefused: () => {},
    clock: { now: () => START, after: () => () => {} },
  });
  const house = createHouse(300, false);
  const turn = () => {
    for (const publish of house.poll()) outbox.put(publish);
    outbox.put({ topic: topics.bridgeEvent, payload: '{"event_type":"device_new"}', retain: false });
    outbox.send();
  };
  if (wasThere) {
    outbox.open({ send: () => Promise.resolve('taken'), inFlight: 64 });
    turn();
    outbox.close();
  }
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  for (let poll = 0; poll < HOUR_POLLS; poll++) turn();
  const [first, { topics: wanted, waiting }] = [heap(), outbox.size()];
  for (let poll = 0; poll < HOUR_POLLS; poll++) turn();
  const second = heap();
  return `  an hour of ${title}, 300 devices: ${wanted} topics wanted, ${waiting} waiting; heap ${first.toFixed(1)} MB, after another hour ${second.toFixed(1)} MB`;
}
