/** The program, a real Home Assistant core, mosquitto and the simulated network: what run.sh runs, once per release. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { mosquitto } from '../mosquitto.ts';
import { configFile, createProgram, startHouse } from './far-end.ts';
import { writeGolden } from './golden.ts';
import { type HomeAssistant, startHomeAssistant, until } from './home-assistant.ts';
import {
  differences,
  expectedDevices,
  expectedEntities,
  type RegistryDevice,
  type RegistryEntry,
} from './registry.ts';

import { tellAssistant } from './assistant.ts';
import { tellAutomations } from './automations.ts';
import { tellChanges } from './changes.ts';
import { tellQuiet } from './quiet.ts';
import { type PictureKey, tellCounts, tellIdentity, tellTopics } from './stories.ts';

type Spot = { access_point: string | null } | null;

/** All of them take half an hour: HA_ONLY names those to tell, separated by commas. */
const chapters = [
  'base',
  'counts',
  'identity',
  'automations',
  'quiet',
  'assistant',
  'changes',
  'topics',
] as const;
const wanted = new Set<string>(process.env['HA_ONLY']?.split(',') ?? chapters);
let chapter: (typeof chapters)[number] = 'base';
const UNKNOWN_AFTER_S = 15;
const MCP_KEY = 'the-key-of-an-assistant';
const OPERATOR_KEY = 'the-key-of-this-operator';
const SETTLE_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'verify-'));
const results: { title: string; passed: boolean; detail: string }[] = [];
const stories: Record<string, unknown> = {};

function told(title: string, passed: boolean, detail: unknown = ''): void {
  const text = typeof detail === 'string' ? detail : JSON.stringify(detail);
  results.push({ title, passed, detail: text });
  process.stdout.write(
    `${passed ? 'ok  ' : 'FAIL'} ${title}${text === '' ? '' : `: ${text.slice(0, 600)}`}\n`,
  );
}

/** A story that stops half way fails alone. */
async function story(title: string, tell: () => Promise<void>): Promise<void> {
  if (!wanted.has(chapter)) return;
  try {
    await tell();
  } catch (error) {
    told(title, false, error instanceof Error ? error.message : String(error));
  }
}

// whatever ends this, nothing that it started stays
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const broker = await mosquitto();
/** How far the clocks of the routers are ahead. */
let aheadMs = 0;
const network = await startHouse(() => Date.now() + aheadMs);
const { house } = network;
writeFileSync(join(folder, 'config.yaml'), configFile(house, network.routers));
const environment = {
  CONFIG_FILE: 'config.yaml',
  MQTT_URL: broker.url,
  POLL_INTERVAL: '1s',
  AWAY_DELAY: '4s',
  UNKNOWN_AFTER: `${UNKNOWN_AFTER_S}s`,
  STATE_DIR: 'state',
  HOST: '127.0.0.1',
  OPERATOR_KEY,
  MCP_API_KEY: MCP_KEY,
  PORT: '0',
};
const program = createProgram(folder, environment);

