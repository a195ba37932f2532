/** What Home Assistant switches over MQTT, from the message at the broker to the row at the simulated router, and back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import type { Config, HomeAssistantAction } from '../../src/config/config.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { startMqtt } from '../../src/mqtt/start.ts';
import type { Mac } from '../../src/parse/mac.ts';
import { startChanges } from '../../src/service/changes.ts';
import { createService } from '../../src/service/service.ts';
import { createSwitches } from '../../src/service/switches.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { rowsAt } from '../change/truth.ts';
import { aedes, credentials, observe, type Observer } from '../mqtt/lab.ts';
import { device, snapshot as snapshotOf } from '../rest/snapshot.ts';
import { createFastClock } from '../web/clock.ts';
import { writableRouters, writer } from '../writable-routers.ts';

/** A guard is proved in 20 s of this time. */
const TIMES = 20;
const POLL_MS = 10_000;
const LONG = { timeout: 30_000 };
const ACCESS_LIST = 'interface/wifi/access-list';
const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
const stops: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

interface Home {
  network: SimulatedNetwork;
  observer: Observer;
  mac: (name: string) => Mac;
  /** The last payload of a topic below the base. */
  told: (topic: string) => Record<string, unknown> | null;
  history: (topic: string) => unknown[];
  say: (topic: string, payload: string, retain?: boolean) => Promise<void>;
  changes: ReturnType<typeof startChanges>['changes'];
  blocks: (name: string) => object[];
  clock: ReturnType<typeof createFastClock>;
}

async function open(
  actions: (mac: Home['mac']) => HomeAssistantAction[],
  more: Partial<Config['routers'][number]> = {},
): Promise<Home> {
  const clock = createFastClock(TIMES);
  const network = await startNetwork({ seed: 1, now: clock.now, users: [writer] });
  stops.push(() => network.stop());
  network.house.pause();
  const mac = (name: string) => network.house.devices().find((one) => one.name === name)!.mac as Mac;
  const broker = await aedes();
  stops.push(broker.stop);
  const observer = await observe(broker.url);
  stops.push(observer.end);
  const stateDir = mkdtempSync(join(tmpdir(), 'switches-'));
  stops.push(() => rmSync(stateDir, { recursive: true }));
  const config: Config = {
    ...defaults.config,
    stateDir,
    pollIntervalMs: POLL_MS,
    changes: true,
    changeWatchMs: 10_000,
    devices: ["Anna's phone", 'Wall panel'].map((name) => ({
      macs: [mac(name)],
      name,
      awayDelayMs: null,
      track: null,
    })),
    homeassistant: { ...defaults.config.homeassistant, actions: actions(mac) },
    routers: writableRouters(network, more),
  };
  const service = createService({ config, log, clock });
  const { snapshot } = service;
  const running = startChanges({
    config,
    snapshot,
    isPolling: service.isPolling,
    onReach: service.reach,
    onTouched: service.readRules,
    announce: service.announce,
    log,
    clock,
  });
  stops.push(service.stop, () => running.stop(0));
  const switches = createSwitches({
    config,
    changes: running.changes,
    snapshot,
    atRouter: service.atRouter,
    log,
    clock,
  });
  stops.push(switches.stop);
  const mqtt = startMqtt({
    settings: { ...config, mqtt: { ...defaults.mqtt, url: broker.url, ...credentials } },
    snapshot,
    version: '0.0.0',
    clientIdSuffix: 'ab12',
    log,
    deletions: { current: () => new Set(), add: () => {}, remove: () => {} },
    lapses: { current: () => new Map(), replace: () => {} },
    adopt: () => {},
    clock: systemClock,
    willDelaySeconds: 0,
    switches,
  });
  stops.push(mqtt.stop);
  service.start();
  const payloads = (topic: string) =>
    observer.heard
      .filter((heard) => heard.topic === `mikrotik-presence/${topic}`)
      .map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
  const home: Home = {
    network,
    observer,
    mac,
    told: (topic) => payloads(topic).at(-1) ?? null,
    history: (topic) => payloads(topic).map(({ state }) => state),
    say: (topic, payload, retain) => observer.publish(`mikrotik-presence/${topic}`, payload, retain),
    changes: running.changes,
    blocks: (name) =>
      rowsAt(network.routers[0]!, ACCESS_LIST).filter(
        (row) => row['mac-address'] === mac(name) && row['action'] === 'reject',
      ),
    clock,
  };
  await expect.poll(() => home.told('bridge/summary')?.['connected'], LONG).toBeGreaterThan(0);
  await expect.poll(() => home.told('bridge/state'), LONG).toEqual({ state: 'online' });
  return home;
}

