/** What a real core shows of counts in outages, of entries that change, and of topics that a tool deletes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import type { FaultName } from '../../src/demo/fault.ts';
import type { Network, Program } from './far-end.ts';
import { type HomeAssistant, type State, until } from './home-assistant.ts';

export type PictureKey = 'entity_id' | 'unique_id';

export interface Tools {
  core: HomeAssistant;
  network: Network;
  program: Program;
  client: () => MqttClient;
  folder: string;
  operatorKey: string;
  told: (title: string, passed: boolean, detail?: unknown) => void;
  story: (title: string, tell: () => Promise<void>) => Promise<void>;
  entityOf: (uniqueId: string) => Promise<string>;
  stateOf: (entityId: string) => Promise<State | null>;
  reaches: (entityId: string, wanted: string, ms?: number) => Promise<void>;
  settled: (before: Record<string, string | null>, ms?: number, by?: PictureKey) => Promise<string[]>;
  picture: (by?: PictureKey) => Promise<Record<string, string | null>>;
  retained: () => Promise<Map<string, string>>;
  /** As a broker without a memory. */
  restartBroker: () => Promise<void>;
  /** Where the program serves HTTP now. */
  url: () => string | undefined;
  /** What is recorded. */
  stories: Record<string, unknown>;
  /** The same program with these variables as well. */
  programWith: (more: Record<string, string>) => Program;
  /** Sets the clocks of the routers forward. */
  pass: (ms: number) => void;
}

const OWN = 'mikrotik_presence_home';
/** Longer than a count keeps its number, and than UNKNOWN_AFTER. */
const OUTAGE_MS = 100_000;
const SETTLE_MS = 90_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Each kind of failure; of the registration tables alone where `menus` names them. */
const outages: [string, FaultName, (readonly string[])?][] = [
  ['no router answers', 'refuse'],
  ['the routers hang', 'hang'],
  ['the log-in is refused', 'unauthorized'],
  ['the user may not read', 'not-allowed-9'],
  [
    'the registration tables alone fail',
    'status-500',
    [
      'interface/wifi/registration-table',
      'caps-man/registration-table',
      'interface/wireless/registration-table',
    ],
  ],
];

export async function tellCounts(tools: Tools): Promise<void> {
  const { core, network, told, story, entityOf, stateOf, settled, picture } = tools;
  const somebody = await entityOf(`${OWN}_bridge_somebody_home`);
  const problem = await entityOf(`${OWN}_bridge_problem`);
  const counts = (await core.entities())
    .filter(
      ({ unique_id, disabled_by }) =>
        disabled_by === null &&
        unique_id.startsWith(OWN) &&
        /_(?:home|connected|guests|strangers|ssid_\w+)$/.test(unique_id) &&
        !unique_id.endsWith('somebody_home'),
    )
    .map(({ entity_id }) => entity_id);
  for (const [what, fault, menus] of outages) {
    await story(`outage: ${what}`, async () => {
      const before = await picture();
      const from = core.changes.length;
      const set = (value: FaultName | null) => {
        for (const router of network.routers)
          if (menus === undefined) router.setFault(value);
          else for (const menu of menus) router.setFault(value, menu);
      };
      set(fault);
      const isUnknown = async () => {
        const states = await Promise.all([...counts, somebody].map(stateOf));
        return states.every((state) => ['unknown', 'unavailable'].includes(state?.state ?? ''));
      };
      await until('every count is unknown', OUTAGE_MS, isUnknown).catch(() => null);
      const wrong = [];
      for (const id of [...counts, somebody]) {
        const state = (await stateOf(id))?.state ?? 'missing';
        if (!['unknown', 'unavailable'].includes(state)) wrong.push(`${id} ${state}`);
      }
      told(
        `${what}: every count is unknown, and so is whether somebody is home`,
        wrong.length === 0,
        wrong.join('; ') || `${counts.length} counts`,
      );
      const shown = core.changes
        .slice(from)
        .filter(({ entity_id }) => [...counts, somebody].includes(entity_id));
      const lied = shown.filter(
        ({ entity_id, to }) => to === 'off' || (to === '0' && before[entity_id] !== '0'),
      );
      told(
        `${what}: no count fell to 0, and nobody was said to be home no longer`,
        lied.length === 0,
        lied.map(({ entity_id, to }) => `${entity_id} ${to}`).join('; '),
      );
      await tools.reaches(problem, 'on', SETTLE_MS).catch(() => null);
      const isOn = await stateOf(problem);
      told(
        `${what}: the problem is on and says why`,
        isOn?.state === 'on' && JSON.stringify(isOn.attributes['problems']).includes('message'),
        isOn?.attributes['problems'],
      );
      set(null);
      const left = await settled(before, SETTLE_MS);
      told(`${what}: over, everything is as before`, left.length === 0, left.join('; '));
    });
  }
}

interface File {
  devices: { macs: string[]; name: string }[];
  people: { id?: string; name: string; devices: string[] }[];
}

