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
import { runs } from '../runs.ts';
import { settings, snapshot, takenAt } from './house.ts';
import { aedes, type Observer, observe, startEdge, until } from './lab.ts';

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

it('2,000 forged devices are one step of at most 500, and a line that says so', async () => {
  const broker = await aedes();
  const observer: Observer = await observe(broker.url);
  const ids = Array.from({ length: 2000 }, (_, index) => `02${index.toString(16).padStart(10, '0')}`);
  await Promise.all(
    ids.map((id) => observer.publish(topics.discovery({ kind: 'client', id }), forgedConfig(id), true)),
  );
  const { service } = serviceOf(folder);
  const adopted: number[] = [];
  const edge = startEdge(broker.url, {
    adopt: (deviceIds) => {
      adopted.push(deviceIds.length);
      service.adopt(deviceIds);
    },
  });
  await until(() => edge.clock.pending().includes(0));
  edge.clock.advance(0);
  edge.snapshot.publish(snapshot([]));
  await edge.ready(observer);
  expect(adopted).toEqual([MOST_ADOPTED]);
  expect(edge.log.filter(({ event }) => event === 'devices adopted')).toHaveLength(1);
  expect(edge.log.find(({ event }) => event === 'adoption limited')).toMatchObject({
    level: 'warn',
    fields: { adopted: MOST_ADOPTED, most: MOST_ADOPTED, remedy: expect.any(String) },
  });
  expect(service.state().world.devices.size).toBe(MOST_ADOPTED);
  // further snapshots adopt nobody, and say nothing again
  const limited = () => edge.log.filter(({ event }) => event === 'adoption limited').length;
  edge.snapshot.publish(snapshot([]));
  const count = limited();
  for (let turn = 0; turn < 3; turn++) edge.snapshot.publish(snapshot([]));
  expect([adopted, limited()]).toEqual([[MOST_ADOPTED], count]);
  await edge.mqtt.stop();
  await observer.end();
  await broker.stop();
});

it('whatever a broker holds and empties, the state file is read again as a whole', () => {
  const level = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.stringMatching(/^[A-Za-z0-9-]{1,120}$/),
    fc.stringMatching(/^[0-9a-f]{12}$/),
  );
  const topic = fc.oneof(
    fc
      .tuple(fc.constantFrom('bridge', 'client_', 'person_', 'ap_', 'router_', 'x_'), level)
      .map(([kind, id]) => `homeassistant/device/mikrotik_presence_home_${kind}${id}/config`),
    fc.constant('homeassistant/device/mikrotik_presence_home_bridge/config'),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );
  const payload = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.constant(forgedConfig('020000000001')),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(topic, payload), { maxLength: 30 }), (messages) => {
      const directory = mkdtempSync(join(folder, 'case-'));
      const { service } = serviceOf(directory);
      const devices = messages.flatMap(([each]) => topics.discoveryDeviceOf(each) ?? []);
      for (const [, text] of messages) nameIn(text);
      service.adopt(devices.map(({ id }) => id));
      service.deletions.add(devices.map((device) => deletionKey(device, settings())));
      service.lapses.replace(new Map(devices.map((device) => [keyOf(device), takenAt])));
      const { loaded, problem } = openStateFile(directory, takenAt);
      expect(problem()).toBeNull();
      expect(loaded!.deletions).toEqual([...service.deletions.current()]);
      expect(loaded!.lapses).toHaveLength(service.lapses.current().size);
    }),
    { numRuns: runs(40) },
  );
});

it('a name given on the page outlives a restart, makes the device known, and is taken back', () => {
  const { service } = serviceOf(folder);
  service.adopt(['3c22fb000001']);
  service.name('3c22fb000001', 'Panel');
  const { loaded } = openStateFile(folder, takenAt);
  expect(loaded!.remembered.devices).toMatchObject([{ macAddress: '3C:22:FB:00:00:01', pageName: 'Panel' }]);
  const again = serviceOf(folder).service;
  again.name('3c22fb000001', null);
  expect(openStateFile(folder, takenAt).loaded!.remembered.devices).toEqual([]);
});
