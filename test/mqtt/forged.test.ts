/** What a broker may hold and send: forged discovery in any number and of any form costs a bounded step, and never the state file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import { MOST_ADOPTED, nameIn } from '../../src/mqtt/cleanup.ts';
import { deletionKey, keyOf } from '../../src/mqtt/deletion.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import { createService } from '../../src/service/service.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { type FarEnd, hasMosquitto, mosquitto } from '../mosquitto.ts';
import { runs } from '../runs.ts';
import { settings, snapshot, takenAt } from './house.ts';
import { aedes, type Observer, observe, startEdge, until } from './lab.ts';
import { anyText } from '../any-text.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forged-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
const topics = createTopics('mikrotik-presence', 'homeassistant', 'home');

function serviceOf(directory: string) {
  const stateFile = openStateFile(directory, takenAt);
  const config = { ...defaults.config, routers: [], stateDir: directory };
  return { service: createService({ config, log, stateFile }), stateFile };
}

const forgedConfig = (id: string) =>
  JSON.stringify({
    device: { identifiers: [topics.identifier({ kind: 'client', id })], name: `Forged ${id}` },
    origin: { name: 'mikrotik-presence' },
    components: {},
  });

/** On a busy machine. */
const BUSY_MS = 120_000;
const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
// mosquitto queues 1,000 messages per subscriber unless told otherwise: its limit must not hide ours
const brokers: [string, () => Promise<FarEnd>, object?][] = [
  ['aedes', aedes],
  ['mosquitto', () => mosquitto('allow_anonymous true\nmax_queued_messages 0'), {}],
];

it.each(brokers.filter(([name]) => name === 'aedes' || hasMosquitto()))(
  '2,000 forged devices at %s add 500 at most, and a line that says so',
  async (_name, startBroker, login) => {
    const broker = await startBroker();
    const observer: Observer = await observe(broker.url, login);
    const ids = Array.from({ length: 2000 }, (_, index) => `02${index.toString(16).padStart(10, '0')}`);
    await Promise.all(
      ids.map((id) => observer.publish(topics.discovery({ kind: 'client', id }), forgedConfig(id), true)),
    );
    const { service } = serviceOf(folder);
    const adopted: number[] = [];
    const edge = startEdge(broker.url, {
      ...(login === undefined ? {} : { login: { username: null, password: null } }),
      adopt: (deviceIds) => {
        adopted.push(deviceIds.length);
        void service.adopt(deviceIds);
      },
    });
    // aedes refuses MQTT 5, and the next attempt is at once
    if (login === undefined) {
      await until(() => edge.clock.pending().includes(0));
      edge.clock.advance(0);
    }
    edge.snapshot.publish(snapshot([]));
    await edge.ready(observer);
    const limits = () =>
      edge.log
        .filter(({ event }) => event === 'adoption limited')
        .map(({ level, fields }) => ({ level, ...(fields as { count: number }) }));
    // a lot that comes late is looked at with the next snapshot
    await until(() => {
      edge.snapshot.publish(snapshot([]));
      return limits().at(-1)?.count === ids.length - MOST_ADOPTED;
    }, BUSY_MS);
    expect(sum(adopted)).toBe(MOST_ADOPTED);
    expect(limits().at(-1)).toMatchObject({
      level: 'warn',
      adopted: MOST_ADOPTED,
      most: MOST_ADOPTED,
      remedy: expect.any(String),
    });
    expect(service.state().world.devices.size).toBe(MOST_ADOPTED);
    // further snapshots adopt no device, and say nothing again
    const { length } = limits();
    for (let turn = 0; turn < 3; turn++) edge.snapshot.publish(snapshot([]));
    expect([sum(adopted), limits().length]).toEqual([MOST_ADOPTED, length]);
    await edge.mqtt.stop();
    await observer.end();
    await broker.stop();
  },
  2 * BUSY_MS,
);

it('whatever a broker holds and empties, the state file is read again as a whole', async () => {
  const level = fc.oneof(
    anyText({ maxLength: 300 }),
    fc.stringMatching(/^[A-Za-z0-9-]{1,120}$/),
    fc.stringMatching(/^[0-9a-f]{12}$/),
  );
  const topic = fc.oneof(
    fc
      .tuple(fc.constantFrom('bridge', 'client_', 'person_', 'ap_', 'router_', 'x_'), level)
      .map(([kind, id]) => `homeassistant/device/mikrotik_presence_home_${kind}${id}/config`),
    fc.constant('homeassistant/device/mikrotik_presence_home_bridge/config'),
    anyText({ maxLength: 300 }),
  );
  const payload = fc.oneof(anyText(), fc.json(), fc.constant(forgedConfig('020000000001')));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(topic, payload), { maxLength: 30 }), async (messages) => {
      const directory = mkdtempSync(join(folder, 'case-'));
      const { service } = serviceOf(directory);
      const devices = messages.flatMap(([each]) => topics.discoveryDeviceOf(each) ?? []);
      for (const [, text] of messages) nameIn(text);
      void service.adopt(devices.map(({ id }) => id));
      service.deletions.add(devices.map((device) => deletionKey(device, settings())));
      service.lapses.replace(new Map(devices.map((device) => [keyOf(device), takenAt])));
      await service.stop();
      const { loaded, problem } = openStateFile(directory, takenAt);
      expect(problem()).toBeNull();
      expect(loaded!.deletions).toEqual([...service.deletions.current()]);
      expect(loaded!.lapses).toHaveLength(service.lapses.current().size);
    }),
    { numRuns: runs(40) },
  );
});

it('a name given on the page outlives a restart, makes the device known, and is taken back', async () => {
  const { service } = serviceOf(folder);
  void service.adopt(['3c22fb000001']);
  await service.name('3c22fb000001', 'Panel');
  const { loaded } = openStateFile(folder, takenAt);
  expect(loaded!.remembered.devices).toMatchObject([{ macAddress: '3C:22:FB:00:00:01', pageName: 'Panel' }]);
  const again = serviceOf(folder).service;
  await again.name('3c22fb000001', null);
  expect(openStateFile(folder, takenAt).loaded!.remembered.devices).toEqual([]);
});