const allow = (
  action: HomeAssistantAction['action'],
  given: Partial<HomeAssistantAction>,
): HomeAssistantAction => ({ action, devices: [], ssids: [], for: null, ...given });
const idOf = (mac: Mac) => mac.replaceAll(':', '').toLowerCase();
const panelOnly = (mac: Home['mac']) => [
  allow('block_device', { devices: [mac('Wall panel')], for: '1h' }),
  allow('unblock_device', { devices: [mac('Wall panel')] }),
];

test('OFF blocks the device for as long as the file says, ON lets it in again, and the switch says what was read', async () => {
  const { mac, told, say, changes, blocks, history, clock } = await open(panelOnly);
  const access = `client/${idOf(mac('Wall panel'))}/wifi_access`;
  await expect.poll(() => told(access), LONG).toEqual({ state: 'ON', ends_at: null });
  await say(`${access}/set`, 'OFF');
  await expect.poll(() => told(access)?.['state'], LONG).toBe('OFF');
  expect(blocks('Wall panel')).toHaveLength(1);
  await expect.poll(() => changes.all()[0]?.state, LONG).toBe('kept');
  const [change] = changes.all();
  expect(change).toMatchObject({
    action: 'block_device',
    proposedBy: { key: 'homeassistant.actions', door: 'mqtt' },
    approvedBy: { key: 'homeassistant.actions', door: 'mqtt' },
  });
  await expect.poll(() => told(access)?.['ends_at'], LONG).toEqual(expect.any(String));
  expect(Date.parse(told(access)!['ends_at'] as string) - clock.now()).toBeLessThan(3_600_000);
  await say(`${access}/set`, 'ON');
  await expect.poll(() => told(access), LONG).toEqual({ state: 'ON', ends_at: null });
  expect(blocks('Wall panel')).toEqual([]);
  // never unknown, and never back and forth, once it was read
  const states = history(access).filter((state, n, all) => state !== null && state !== all[n - 1]);
  expect(states).toEqual(['ON', 'OFF', 'ON']);
}, 60_000);

test('ON while OFF is still watched takes the block back', async () => {
  const { mac, told, say, changes, blocks } = await open(panelOnly);
  const access = `client/${idOf(mac('Wall panel'))}/wifi_access`;
  await expect.poll(() => told(access)?.['state'], LONG).toBe('ON');
  await say(`${access}/set`, 'OFF');
  await expect.poll(() => changes.all()[0]?.state, LONG).toMatch(/applying|watching/);
  await say(`${access}/set`, 'ON');
  await expect.poll(() => changes.all()[0]?.state, LONG).toBe('undone');
  expect(changes.all()).toHaveLength(1);
  expect(blocks('Wall panel')).toEqual([]);
  await expect.poll(() => told(access)?.['state'], LONG).toBe('ON');
  expect(told('bridge/problem')).toMatchObject({ state: 'OFF' });
}, 60_000);

test('what the file does not name, what holds already and what is no command does nothing', async () => {
  const { network, mac, told, say, changes, observer } = await open((of) => [
    ...panelOnly(of),
    allow('reconnect_device', { devices: [of("Anna's phone")] }),
    allow('set_ssid_enabled', { ssids: ['guest'] }),
  ]);
  const [panel, anna] = [idOf(mac('Wall panel')), idOf(mac("Anna's phone"))];
  await expect.poll(() => told(`client/${panel}/wifi_access`)?.['state'], LONG).toBe('ON');
  network.routers.forEach((router) => router.resetCounters());
  for (const [topic, payload] of [
    [`client/${anna}/wifi_access/set`, 'OFF'],
    [`client/${panel}/reconnect/set`, 'PRESS'],
    [`client/${panel}/wifi_access/set`, 'ON'],
    [`client/${panel}/wifi_access/set`, 'off'],
    [`client/${panel}/wifi_access/set`, '{"state":"OFF"}'],
    [`client/${anna}/reconnect/set`, ''],
    ['client/ffffffffffff/reconnect/set', 'PRESS'],
    ['ssid/home/enabled/set', 'OFF'],
    ['ssid/guest/enabled/set', 'ON'],
    ['ssid/nowhere/enabled/set', 'OFF'],
  ] as const)
    await say(topic, payload);
  await observer.roundTrip();
  await say(`client/${anna}/reconnect/set`, 'PRESS');
  await expect.poll(() => changes.all().length, LONG).toBe(1);
  expect(changes.all()[0]).toMatchObject({
    action: 'reconnect_device',
    input: { device_id: mac("Anna's phone") },
  });
}, 60_000);

