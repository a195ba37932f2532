/** The automations of the manual, word for word, in a real core: which of them fires in which situation. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { until } from './home-assistant.ts';
import type { Tools } from './stories.ts';

interface Automation {
  alias: string;
  triggers: Record<string, unknown>[];
  actions: { action?: string }[];
}

const OWN = 'mikrotik_presence_home';
const SETTLE_MS = 90_000;
/** Longer than AWAY_DELAY and the longest `for:` here. */
const REST_MS = 9000;
const FOR_S = 3;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function automationsOfManual(): Automation[] {
  const manual = readFileSync(new URL('../../docs/home-assistant.md', import.meta.url), 'utf8');
  const block = /## Automations\n.*?```yaml\n(.*?)```/s.exec(manual);
  return parse(block![1]!) as Automation[];
}

export async function tellAutomations(tools: Tools): Promise<void> {
  const { core, network, program, told, story, entityOf, reaches, stateOf } = tools;
  const { house } = network;
  const idOf = (name: string) =>
    house
      .devices()
      .find((one) => one.name === name)!
      .mac.replaceAll(':', '')
      .toLowerCase();
  const ofDevice = (name: string, part: string) => entityOf(`${OWN}_client_${idOf(name)}_${part}`);
  const anna = await entityOf(`${OWN}_person_anna_tracker`);
  const ben = await ofDevice("Ben's phone", 'tracker');
  const panel = await ofDevice('Wall panel', 'access_point');
  const problem = await entityOf(`${OWN}_bridge_problem`);
  const guests = await entityOf(`${OWN}_bridge_guests`);
  // the house of this test in place of that of the manual; whatever else stays as it is written there
  const names: Record<string, string> = {
    'device_tracker.parent': anna,
    'device_tracker.teenager': ben,
    da1119000001: idOf("Anna's phone"),
    da1119000003: idOf("Ben's phone"),
    'sensor.wall_panel_access_point': panel,
    'sensor.mikrotik_presence_guests': guests,
    'binary_sensor.mikrotik_presence_problem': problem,
    'from: Hall': 'from: Hallway',
    '"from":"Hall"': '"from":"Hallway"',
    '00:01:00': `00:00:0${FOR_S}`,
    'notify.notify': 'persistent_notification.create',
  };
  const entities = new Map<string, string>();
  for (const [index, automation] of automationsOfManual().entries()) {
    let text = JSON.stringify(automation);
    for (const [from, to] of Object.entries(names)) text = text.replaceAll(from, to);
    const made = JSON.parse(text) as Automation;
    // what it does with lamps and locks is no matter here
    made.actions = made.actions.map((action) =>
      action.action?.startsWith('persistent_') !== false ? action : ({ event: 'verified' } as never),
    );
    await core.rest('POST', `/api/config/automation/config/verify${index}`, made);
    const entity = await until(`${made.alias} is loaded`, SETTLE_MS, async () =>
      (await core.entities()).find(
        ({ unique_id, platform }) => platform === 'automation' && unique_id === `verify${index}`,
      ),
    );
    await reaches(entity.entity_id, 'on');
    entities.set(automation.alias, entity.entity_id);
  }
  const short = new Map([...entities].map(([alias, id]) => [id, alias]));
  told('the automations of the manual are accepted', entities.size === 5, [...entities.keys()]);

  const table: Record<string, string> = {};
  /** What fires between beginning and end, each with how often. */
  const situation = async (what: string, wanted: readonly string[], act: () => Promise<void>) => {
    await story(what, async () => {
      const before = await firedTimes();
      await act();
      await pause(REST_MS);
      const after = await firedTimes();
      const fired = [...after].flatMap(([id, times]) => {
        const count = [...times].filter((time) => !before.get(id)!.has(time)).length;
        return count === 0 ? [] : [`${short.get(id)}${count === 1 ? '' : ` ×${count}`}`];
      });
      table[what] = fired.join(', ') || '–';
      told(`${what}: fires ${wanted.join(', ') || 'nothing'}`, fired.join() === wanted.join(), fired);
    });
  };
  const firedTimes = async () => {
    const times = new Map([...short.keys()].map((id) => [id, new Set<string>()]));
    const note = (id: string, at: unknown) => typeof at === 'string' && times.get(id)?.add(at);
    for (const { entity_id, attributes } of core.changes) note(entity_id, attributes['last_triggered']);
    for (const [id, state] of await core.states()) note(id, state.attributes['last_triggered']);
    return times;
  };
  const [LIGHTS, LOCK, PANEL, GUEST, WRONG] = [...entities.keys()] as [
    string,
    string,
    string,
    string,
    string,
  ];
  const leave = async (name: string, entity: string) => {
    house.leave(name);
    await reaches(entity, 'not_home', SETTLE_MS);
  };
  const arrive = async (name: string, entity: string) => {
    house.arrive(name);
    await reaches(entity, 'home', SETTLE_MS);
  };
  const setFault = (fault: 'refuse' | null) => {
    for (const router of network.routers) router.setFault(fault);
  };

  for (const entity of [anna, ben]) await reaches(entity, 'home', SETTLE_MS);
  house.roam('Wall panel', 'Hallway');
  await reaches(panel, 'Hallway', SETTLE_MS);
  await situation('one of two leaves', [], () => leave("Anna's phone", anna));
  await situation('one of two returns', [], () => arrive("Anna's phone", anna));
  await situation('both leave, one after the other', [LOCK], async () => {
    await leave("Anna's phone", anna);
    await leave("Ben's phone", ben);
  });
  await situation('the service restarts while nobody is home', [], async () => {
    await program.end('SIGTERM');
    await program.start();
    await reaches(anna, 'not_home', SETTLE_MS);
  });
  await situation('Home Assistant restarts while nobody is home', [], async () => {
    await core.restart();
    await reaches(anna, 'not_home', SETTLE_MS);
  });
  await situation('the broker restarts while nobody is home', [], async () => {
    await tools.restartBroker();
    await reaches(anna, 'not_home', SETTLE_MS);
  });
  await situation('the first of two arrives', [LIGHTS], () => arrive("Anna's phone", anna));
  await situation('the second arrives', [], () => arrive("Ben's phone", ben));
  await situation('both leave at once', [LOCK], async () => {
    house.leave("Anna's phone");
    house.leave("Ben's phone");
    await reaches(anna, 'not_home', SETTLE_MS);
    await reaches(ben, 'not_home', SETTLE_MS);
  });
  await situation('both arrive at once', [LIGHTS], async () => {
    house.arrive("Anna's phone");
    house.arrive("Ben's phone");
    await reaches(anna, 'home', SETTLE_MS);
    await reaches(ben, 'home', SETTLE_MS);
  });
  await situation('a phone roams', [], async () => {
    house.roam("Anna's phone", 'Attic');
    await pause(2000);
  });
  await situation('the panel roams', [PANEL], async () => {
    house.roam('Wall panel', 'Kitchen');
    await reaches(panel, 'Kitchen', SETTLE_MS);
  });
  house.roam('Wall panel', 'Hallway');
  await reaches(panel, 'Hallway', SETTLE_MS);
  house.leave("Lena's phone");
  await pause(REST_MS);
  await situation('a guest arrives', [GUEST], async () => {
    const before = (await stateOf(guests))?.state;
    house.arrive("Lena's phone");
    await until('one guest more', SETTLE_MS, async () => (await stateOf(guests))?.state !== before);
  });
  await situation('the service is killed and started', [], async () => {
    await program.end('SIGKILL');
    await reaches(anna, 'unavailable', SETTLE_MS);
    await program.start();
    await reaches(anna, 'home', SETTLE_MS);
  });
  await situation('Home Assistant restarts', [], async () => {
    await core.restart();
    await reaches(anna, 'home', SETTLE_MS);
  });
  await situation('the broker restarts', [], async () => {
    await tools.restartBroker();
    await reaches(anna, 'home', SETTLE_MS);
  });
  await situation('no router answers for longer than everything', [WRONG], async () => {
    setFault('refuse');
    await reaches(problem, 'on', SETTLE_MS);
    await reaches(anna, 'unavailable', SETTLE_MS);
  });
  await situation('Home Assistant restarts in the outage', [], async () => {
    await core.restart();
    await reaches(problem, 'on', SETTLE_MS);
  });
  await situation('the outage is over', [], async () => {
    setFault(null);
    await reaches(anna, 'home', SETTLE_MS);
    await reaches(problem, 'off', SETTLE_MS);
  });
  await situation('both leave during an outage', [LOCK], async () => {
    setFault('refuse');
    await reaches(anna, 'unavailable', SETTLE_MS);
    house.leave("Anna's phone");
    house.leave("Ben's phone");
    setFault(null);
    await reaches(anna, 'not_home', SETTLE_MS);
    await reaches(ben, 'not_home', SETTLE_MS);
  });
  await situation('one arrives after it', [LIGHTS], () => arrive("Anna's phone", anna));
  await arrive("Ben's phone", ben);
  tools.stories['automations'] = table;

  await story('device triggers', async () => {
    const device = (await core.entities()).find(({ entity_id }) => entity_id === ben)!.device_id;
    const offered = await core.ask<{ domain: string; type: string }[]>({
      type: 'device_automation/trigger/list',
      device_id: device,
    });
    const types = offered.filter(({ domain }) => domain === 'mqtt').map(({ type }) => type);
    told(
      'a device offers arrived, left and roamed as triggers',
      ['arrived', 'left', 'roamed'].every((type) => types.includes(type)),
      types,
    );
  });
}