export async function tellIdentity(tools: Tools): Promise<void> {
  const { core, folder, told, story, stateOf, reaches, entityOf } = tools;
  const path = join(folder, 'config.yaml');
  const original = readFileSync(path, 'utf8');
  const write = (change: (file: File) => void) => {
    const file = JSON.parse(original) as File;
    change(file);
    writeFileSync(path, JSON.stringify(file));
  };
  const tracker = await entityOf(`${OWN}_person_anna_tracker`);
  const personNow = async () => {
    const { storage } = await core.ask<{ storage: { name: string; device_trackers: string[] }[] }>({
      type: 'person/list',
    });
    return storage.find(({ name }) => name === 'Merged');
  };
  const trackersOf = async () => (await personNow())!.device_trackers;
  // the chapter before this one may not be told
  if ((await personNow()) === undefined)
    await core.ask({ type: 'person/create', name: 'Merged', user_id: null, device_trackers: [tracker] });
  await reaches('person.merged', 'home', SETTLE_MS);
  const zone = async () => JSON.stringify((await stateOf('zone.home'))?.attributes['persons']);

  await story('a person gets another name', async () => {
    const before = { trackers: await trackersOf(), zone: await zone() };
    const from = core.changes.length;
    write((file) => Object.assign(file.people[0]!, { id: 'anna', name: 'Annabel' }));
    await until('the new name', SETTLE_MS, async () =>
      (await core.devices()).some(({ name }) => name === 'Annabel'),
    );
    await pause(3000);
    const after = { trackers: await trackersOf(), zone: await zone() };
    const states = core.changes.slice(from).filter(({ entity_id }) => entity_id === tracker);
    told(
      'renamed with its id, a person keeps tracker, person and zone',
      JSON.stringify(after) === JSON.stringify(before) &&
        (await stateOf(tracker))?.state === 'home' &&
        states.every(({ to }) => to === 'home'),
      after,
    );
  });

  await story('an entry is taken out and put back', async () => {
    const before = await trackersOf();
    write((file) => file.people.shift());
    await reaches(tracker, 'unavailable', SETTLE_MS);
    told(
      'taken out, it is unavailable, and the person keeps it',
      (await trackersOf()).join() === before.join(),
      await trackersOf(),
    );
    writeFileSync(path, original);
    await reaches(tracker, 'home', SETTLE_MS);
    await reaches('person.merged', 'home', SETTLE_MS);
    told('put back, the person is whole', (await trackersOf()).join() === before.join(), await trackersOf());
  });

  await story('a device is not to be tracked', async () => {
    const unique = `${OWN}_client_020000000099_tracker`;
    const isThere = async () => (await core.entities()).some(({ unique_id }) => unique_id === unique);
    const from = core.log().length;
    write((file) => Object.assign(file.devices.at(-1)!, { track: false }));
    await until('it is gone', SETTLE_MS, async () => !(await isThere()));
    await pause(3000);
    const count = core.log().slice(from).split('No device components to cleanup').length - 1;
    const [year = 0, month = 0] = core.version.split('.').map(Number);
    told(
      'removed by the service, a device leaves no warning (in older cores one of their own for each entity that is off)',
      count === 0 || year * 100 + month < 202_611,
      `${count}`,
    );
    writeFileSync(path, original);
    await until('it is back', SETTLE_MS, isThere);
  });

  await story('the file is emptied', async () => {
    const before = (await core.entities()).length;
    writeFileSync(path, '');
    await pause(12_000);
    told(
      'an empty file changes nothing',
      (await core.entities()).length === before && (await stateOf(tracker))?.state === 'home',
      before,
    );
    writeFileSync(path, original);
    await pause(7000);
  });
}

export async function tellTopics(tools: Tools, lamp: string): Promise<void> {
  const { core, url, client, told, story, retained, stateOf, entityOf, settled, picture, operatorKey } =
    tools;
  const ours = async () =>
    [...(await retained()).keys()].filter((topic) =>
      /^(?:mikrotik-presence|homeassistant\/device\/mikrotik_presence)/.test(topic),
    );
  const empty = async (topics: readonly string[]) => {
    for (const topic of topics) await client().publishAsync(topic, '', { retain: true, qos: 1 });
  };
  const config = `homeassistant/device/${OWN}_client_${lamp}/config`;

  await story('a tool deletes one branch', async () => {
    const before = await ours();
    const states = await picture();
    await empty(before.filter((topic) => topic.startsWith('mikrotik-presence/client/')));
    await pause(5000);
    told(
      'a branch of states is back at once',
      (await ours()).join() === before.join(),
      `${before.length} topics`,
    );
    const left = await settled(states);
    told('and Home Assistant shows what it showed', left.length === 0, left.join('; '));
  });

  await story('a tool deletes one device', async () => {
    await empty([config]);
    await pause(40_000);
    told('one device stays deleted', !(await ours()).includes(config));
    const ask = (method: string, path: string) =>
      fetch(`${url()}${path}`, { method, headers: { 'X-API-Key': operatorKey } }).then((answer) =>
        answer.json(),
      );
    const listed = (await ask('GET', '/homeassistant/deletions')) as { deletions: { id: string }[] };
    told(
      'it is listed',
      listed.deletions.some(({ id }) => id === lamp),
      listed,
    );
    await ask('POST', '/homeassistant/restore');
    await until('it is back', SETTLE_MS, async () => (await ours()).includes(config));
    await until('its entity is back', SETTLE_MS, async () =>
      (await core.entities()).some(({ unique_id }) => unique_id === `${OWN}_client_${lamp}_tracker`),
    );
    told(
      'restored, it is back',
      (await stateOf(await entityOf(`${OWN}_client_${lamp}_tracker`)))?.state === 'home',
    );
  });

  await story('a tool deletes the whole tree', async () => {
    const before = await ours();
    // a core that ignores default_entity_id numbers equal names in the order in which they return
    const states = await picture('unique_id');
    await empty(before);
    await until('everything is back', SETTLE_MS, async () => (await ours()).join() === before.join());
    const left = await settled(states, SETTLE_MS, 'unique_id');
    told(
      'the whole tree is back, with every entity',
      left.length === 0,
      left.join('; ') || `${before.length} topics`,
    );
    const { storage } = await core.ask<{ storage: { name: string; device_trackers: string[] }[] }>({
      type: 'person/list',
    });
    told(
      'persons of Home Assistant that lost their tracker by it',
      true,
      storage.map(({ name, device_trackers }) => `${name}: ${device_trackers.length}`),
    );
  });
}