test('a press reconnects the device once, however often it is repeated meanwhile', async () => {
  const { mac, told, say, changes, network } = await open((of) => [
    allow('reconnect_device', { devices: [of('Wall panel')] }),
  ]);
  const panel = idOf(mac('Wall panel'));
  await expect.poll(() => told(`client/${panel}/state`)?.['presence'], LONG).toBe('home');
  for (let count = 0; count < 5; count += 1) await say(`client/${panel}/reconnect/set`, 'PRESS');
  await expect.poll(() => changes.all()[0]?.state, LONG).toBe('kept');
  expect(changes.all()).toHaveLength(1);
  const removals = network.routers[0]!.requests.filter(({ path }) =>
    path.includes('registration-table/remove'),
  );
  expect(removals).toHaveLength(1);
}, 60_000);

test('a network is switched off and on again, at every router that has it', async () => {
  const { told, say, changes, network } = await open(() => [
    allow('set_ssid_enabled', { ssids: ['guest'], for: '2h' }),
  ]);
  const enabled = 'ssid/guest/enabled';
  await expect.poll(() => told(enabled), LONG).toEqual({ state: 'ON', ends_at: null });
  await say(`${enabled}/set`, 'OFF');
  await expect.poll(() => told(enabled)?.['state'], LONG).toBe('OFF');
  await expect.poll(() => changes.all().every(({ state }) => state === 'kept'), LONG).toBe(true);
  expect(told(enabled)).toEqual({ state: 'OFF', ends_at: null });
  expect(network.house.devices().filter(({ ssid, connected }) => ssid === 'guest' && connected)).toEqual([]);
  await say(`${enabled}/set`, 'ON');
  await expect.poll(() => told(enabled)?.['state'], LONG).toBe('ON');
  await expect.poll(() => told(enabled)?.['ends_at'], LONG).toEqual(expect.any(String));
}, 90_000);

test('a switch follows what another user does at the router: each poll reads which devices may join', async () => {
  const { mac, told, network } = await open(panelOnly);
  const access = `client/${idOf(mac('Wall panel'))}/wifi_access`;
  await expect.poll(() => told(access)?.['state'], LONG).toBe('ON');
  const [router] = network.routers;
  const readsOf = (menu: string) =>
    router!.requests.filter(({ method, path }) => method !== 'PUT' && path.includes(menu)).length;
  router!.resetCounters();
  router!.change({
    menu: ACCESS_LIST,
    name: 'add',
    keys: null,
    values: { 'mac-address': mac('Wall panel'), action: 'reject' },
  });
  await expect.poll(() => told(access)?.['state'], LONG).toBe('OFF');
  for (const row of rowsAt(router!, ACCESS_LIST))
    if (row['mac-address'] === mac('Wall panel') && row['action'] === 'reject')
      router!.change({ menu: ACCESS_LIST, name: 'remove', keys: [String(row['.id'])], values: {} });
  await expect.poll(() => told(access)?.['state'], LONG).toBe('ON');
  const polls = readsOf('interface/wifi/registration-table');
  await expect.poll(() => readsOf(ACCESS_LIST), LONG).toBeGreaterThanOrEqual(polls);
}, 60_000);

