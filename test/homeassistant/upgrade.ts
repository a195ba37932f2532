/**
 * What an upgrade from 0.1.0 leaves of a registry in a real core: entity ids, given names, statistics, and the tracker of a person.
 * Needs that version, built, at BEFORE: `git worktree add …`, `npm ci`, `npm run build`. Else as run.sh starts verify.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { mosquitto } from '../mosquitto.ts';
import { configFile, createProgram, startHouse } from './far-end.ts';
import { startHomeAssistant, until } from './home-assistant.ts';

const OWN = 'mikrotik_presence_home';
const SETTLE_MS = 60_000;
const results: boolean[] = [];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

function told(title: string, differences: readonly string[], detail = ''): void {
  results.push(differences.length === 0);
  const text = differences.length === 0 ? detail : differences.slice(0, 12).join('; ');
  process.stdout.write(`${differences.length === 0 ? 'ok  ' : 'FAIL'} ${title}${text && `: ${text}`}\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
const broker = await mosquitto();
const network = await startHouse(Date.now);
writeFileSync(join(folder, 'config.yaml'), configFile(network.house, network.routers));
const environment = {
  CONFIG_FILE: 'config.yaml',
  MQTT_URL: broker.url,
  POLL_INTERVAL: '1s',
  AWAY_DELAY: '4s',
  STATE_DIR: 'state',
  HOST: '127.0.0.1',
  PORT: '0',
};
const before = createProgram(folder, environment, join(process.env['BEFORE']!, 'dist', 'main.js'));
const after = createProgram(folder, environment);
const core = await startHomeAssistant({
  command: process.env['HA_COMMAND']!,
  root: process.env['HA_ROOT'] ?? '',
  brokerPort: broker.port,
});
process.stdout.write(`== Home Assistant ${core.version}\n`);
const ours = async () =>
  new Map(
    (await core.entities())
      .filter(({ platform, unique_id }) => platform === 'mqtt' && unique_id.startsWith(OWN))
      .map((entity) => [entity.unique_id, entity]),
  );
const topicsNow = async () => {
  const found = new Set<string>();
  const client = await connectAsync(broker.url, { reconnectPeriod: 0 });
  client.on('message', (topic) => found.add(topic));
  await client.subscribeAsync('homeassistant/device/+/config', { qos: 1 });
  await pause(500);
  await client.endAsync(true);
  return found;
};
try {
  await before.start();
  let count = 0;
  await until('all entities of 0.1.0', SETTLE_MS, async () => {
    await pause(3000);
    const { size } = await ours();
    const isSame = size === count && size > 100;
    count = size;
    return isSame;
  });
  const own = `${OWN}_ap_router_connected`;
  const renamed: [unique: string, name: string, id: string][] = [
    [own, 'WiFi of the hall', 'sensor.hall_wifi'],
    [`${OWN}_router_router_connected`, 'All devices', 'sensor.all_devices'],
    [`${OWN}_person_anna_tracker`, 'Our Anna', 'device_tracker.our_anna'],
  ];
  for (const [unique, name, new_entity_id] of renamed)
    await core.ask({
      type: 'config/entity_registry/update',
      entity_id: (await ours()).get(unique)!.entity_id,
      name,
      new_entity_id,
    });
  // one that is off by default is switched on, and one that is on is switched off
  const band = (await ours()).get(`${OWN}_ap_router_connected_5ghz`)!.entity_id;
  await core.ask({ type: 'config/entity_registry/update', entity_id: band, disabled_by: null });
  await core.ask({
    type: 'person/create',
    name: 'Anna',
    user_id: null,
    device_trackers: ['device_tracker.our_anna'],
  });
  const start = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 7_200_000).toISOString();
  await core
    .ask({
      type: 'recorder/import_statistics',
      metadata: {
        has_mean: true,
        has_sum: false,
        mean_type: 1,
        name: null,
        source: 'recorder',
        statistic_id: 'sensor.hall_wifi',
        unit_of_measurement: null,
        unit_class: null,
      },
      stats: [{ start, mean: 7, min: 5, max: 9 }],
    })
    .catch(async () =>
      core.ask({
        type: 'recorder/import_statistics',
        metadata: {
          has_mean: true,
          has_sum: false,
          name: null,
          source: 'recorder',
          statistic_id: 'sensor.hall_wifi',
          unit_of_measurement: null,
        },
        stats: [{ start, mean: 7, min: 5, max: 9 }],
      }),
    );
  await pause(35_000);
  const registered = await ours();
  const devices = await core.devices();
  const logged = core.log().length;
  const changed = core.changes.length;

  await before.end('SIGTERM');
  await after.start();
  const former = `homeassistant/device/${OWN}_ap_router/config`;
  await until(
    'the old device is gone from the broker',
    SETTLE_MS,
    async () => !(await topicsNow()).has(former),
  ).catch(() => null);
  await pause(8000);

  const now = await ours();
  const lost: string[] = [];
  for (const [unique, { entity_id, name, disabled_by }] of registered) {
    const is = now.get(unique);
    if (is === undefined) lost.push(`${unique} is gone`);
    else if (is.entity_id !== entity_id || is.name !== name || is.disabled_by !== disabled_by)
      lost.push(`${entity_id} (${name}, ${disabled_by}) is ${is.entity_id} (${is.name}, ${is.disabled_by})`);
  }
  told(
    'every entity of 0.1.0 keeps its id, its given name and whether it is on',
    lost,
    `${registered.size} entities, ${now.size - registered.size} new`,
  );
  const states = await core.states();
  const dead = [...registered.values()].filter(
    ({ entity_id, disabled_by }) =>
      disabled_by === null &&
      // an access point of this house is called so
      !entity_id.includes('unavailable') &&
      !entity_id.startsWith('event.') &&
      ['unavailable', undefined].includes(states.get(entity_id)?.state),
  );
  told(
    'each of them that is on has a state',
    dead.map(({ entity_id }) => `${entity_id} ${states.get(entity_id)?.state}`),
  );
  const identifiers = (await core.devices()).flatMap(({ identifiers: ids }) => ids.map(([, id]) => id));
  const wasThere = devices.some(({ identifiers: ids }) => ids.some(([, id]) => id === `${OWN}_ap_router`));
  told('the router and its radios are one device', [
    ...(wasThere ? [] : ['there was no second device']),
    ...identifiers.filter((id) => id === `${OWN}_ap_router`),
    ...(now.get(own)?.device_id === now.get(`${OWN}_router_router_connected`)?.device_id
      ? []
      : ['its entities are elsewhere']),
  ]);
  const { storage } = await core.ask<{ storage: { device_trackers: string[] }[] }>({ type: 'person/list' });
  const trackers = storage.flatMap(({ device_trackers }) => device_trackers);
  told(
    'the person keeps its tracker',
    trackers.join() === 'device_tracker.our_anna' ? [] : [`trackers: ${trackers.join()}`],
  );
  const away = core.changes
    .slice(changed)
    .filter(({ entity_id, to }) => entity_id.startsWith('device_tracker.') && to === 'not_home');
  told(
    'nobody was said to be away',
    away.filter(({ from }) => from === 'home').map(({ entity_id }) => entity_id),
  );
  const statistics = await core.ask<Record<string, unknown[]>>({
    type: 'recorder/statistics_during_period',
    start_time: start,
    period: 'hour',
    statistic_ids: ['sensor.hall_wifi'],
  });
  told('its statistics are there', (statistics['sensor.hall_wifi'] ?? []).length > 0 ? [] : ['none']);
  const names = new Map<string, string[]>();
  for (const { entity_id } of now.values()) {
    const shown = states.get(entity_id)?.attributes['friendly_name'];
    const platform = entity_id.split('.')[0];
    if (typeof shown === 'string')
      names.set(`${platform} ${shown}`, [...(names.get(`${platform} ${shown}`) ?? []), entity_id]);
  }
  told(
    'no two entities have one name',
    [...names].filter(([, ids]) => ids.length > 1).map(([name, ids]) => `${name}: ${ids.join(' ')}`),
  );
  const complaints = core
    .log()
    .slice(logged)
    .split('\n')
    .filter((line) => /\b(WARNING|ERROR)\b/.test(line));
  told(
    'Home Assistant logs no warning',
    complaints.map((line) => line.slice(0, 300)),
  );
} finally {
  if (process.env['HA_LOG'] !== undefined)
    writeFileSync(process.env['HA_LOG'], `${core.log()}\n\n${before.log()}\n\n${after.log()}`);
  await core.stop();
  await before.end('SIGKILL');
  await after.end('SIGKILL');
  await network.stop();
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = results.every(Boolean) ? 0 : 1;
