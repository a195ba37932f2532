/** What real Home Assistant cores made of our discovery, replayed without one. `run.sh` in this folder records anew. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { validationError } from './discovery-schema.ts';
import { messages } from '../../src/mqtt/messages.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { startService } from '../../src/service/service.ts';
import { automationsOfManual } from './automations.ts';
import { configFile, type Network, startHouse } from './far-end.ts';
import { digestOf, readGoldens, readPublished, withoutVersion } from './golden.ts';
import { differences, expectedDevices, expectedEntities } from './registry.ts';

const published = readPublished();
const goldens = readGoldens();
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => silent };

describe('discovery as real cores met it', () => {
  let network: Network;
  let today: Record<string, string>;
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));

  beforeAll(async () => {
    network = await startHouse(Date.now);
    today = withoutVersion(await discoveryOf(network));
  });
  afterAll(async () => {
    await network.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function discoveryOf({ house, routers }: Network): Promise<Record<string, string>> {
    const file = configFile(house, routers);
    const result = readConfig({
      env: {
        CONFIG_FILE: 'config.yaml',
        MQTT_URL: 'mqtt://127.0.0.1:1',
        STATE_DIR: folder,
        POLL_INTERVAL: '1s',
      },
      directory: folder,
      readFile: (path) => {
        if (path.endsWith('config.yaml')) return file;
        throw Object.assign(new Error('none'), { code: 'ENOENT' });
      },
    });
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    const { config } = result;
    const service = startService({ config, version: '0.0.0', log: silent });
    const snapshot = await new Promise<Snapshot>((resolve) => {
      service.snapshot.subscribe((taken) => {
        if (taken.meta.complete) resolve(taken);
      });
    });
    await service.stop();
    const { mqtt } = config;
    const topics = createTopics(mqtt!.baseTopic, mqtt!.discoveryPrefix, config.instanceId);
    const overrides = {
      deleted: new Set<string>(),
      adopted: new Set<string>(),
      lapses: new Map<string, number>(),
      dismissed: new Set<string>(),
      names: new Map<string, string>(),
    };
    const frame = {
      settings: { ...config, mqtt: mqtt! },
      topics,
      version: '0.0.0',
      digest: '',
      installation: '',
    };
    const { publishes } = messages(null, { snapshot, events: [], overrides, at: Date.now() }, frame);
    const found = publishes.filter(({ topic }) => topics.discoveryDeviceOf(topic) !== null);
    return Object.fromEntries(found.map(({ topic, payload }) => [topic, payload]));
  }

  it('is what is published today: else run test/homeassistant/run.sh', () => {
    expect(today).toEqual(published);
  });

  it('passes the mirror of the schemas', () => {
    expect(Object.values(published).flatMap((text) => validationError(JSON.parse(text)) ?? [])).toEqual([]);
  });

  it('was recorded with an old core and a new one', () => {
    expect(goldens.length).toBeGreaterThanOrEqual(2);
  });

  it("fired each of the manual's automations, and none in an outage or at a restart", () => {
    for (const { stories } of goldens) {
      // that chapter may not have been told of these payloads yet
      const table = stories['automations'] as Record<string, string> | undefined;
      if (table === undefined) continue;
      const fired = Object.values(table).flatMap((cell) => (cell === '–' ? [] : cell.split(', ')));
      const aliases = automationsOfManual().map(({ alias }) => alias);
      expect([...new Set(fired)].sort()).toEqual(aliases.sort());
      const bad = Object.entries(table).filter(([what]) => /restarts|killed|is over/.test(what));
      expect(bad.filter(([, cell]) => cell !== '–')).toEqual([]);
      expect(bad.length).toBeGreaterThan(5);
    }
  });

  describe.each(goldens)('Home Assistant $home_assistant', (golden) => {
    it('was given the same', () => {
      expect(golden.published).toBe(digestOf(published));
    });

    it('met everything that was to be met', () => {
      expect(golden.results.filter(([, passed]) => !passed)).toEqual([]);
    });

    it('made one entity of every component, as the payload says', () => {
      const expected = expectedEntities(published, golden.home_assistant);
      expect(expected.size).toBeGreaterThan(100);
      expect(differences(expected, new Map(Object.entries(golden.entities)))).toEqual([]);
    });

    it('made one device of every payload', () => {
      const expected = expectedDevices(published);
      expect(differences(expected, new Map(Object.entries(golden.devices)))).toEqual([]);
    });

    it('gave every enabled entity a state, and no disabled one', () => {
      const enabled = Object.values(golden.entities).filter(({ disabled_by }) => disabled_by === null);
      expect(Object.keys(golden.states).sort()).toEqual(enabled.map(({ entity_id }) => entity_id).sort());
      expect(Object.values(golden.states)).not.toContain(null);
    });

    it('let a tracker say not_home only after a departure', () => {
      const { 'departure and arrival': departure, ...others } = golden.stories;
      expect(departure).toEqual(['not_home', 'home']);
      for (const name of ['broker restarts', 'Home Assistant restarts', 'killed and restarted'])
        expect(others[name]).toEqual(['unavailable', 'home']);
      expect(others['router killed and back']).toMatchObject({ tracker: ['unavailable', 'home'] });
      expect(others['roam']).toMatchObject({ tracker: [], event_type: 'roamed' });
    });
  });
});