test('while no router can be read the switch is unknown, and a command does nothing', async () => {
  const { mac, told, say, network, changes } = await open(panelOnly);
  const access = `client/${idOf(mac('Wall panel'))}/wifi_access`;
  await expect.poll(() => told(access)?.['state'], LONG).toBe('ON');
  for (const router of network.routers) router.setFault('refuse');
  await expect.poll(() => told(access), LONG).toEqual({ state: null, ends_at: null });
  await say(`${access}/set`, 'OFF');
  await expect
    .poll(() => told('bridge/problem')?.['problems'], LONG)
    .toContainEqual(
      expect.objectContaining({
        router: 'hallway',
        kind: 'change',
        message: expect.stringContaining('block_device Wall panel: The router could not be read'),
      }),
    );
  for (const router of network.routers) router.setFault(null);
  await expect.poll(() => told(access)?.['state'], LONG).toBe('ON');
  expect(changes.all()).toEqual([]);
}, 60_000);

test('on a router in production a person must confirm: the command is rejected, and the problem says so', async () => {
  const { mac, told, say, changes, blocks } = await open(panelOnly, { environment: 'production' });
  const access = `client/${idOf(mac('Wall panel'))}/wifi_access`;
  await expect.poll(() => told(access)?.['state'], LONG).toBe('ON');
  await say(`${access}/set`, 'OFF');
  await expect.poll(() => told('bridge/problem')?.['state'], LONG).toBe('ON');
  expect(changes.all()).toMatchObject([{ state: 'rejected', approvedBy: null }]);
  expect(blocks('Wall panel')).toEqual([]);
  expect(told('bridge/problem')!['problems']).toMatchObject([
    { router: 'hallway', table: 'changes', kind: 'change', message: expect.stringContaining('confirm') },
  ]);
}, 60_000);

/** Of a house without routers that can be written to: nothing is proposed. */
const idle: Parameters<typeof createSwitches>[0]['changes'] = {
  propose: () => Promise.resolve({ outcome: 'not_found' }),
  approve: () => Promise.resolve({ outcome: 'not_found' }),
  reject: () => Promise.resolve({ outcome: 'not_found' }),
  undo: () => Promise.resolve({ outcome: 'not_found' }),
  all: () => [],
  get: () => null,
};

test('a network that no router has is a problem where the file allows it, else nothing', async () => {
  const actions = [allow('set_ssid_enabled', { ssids: ['guest'] })];
  const switches = createSwitches({
    config: { ...defaults.config, homeassistant: { ...defaults.config.homeassistant, actions } },
    changes: idle,
    snapshot: { current: () => snapshotOf([]) },
    atRouter: () => ({ unreadSince: () => null, rejects: () => false, broadcasts: () => null }),
    log,
    clock: systemClock,
  });
  for (const ssid of ['cellar', 'guest']) switches.command({ what: 'ssid', ssid, wanted: 'OFF' });
  await expect
    .poll(() => switches.problems().map(({ message }) => message))
    .toEqual(['set_ssid_enabled: No router has the network guest.']);
  await switches.stop();
});

test('a command that waited longer than a minute is not done, and one for another router does not wait', async () => {
  const panel = device({ router: 'hallway' });
  const rights = { unreadSince: () => null, rejects: () => false, broadcasts: () => true };
  const other = device({ mac_address: 'AA:BB:CC:00:00:09', router: 'workshop' });
  const snapshot = snapshotOf([panel, other]);
  const asked: unknown[] = [];
  const answers: (() => void)[] = [];
  let now = 0;
  const actions = [
    allow('reconnect_device', { devices: [panel.mac_address as Mac, other.mac_address as Mac] }),
  ];
  const switches = createSwitches({
    config: { ...defaults.config, homeassistant: { ...defaults.config.homeassistant, actions } },
    changes: {
      ...idle,
      propose: ({ action }) => {
        asked.push(action);
        return new Promise((resolve) => answers.push(() => resolve({ outcome: 'not_found' })));
      },
    },
    snapshot: { current: () => snapshot },
    atRouter: () => rights,
    log,
    clock: { ...systemClock, monotonicNow: () => now },
  });
  switches.command({ what: 'reconnect', deviceId: panel.device_id });
  switches.command({ what: 'reconnect', deviceId: panel.device_id });
  switches.command({ what: 'reconnect', deviceId: other.device_id });
  await expect.poll(() => answers.length).toBe(2);
  now += 61_000;
  for (const answer of answers) answer();
  await switches.stop();
  expect(asked).toHaveLength(2);
  expect(switches.problems().map(({ router, message }) => `${router}: ${message}`)).toContain(
    'hallway: A command waited longer than a minute: it is not done.',
  );
});