/** All that is retained now; and everything since the last time a connection was made. */
let heard: { topic: string; payload: string; retain: boolean }[] = [];
let client = await observe();
async function observe() {
  const connected = await connectAsync(broker.url, { reconnectPeriod: 0 });
  heard = [];
  connected.on('message', (topic, payload, { retain }) =>
    heard.push({ topic, payload: payload.toString(), retain }),
  );
  await connected.subscribeAsync('#', { qos: 1 });
  return connected;
}
async function restartBroker(): Promise<void> {
  await client.endAsync(true);
  await broker.stop();
  await pause(2000);
  await broker.start();
  client = await observe();
}
async function retained(): Promise<Map<string, string>> {
  const late = await connectAsync(broker.url, { reconnectPeriod: 0 });
  const found = new Map<string, string>();
  late.on('message', (topic, payload, { retain }) => retain && found.set(topic, payload.toString()));
  await late.subscribeAsync('#', { qos: 1 });
  await pause(500);
  await late.endAsync(true);
  return found;
}
async function discovery(): Promise<Record<string, string>> {
  const all = [...(await retained())].filter(([topic]) => topic.startsWith('homeassistant/device/'));
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

let ha: HomeAssistant | null = null;
try {
  ha = await startHomeAssistant({
    command: process.env['HA_COMMAND']!,
    root: process.env['HA_ROOT'] ?? '',
    brokerPort: broker.port,
  });
  process.stdout.write(`== Home Assistant ${ha.version}\n`);
  await verify(ha);
} finally {
  if (ha !== null && process.env['HA_LOG'] !== undefined)
    writeFileSync(process.env['HA_LOG'], `${ha.log()}\n\n${program.log()}`);
  await ha?.stop();
  await client.endAsync(true).catch(() => null);
  await program.end('SIGKILL');
  await network.stop();
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
}
const failed = results.filter(({ passed }) => !passed);
process.stdout.write(
  `== ${results.length - failed.length} of ${results.length} hold with Home Assistant ${ha.version}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

async function verify(core: HomeAssistant): Promise<void> {
  const registry = async () => {
    const ours = (await core.devices()).filter((device) => identifierOf(device) !== null);
    const identifiers = new Map(ours.map((device) => [device.id, identifierOf(device)!]));
    const areas = (
      await core.ask<{ area_id: string; name: string }[]>({ type: 'config/area_registry/list' })
    ).map(({ area_id, name }) => [area_id, name] as const);
    const areaOf = new Map(areas);
    const entities = (await core.entities()).filter(({ platform }) => platform === 'mqtt');
    return {
      ids: new Map(ours.map((device) => [identifierOf(device)!, device.id])),
      twice: entities.length - new Set(entities.map(({ unique_id }) => unique_id)).size,
      entities: new Map(
        entities.map((entity): [string, RegistryEntry] => [
          entity.unique_id,
          {
            entity_id: entity.entity_id,
            name: entity.original_name,
            device: identifiers.get(entity.device_id ?? '') ?? '',
            disabled_by: entity.disabled_by,
            entity_category: entity.entity_category,
          },
        ]),
      ),
      devices: new Map(
        ours.map((device): [string, RegistryDevice] => [
          identifierOf(device)!,
          {
            name: device.name ?? '',
            manufacturer: device.manufacturer,
            model: device.model,
            via: identifiers.get(device.via_device_id ?? '') ?? null,
            area: areaOf.get(device.area_id ?? '') ?? null,
          },
        ]),
      ),
    };
  };
  const entityOf = async (uniqueId: string) => (await registry()).entities.get(uniqueId)!.entity_id;
  const deviceId = (name: string) =>
    house
      .devices()
      .find((one) => one.name === name)!
      .mac.replaceAll(':', '')
      .toLowerCase();
  const uniqueOf = (name: string, part = 'tracker') =>
    `mikrotik_presence_home_client_${deviceId(name)}_${part}`;
  const stateOf = async (entityId: string) => (await core.states()).get(entityId) ?? null;
  const path = (entityId: string, from: number) => {
    const states = core.changes.slice(from).filter((change) => change.entity_id === entityId);
    return states.flatMap(({ from: was, to }) => (was === to ? [] : [to]));
  };
  // what REST knows may still be on its way on the socket: an answer to a question there comes after it
  const heardAll = () => core.ask({ type: 'get_config' });
  const reaches = async (entityId: string, wanted: string, ms = SETTLE_MS) => {
    await until(`${entityId} is ${wanted}`, ms, async () => (await stateOf(entityId))?.state === wanted);
    await heardAll();
  };
  /** Every state of ours. Times and events are left out, and the number of findings: a roam is evidence for more of them. */
  const picture = async (by: PictureKey = 'entity_id') => {
    const { entities } = await registry();
    const states = await core.states();
    const ours = [...entities]
      .filter(([id, { entity_id }]) => !entity_id.startsWith('event.') && !id.endsWith('_bridge_findings'))
      .map(([unique_id, { entity_id }]) => {
        const key = by === 'entity_id' ? entity_id : unique_id;
        return [key, states.get(entity_id)?.state ?? null] as const;
      });
    return Object.fromEntries(ours.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  const settled = async (before: Record<string, string | null>, ms = SETTLE_MS, by?: PictureKey) => {
    let now: Record<string, string | null> = {};
    const differing = () => Object.keys(before).filter((id) => !isSame(before[id] ?? '', now[id] ?? ''));
    await until('everything is as it was', ms, async () => {
      now = await picture(by);
      return differing().length === 0;
    }).catch(() => null);
    await heardAll();
    return differing().map((id) => `${id}: ${before[id]} → ${now[id]}`);
  };

  // every component, one registry entry
  await program.start();
  await until('the program has told everything', SETTLE_MS, async () =>
    heard.some(({ topic }) => topic === 'mikrotik-presence/bridge/summary'),
  );
  await pause(2000);
  const published = await discovery();
  const expected = expectedEntities(published, core.version);
  await until(
    'all entities are registered',
    SETTLE_MS,
    async () => (await registry()).entities.size >= expected.size,
  ).catch(() => null);
  await pause(3000);
  const first = await registry();
  const asked = expectedEntities(published, 'newest');
  const renamed = [...first.entities].filter(([id, { entity_id }]) => asked.get(id)?.entity_id !== entity_id);
  told(
    'every published component has exactly one registry entry, with its entity id, name, device, category and default state',
    differences(expected, first.entities).length === 0 && first.twice === 0,
    differences(expected, first.entities).join('; ') ||
      `${expected.size} of ${Object.keys(published).length} devices, ${renamed.length} not with the entity id asked for`,
  );
  const deviceDifferences = differences(expectedDevices(published), first.devices);
  told(
    'every device has its name, maker, model, area and what it hangs on',
    deviceDifferences.length === 0,
    deviceDifferences.join('; '),
  );
  const enabled = [...first.entities.values()].filter(({ disabled_by }) => disabled_by === null);
  const states = await core.states();
  const stateless = enabled.filter(({ entity_id }) => !states.has(entity_id));
  told(
    'every enabled entity has a state, and no disabled one',
    stateless.length === 0,
    stateless.map(({ entity_id }) => entity_id).join(' '),
  );

  const tools = {
    core,
    network,
    program,
    client: () => client,
    folder,
    operatorKey: OPERATOR_KEY,
    told,
    story,
    entityOf,
    stateOf,
    reaches,
    settled,
    picture,
    retained,
    restartBroker,
    url: () => [...program.log().matchAll(/"url":"(http:[^"]+)".*"serving"/g)].at(-1)?.[1],
    stories,
    programWith: (more: Record<string, string>) => createProgram(folder, { ...environment, ...more }),
    pass: (ms: number) => void (aheadMs += ms),
  };

  await story('trackers', async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const { name, mac, connected } of house.devices()) {
      const entry = first.entities.get(
        `mikrotik_presence_home_client_${mac.replaceAll(':', '').toLowerCase()}_tracker`,
      );
      if (entry === undefined) continue;
      count += 1;
      const state = await stateOf(entry.entity_id);
      const zones = JSON.stringify(state?.attributes['in_zones']);
      if (connected && (state?.state !== 'home' || zones !== '["zone.home"]'))
        wrong.push(`${name}: ${state?.state} ${zones}`);
      if (!connected && state?.state === 'home') wrong.push(`${name}: ${state.state}`);
    }
    told(
      'every tracker of a device on WiFi is home, in zone.home; none of the others is',
      wrong.length === 0,
      wrong.join('; ') || `${count} trackers`,
    );
  });

  await story('hostile', async () => {
    const shown = [...(await core.states()).values()].map(({ state, attributes }) => [state, attributes]);
    const everything = JSON.stringify([shown, [...first.entities.values()], [...first.devices.values()]]);
    const rendered = /(?<![\w.:-])49(?![\w.:-])/.exec(everything);
    const around =
      rendered === null ? '' : everything.slice(Math.max(0, rendered.index - 120), rendered.index + 40);
    told('no text from the network was rendered as a template', rendered === null, around);
    told(
      'hostile names arrived as they are',
      everything.includes('{{ 7*7 }}'),
      `${everything.split('{{ 7*7 }}').length - 1} times {{ 7*7 }}`,
    );
    const topics = [...(await retained()).keys()];
    const illegal = topics.filter((topic) => !/^[A-Za-z0-9_/-]+$/.test(topic));
    told('every topic is legal', illegal.length === 0, illegal.join(' ') || `${topics.length} topics`);
  });

  const anna = await entityOf(uniqueOf("Anna's phone"));
  const annaWifi = await entityOf(uniqueOf("Anna's phone", 'wifi'));
  const annaPlace = await entityOf(uniqueOf("Anna's phone", 'access_point'));
  const annaPerson = await entityOf('mikrotik_presence_home_person_anna_tracker');

  await story('person', async () => {
    // a second tracker, as a phone's app would be: away
    await client.publishAsync(
      'homeassistant/device_tracker/gps/config',
      JSON.stringify({ unique_id: 'gps', name: 'gps', json_attributes_topic: 'gps', source_type: 'gps' }),
      { retain: true },
    );
    await client.publishAsync('gps', JSON.stringify({ latitude: 10, longitude: 10, gps_accuracy: 5 }), {
      retain: true,
    });
    const gps = await until('the GPS tracker', SETTLE_MS, async () =>
      (await core.entities()).find(({ unique_id }) => unique_id === 'gps'),
    );
    await reaches(gps.entity_id, 'not_home');
    await core.ask({ type: 'person/create', name: 'Counted', user_id: null, device_trackers: [anna] });
    await core.ask({
      type: 'person/create',
      name: 'Merged',
      user_id: null,
      device_trackers: [annaPerson, gps.entity_id],
    });
    await reaches('person.counted', 'home');
    const zone = await stateOf('zone.home');
    told(
      'a person with the tracker is home and counts in zone.home',
      Number(zone?.state) >= 1 && JSON.stringify(zone?.attributes['persons']).includes('person.counted'),
      {
        state: zone?.state,
        persons: zone?.attributes['persons'],
      },
    );
    told(
      'of two trackers the person believes the router',
      (await stateOf('person.merged'))?.state === 'home',
    );
    stories['zone.home'] = { state: zone?.state, persons: zone?.attributes['persons'] };
  });

  await story('roam', async () => {
    const from = core.changes.length;
    const eventBefore = (await stateOf(annaWifi))?.state;
    house.roam("Anna's phone", 'Attic');
    await reaches(annaPlace, 'Attic');
    const event = await until('the roam event', SETTLE_MS, async () => {
      const state = await stateOf(annaWifi);
      return state?.state !== eventBefore && state;
    });
    await pause(1500);
    const changes = core.changes.slice(from).filter(({ entity_id }) => entity_id === anna);
    const rows = changes.length;
    told(
      'a roam changes no tracker state',
      path(anna, from).length === 0,
      `${rows} updates of attributes, states ${JSON.stringify(path(anna, from))}`,
    );
    told('a roam writes the tracker at most once', rows <= 1, `${rows}`);
    const {
      event_type,
      from: left,
      to,
    } = event.attributes as { event_type?: string; from?: Spot; to?: Spot };
    told(
      'the event entity fires roamed, with from and to',
      event_type === 'roamed' && left?.access_point !== undefined && to?.access_point === 'Attic',
      { event_type, from: left, to },
    );
    stories['roam'] = { tracker: path(anna, from), updates: rows, event_type };
  });

  await story('departure', async () => {
    const from = core.changes.length;
    house.leave("Anna's phone");
    await reaches(anna, 'not_home');
    await reaches('person.counted', 'not_home');
    const zone = await stateOf('zone.home');
    told(
      'departure: the person leaves zone.home',
      !JSON.stringify(zone?.attributes['persons']).includes('person.counted'),
      { tracker: path(anna, from), zone: zone?.state, access_point: (await stateOf(annaPlace))?.state },
    );
    house.arrive("Anna's phone");
    await reaches(anna, 'home');
    await reaches('person.counted', 'home');
    told(
      'departure and arrival are one change each',
      path(anna, from).join() === 'not_home,home',
      path(anna, from),
    );
    stories['departure and arrival'] = path(anna, from);
  });

  await story('router killed', async () => {
    const from = core.changes.length;
    const before = await picture();
    const killedAt = Date.now();
    for (const router of network.routers) router.setFault('refuse');
    await reaches(anna, 'unavailable');
    const after = Math.round((Date.now() - killedAt) / 1000);
    told(
      `router killed: home until unknown_after (${UNKNOWN_AFTER_S} s), then unavailable`,
      path(anna, from).join() === 'unavailable' && after >= UNKNOWN_AFTER_S - 2,
      `${path(anna, from).join(' ')} after ${after} s`,
    );
    await reaches('person.merged', 'not_home');
    told('while it is unavailable the person believes the other tracker', true, path('person.merged', from));
    told(
      'a person with no other tracker is unknown, not away',
      !path('person.counted', from).includes('not_home'),
      path('person.counted', from),
    );
    const trackers = (await core.entities()).filter(
      ({ entity_id, unique_id }) => entity_id.startsWith('device_tracker.') && unique_id !== 'gps',
    );
    for (const router of network.routers) router.setFault(null);
    await reaches(anna, 'home');
    const left = await settled(before);
    told('router back: everything is as before', left.length === 0, left.join('; '));
    const lied = trackers.filter(
      ({ entity_id }) => path(entity_id, from).includes('not_home') && before[entity_id] === 'home',
    );
    told(
      'no tracker passed through not_home',
      lied.length === 0,
      lied.map(({ entity_id }) => `${entity_id} ${path(entity_id, from).join()}`).join('; ') ||
        path(anna, from),
    );
    stories['router killed and back'] = {
      tracker: path(anna, from),
      person: path('person.counted', from),
      merged: path('person.merged', from),
    };
  });

  await story('Home Assistant restarts', async () => {
    const before = await picture();
    const from = core.changes.length;
    await core.restart();
    const left = await settled(before);
    told('Home Assistant restarted: states are back', left.length === 0, left.join('; ') || path(anna, from));
    told(
      'Home Assistant restarted: no tracker passed through not_home',
      !path(anna, from).includes('not_home'),
      path(anna, from),
    );
    stories['Home Assistant restarts'] = path(anna, from).filter(
      (state, index, all) => state !== all[index - 1],
    );
  });

  await story('Home Assistant restarts, and the program does not answer', async () => {
    const before = await picture();
    const from = core.changes.length;
    program.freeze(true);
    try {
      await core.restart();
      const left = await settled(before, 20_000);
      told(
        'Home Assistant restarted while the program is frozen: what is retained is enough',
        left.length === 0,
        left.join('; ') || path(anna, from),
      );
    } finally {
      program.freeze(false);
    }
    // longer than unknown_after: all are unknown for a moment, until the next reading
    await pause(3000);
    const left = await settled(before);
    told('the program goes on where it was', left.length === 0, left.join('; ') || path(anna, from));
    told(
      'frozen: no tracker passed through not_home',
      !path(anna, from).includes('not_home'),
      path(anna, from),
    );
  });

  await story('broker restarts', async () => {
    const before = await picture();
    const from = core.changes.length;
    const topicsBefore = await retained();
    await restartBroker();
    await reaches(anna, 'unavailable', 20_000).catch(() => null);
    const left = await settled(before);
    const topics = await retained();
    const missing = [...topicsBefore.keys()].filter((topic) => !topics.has(topic) && !topic.includes('gps'));
    told(
      'broker restarted without persistence: every retained topic is back',
      missing.length === 0,
      missing.join(' ') || `${topics.size} topics`,
    );
    told('broker restarted: every state is back', left.length === 0, left.join('; ') || path(anna, from));
    told(
      'broker restarted: no tracker passed through not_home',
      !path(anna, from).includes('not_home'),
      path(anna, from),
    );
    stories['broker restarts'] = path(anna, from);
    await client.publishAsync('gps', JSON.stringify({ latitude: 10, longitude: 10, gps_accuracy: 5 }), {
      retain: true,
    });
  });

  await story('killed', async () => {
    const before = await picture();
    const from = core.changes.length;
    const at = Date.now();
    await program.end('SIGKILL');
    await reaches(anna, 'unavailable');
    told(
      'killed -9: the will makes everything unavailable',
      true,
      `after ${Math.round((Date.now() - at) / 1000)} s`,
    );
    await program.start();
    await reaches(anna, 'home');
    const left = await settled(before);
    told('restarted: presence restored', left.length === 0, left.join('; ') || path(anna, from));
    told(
      'killed and restarted: no tracker passed through not_home',
      path(anna, from).join() === 'unavailable,home',
      path(anna, from),
    );
    stories['killed and restarted'] = path(anna, from);
  });

  await story('stopped', async () => {
    const from = core.changes.length;
    await program.end('SIGTERM');
    await reaches(anna, 'unavailable', 5000);
    await program.start();
    await reaches(anna, 'home');
    told(
      'a clean stop is told at once; a start brings it back',
      path(anna, from).join() === 'unavailable,home',
      path(anna, from),
    );
  });

  await story('an SSID gets another name', async () => {
    const id = 'mikrotik_presence_home_bridge';
    network.renameSsid('things');
    await until('the new SSID is an entity', 90_000, async () =>
      (await registry()).entities.has(`${id}_ssid_things`),
    );
    await pause(12_000);
    const { entities } = await registry();
    const now = await discovery();
    const parts = Object.keys(
      (JSON.parse(now[`homeassistant/device/${id}/config`]!) as { components: object }).components,
    );
    // the workshop still has one of the old name
    told(
      'a new component appears, and the others stay',
      entities.has(`${id}_ssid_things`) && entities.has(`${id}_ssid_iot`) && entities.has(`${id}_ssid_home`),
      parts.filter((part) => part.startsWith('ssid')),
    );
    network.renameSsid('stuff');
    await until('the next SSID is an entity', 90_000, async () =>
      (await registry()).entities.has(`${id}_ssid_stuff`),
    );
    await until(
      'the removed SSID is gone',
      30_000,
      async () => !(await registry()).entities.has(`${id}_ssid_things`),
    ).catch(() => null);
    const last = JSON.parse(
      await until('the last step', 30_000, async () => {
        const text = (await discovery())[`homeassistant/device/${id}/config`]!;
        return text.includes('ssid_things') ? null : text;
      }).catch(() => '{"components":{}}'),
    ) as { components: object };
    told(
      'a component that is no more is removed in two steps',
      !(await registry()).entities.has(`${id}_ssid_things`) && 'ssid_stuff' in last.components,
      Object.keys(last.components).filter((part) => part.startsWith('ssid')),
    );
  });

  await story('deletion', async () => {
    const identifier = `mikrotik_presence_home_client_${deviceId('Hall lamp')}`;
    const topic = `homeassistant/device/${identifier}/config`;
    const device = (await core.devices()).find((one) => identifierOf(one) === identifier)!;
    const before = heard.length;
    await core.ask({ type: 'config/device_registry/remove', device_id: device.id }).catch(() =>
      core.ask({
        type: 'config/device_registry/remove_config_entry',
        device_id: device.id,
        config_entry_id: core.entryId,
      }),
    );
    await until('the empty payload', SETTLE_MS, () =>
      heard.slice(before).some((one) => one.topic === topic && one.payload === ''),
    );
    await pause(4000);
    const isGone = async () => !(await registry()).devices.has(identifier) && !(await retained()).has(topic);
    told(
      'deleted in Home Assistant: its empty payload is honoured',
      await isGone(),
      heard.slice(before).filter((one) => one.topic === topic).length + ' messages',
    );
    const tales = [...(await retained()).keys()].filter((one) => one.includes(deviceId('Hall lamp')));
    told('deleted in Home Assistant: nothing of it stays retained', tales.length === 0, tales.join(' '));
    await program.end('SIGTERM');
    await program.start();
    await reaches(anna, 'home');
    await pause(3000);
    told('deleted in Home Assistant: a restart does not bring it back', await isGone());
  });

  const tellIf = async (next: typeof chapter, tell: () => Promise<void>) => {
    chapter = next;
    if (wanted.has(next)) await tell();
  };
  await tellIf('counts', () => tellCounts(tools));
  await tellIf('identity', () => tellIdentity(tools));
  await tellIf('automations', () => tellAutomations(tools));
  await tellIf('quiet', () => tellQuiet(tools));
  await tellIf('assistant', () => tellAssistant(tools, MCP_KEY));
  await tellIf('changes', () => tellChanges(tools));
  chapter = 'base';

  // what no release does yet, or not all: recorded, so that the one which changes it is noticed
  await story('claims', async () => {
    const topic = 'claims/state';
    const tracker = (id: string, more: object) => ({
      platform: 'device_tracker',
      unique_id: `claims_${id}`,
      name: id,
      source_type: 'router',
      json_attributes_topic: topic,
      ...more,
    });
    const state_topic = {
      state_topic: topic,
      value_template: "{{ 'home' if 'zone.home' in value_json.in_zones else 'None' }}",
    };
    await client.publishAsync(
      'homeassistant/device/claims/config',
      JSON.stringify({
        device: { identifiers: ['claims'], name: 'Claims' },
        origin: { name: 'claims' },
        components: { a: tracker('attributes', {}), b: tracker('both', state_topic) },
      }),
      { retain: true },
    );
    const claims: Record<string, unknown> = {};
    for (const zone of ['home', 'cabin']) {
      await client.publishAsync(topic, JSON.stringify({ in_zones: [`zone.${zone}`] }), { retain: true });
      await pause(2000);
      for (const id of ['attributes', 'both']) {
        const entity = (await core.entities()).find(({ unique_id }) => unique_id === `claims_${id}`)!;
        const state = await stateOf(entity.entity_id);
        claims[`${id}, zone.${zone}`] = { state: state?.state, in_zones: state?.attributes['in_zones'] };
      }
    }
    stories['claims'] = claims;
    told('a tracker told by attributes alone', true, claims);
    for (const gone of ['homeassistant/device/claims/config', topic])
      await client.publishAsync(gone, '', { retain: true });
  });

  const log = core.log();
  const lines = log.split('\n');
  const complaints = lines.filter((line) =>
    /Invalid MQTT device discovery payload|when processing MQTT discovery message|Invalid discovery|not a valid discovery/i.test(
      line,
    ),
  );
  told('no payload was refused', complaints.length === 0, complaints.slice(0, 3).join('\n'));
  const ours = lines.filter((line) =>
    /\b(WARNING|ERROR)\b.*(components\.mqtt|helpers\.(template|entity|frame)|device_tracker|person|recorder)/.test(
      line,
    ),
  );
  const kinds = [...new Set(ours.map((line) => line.replace(/^\S+ \S+ /, '').replace(/[0-9a-f]{12}/g, '…')))];
  told(
    'Home Assistant complains of nothing of ours',
    kinds.filter(
      (line) =>
        !/No device components to cleanup|http\.ban\]|MQTT server: The connection was lost|mqtt\.client\] Failed to connect to MQTT server due to exception/.test(
          line,
        ),
    ).length === 0,
    kinds.slice(0, 8).join(' | '),
  );
  // Home Assistant itself complains of topics that a tool empties
  await tellIf('topics', () => tellTopics(tools, deviceId('Thermostat')));
  const deprecations = [
    ...new Set(
      lines
        .filter((line) => /deprecat|will stop working|will be removed/i.test(line))
        .map((line) => line.replace(/^\S+ \S+ /, '')),
    ),
  ];
  const issues = await core
    .ask<{ issues: { domain: string; issue_id: string }[] }>({ type: 'repairs/list_issues' })
    .catch(() => ({ issues: [] }));
  told(
    'deprecations',
    true,
    [...deprecations, ...issues.issues.map(({ domain, issue_id }) => `${domain} ${issue_id}`)].join(' | ') ||
      'none',
  );

  // what was recorded when all held stays until all holds again
  if (results.every(({ passed }) => passed))
    writeGolden({
      home_assistant: core.version,
      published,
      results: results.map(({ title, passed }): [string, boolean] => [title, passed]),
      stories,
      deprecations,
      entities: Object.fromEntries(first.entities),
      devices: Object.fromEntries(first.devices),
      states: Object.fromEntries(
        enabled.map(({ entity_id }) => [entity_id, states.get(entity_id)?.state ?? null] as const),
      ),
    });
}

function identifierOf(device: { identifiers: [string, string][] }): string | null {
  const [, identifier] = device.identifiers.find(([domain]) => domain === 'mqtt') ?? [];
  return identifier?.startsWith('mikrotik_presence_') ? identifier : null;
}

/** Of a boot time a second more or less is rounding: a router tells its uptime in whole ones. */
function isSame(before: string, now: string): boolean {
  return before === now || Math.abs(Date.parse(before) - Date.parse(now)) <= 2000;
}
