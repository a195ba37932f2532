/**
 * Buttons and switches of `homeassistant.actions` in a real core: what they do at the router, across restarts of everything, and for how long a
 * switch may say what is no longer so.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '../../src/change/change.ts';
import { rowsAt } from '../change/truth.ts';
import { configFile, writer } from './far-end.ts';
import { until } from './home-assistant.ts';
import type { Tools } from './stories.ts';
import { watchTruth } from './truth.ts';

const OWN = 'mikrotik_presence_home';
const POLL_S = 2;
/** For the way to Home Assistant, on a machine that runs all of this. */
const WAY_S = 2;
const HOUR_MS = 3_600_000;
const SETTLE_MS = 120_000;
const ACCESS_LIST = 'interface/wifi/access-list';
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Told = Pick<Change, 'action' | 'state'> & { change_id: string; proposed_by: Change['proposedBy'] };

export async function tellChanges(tools: Tools): Promise<void> {
  const { core, network, folder, told, story, entityOf, stateOf, reaches, client, stories } = tools;
  const { house } = network;
  const router = network.routers[0]!;
  const mac = house.devices().find(({ name }) => name === 'Wall panel')!.mac;
  const id = mac.replaceAll(':', '').toLowerCase();
  const topic = (rest: string) => `mikrotik-presence/${rest}/set`;
  const [access, reconnect, guest] = [
    topic(`client/${id}/wifi_access`),
    topic(`client/${id}/reconnect`),
    topic('ssid/guest/enabled'),
  ];

  const content = JSON.parse(configFile(house, network.routers)) as Record<string, unknown>;
  content['homeassistant'] = {
    actions: [
      { action: 'reconnect_device', devices: [mac] },
      { action: 'block_device', devices: [mac], for: '1h' },
      { action: 'unblock_device', devices: [mac] },
      { action: 'set_ssid_enabled', ssids: ['guest'], for: '2h' },
    ],
  };
  writeFileSync(join(folder, 'changes.yaml'), JSON.stringify(content));
  await tools.program.end('SIGTERM');
  const program = tools.programWith({
    CONFIG_FILE: 'changes.yaml',
    POLL_INTERVAL: `${POLL_S}s`,
    CHANGES: 'on',
    CHANGE_WATCH: '5s',
    ROUTEROS_WRITE_USERNAME: writer.username,
    ROUTEROS_WRITE_PASSWORD: writer.password,
  });
  await program.start();

  const changes = async (): Promise<Told[]> => {
    const url = [...program.log().matchAll(/"url":"(http:[^"]+)".*"serving"/g)].at(-1)?.[1];
    const response = await fetch(`${url}/changes`, { headers: { 'X-API-Key': tools.operatorKey } });
    const { changes: found } = (await response.json()) as { changes: Told[] };
    return found.filter(({ action }) => action !== 'prove_undo');
  };
  const settledChanges = () =>
    until('no change is under way', SETTLE_MS, async () => {
      const all = await changes();
      return all.every(({ state }) => ['kept', 'undone', 'refused', 'failed'].includes(state)) && all;
    });
  const call = (service: string, entity_id: string) =>
    core.rest('POST', `/api/services/${service.replace('.', '/')}`, { entity_id });
  const isBlocked = () =>
    rowsAt(router, ACCESS_LIST).some((row) => row['mac-address'] === mac && row['action'] === 'reject');
  const isOnAir = () =>
    rowsAt(router, 'interface/wifi').some(
      (row) =>
        row['configuration.ssid'] === 'guest' && row['disabled'] !== 'true' && row['inactive'] !== 'true',
    );

  const parts = [`client_${id}_wifi_access`, `client_${id}_reconnect`, 'bridge_ssid_guest_enabled'];
  await until('the entities of the actions', SETTLE_MS, async () => {
    const known = (await core.entities()).map(({ unique_id }) => unique_id);
    return parts.every((part) => known.includes(`${OWN}_${part}`));
  });
  const [wifiAccess, button, network_] = (await Promise.all(
    parts.map((part) => entityOf(`${OWN}_${part}`)),
  )) as [string, string, string];
  await reaches(wifiAccess, 'on');
  await reaches(network_, 'on');
  told('a button and two switches, with what was read', true, [wifiAccess, button, network_]);
  const watching = watchTruth({
    claims: async () => new Map([...(await core.states())].map(([key, { state }]) => [key, state])),
    truth: new Map([
      [wifiAccess, () => (isBlocked() ? 'off' : 'on')],
      [network_, () => (isOnAir() ? 'on' : 'off')],
    ]),
  });
  const endsAt = async () => (await stateOf(wifiAccess))?.attributes['ends_at'];

  await story('reconnect', async () => {
    router.resetCounters();
    await call('button.press', button);
    const all = await until('the change', SETTLE_MS, async () => {
      const found = await changes();
      return found[0]?.state === 'kept' && found;
    });
    const removals = router.requests.filter(({ path }) => path.includes('registration-table/remove'));
    told(
      'the button reconnects the device once, and the change names Home Assistant',
      all.length === 1 && all[0]!.proposed_by.door === 'mqtt' && removals.length === 1,
      { changes: all.map(({ action, state }) => `${action} ${state}`), removals: removals.length },
    );
  });

  await story('commands that do nothing', async () => {
    const before = (await changes()).length;
    // those that the broker keeps, those that say what holds, and what is no command
    for (const [at, payload, retain] of [
      [access, 'OFF', true],
      [reconnect, 'PRESS', true],
      [guest, 'OFF', true],
      [access, 'ON', false],
      [guest, 'ON', false],
      [access, 'off', false],
      [reconnect, '', false],
      [topic('ssid/home/enabled'), 'OFF', false],
      [topic('client/ffffffffffff/wifi_access'), 'OFF', false],
    ] as const)
      await client().publishAsync(at, payload, { qos: 1, retain });
    await pause(3 * POLL_S * 1000);
    const live = (await changes()).length;
    await program.end('SIGTERM');
    // before the first complete reading
    for (const each of network.routers) each.setFault('hang');
    await program.start();
    for (const [at, payload] of [
      [access, 'OFF'],
      [reconnect, 'PRESS'],
      [guest, 'OFF'],
    ] as const)
      await client().publishAsync(at, payload, { qos: 1 });
    await pause(2 * POLL_S * 1000);
    for (const each of network.routers) each.setFault(null);
    await reaches(wifiAccess, 'on', SETTLE_MS);
    await pause(3 * POLL_S * 1000);
    const after = (await changes()).length;
    for (const at of [access, reconnect, guest]) await client().publishAsync(at, '', { retain: true });
    told(
      'retained, early, repeated and unknown commands do nothing, before and after a restart',
      live === before && after === before && !isBlocked() && isOnAir(),
      { before, live, after },
    );
  });

  await story('a block for an hour', async () => {
    const from = core.changes.length;
    for (let count = 0; count < 3; count += 1) await call('switch.turn_off', wifiAccess);
    await reaches(wifiAccess, 'off', SETTLE_MS);
    const all = await settledChanges();
    const blocks = all.filter(({ action }) => action === 'block_device');
    const end = await until('ends_at', SETTLE_MS, endsAt);
    const leftMs = Date.parse(String(end)) - Date.now();
    told(
      'pressed three times it blocks once, for an hour',
      isBlocked() && blocks.length === 1 && leftMs > HOUR_MS - SETTLE_MS && leftMs <= HOUR_MS,
      { ends_at: end, minutes: Math.round(leftMs / 60_000) },
    );
    const restarts: Record<string, () => Promise<void>> = {
      service: async () => {
        await program.end('SIGKILL');
        await program.start();
      },
      broker: tools.restartBroker,
      'Home Assistant': core.restart,
      router: () => router.reboot({ downMs: 3000 }),
    };
    for (const [what, restart] of Object.entries(restarts)) {
      await restart();
      await reaches(wifiAccess, 'off', SETTLE_MS);
      await until('ends_at', SETTLE_MS, endsAt);
      told(
        `${what} restarted: still blocked, with the same end`,
        isBlocked() && (await endsAt()) === end,
        await endsAt(),
      );
    }
    const path = core.changes.slice(from).filter(({ entity_id }) => entity_id === wifiAccess);
    told(
      'across all restarts the switch never said on',
      path.filter(({ to }) => to === 'on').length === 0,
      path.map(({ to }) => to).join(' '),
    );
    tools.pass(HOUR_MS + 60_000);
    await reaches(wifiAccess, 'on', SETTLE_MS);
    told(
      'the router itself ends it after an hour',
      !isBlocked() && (await endsAt()) === null,
      await endsAt(),
    );
    stories['block for an hour'] = path.map(({ to }) => to).filter((to, n, list) => to !== list[n - 1]);
  });

  await story('block and unblock', async () => {
    await call('switch.turn_off', wifiAccess);
    await reaches(wifiAccess, 'off', SETTLE_MS);
    await settledChanges();
    await call('switch.turn_on', wifiAccess);
    await reaches(wifiAccess, 'on', SETTLE_MS);
    await settledChanges();
    told('the switch lets the device in again', !isBlocked(), (await changes())[0]?.action);
  });

  await story('somebody else changes it', async () => {
    for (const restart of [null, core.restart]) {
      router.change({
        menu: ACCESS_LIST,
        name: 'add',
        keys: null,
        values: { 'mac-address': mac, action: 'reject' },
      });
      await restart?.();
      await reaches(wifiAccess, 'off', SETTLE_MS);
      for (const each of rowsAt(router, ACCESS_LIST))
        if (each['mac-address'] === mac && each['action'] === 'reject')
          router.change({ menu: ACCESS_LIST, name: 'remove', keys: [String(each['.id'])], values: {} });
      await reaches(wifiAccess, 'on', SETTLE_MS);
    }
    told('the switch follows what somebody else does at the router', true);
    for (const each of network.routers) each.setFault('refuse');
    const at = Date.now();
    const isUnknown = async () => (await stateOf(wifiAccess))?.state === 'unknown';
    const wasUnknown = await until('it is unknown', SETTLE_MS, isUnknown).catch(() => false);
    told('while no router answers it is unknown', wasUnknown, `after ${seconds(Date.now() - at)}`);
    for (const each of network.routers) each.setFault(null);
    await reaches(wifiAccess, 'on', SETTLE_MS);
  });

  const automate = async (name: string, input: Record<string, string>) => {
    const yaml = readFileSync(new URL(`../../packaging/blueprints/${name}.yaml`, import.meta.url), 'utf8');
    const path = `mikrotik_presence/${name}.yaml`;
    await core.ask({ type: 'blueprint/save', domain: 'automation', path, yaml });
    await core.rest('POST', `/api/config/automation/config/${name}`, {
      alias: name,
      use_blueprint: { path, input },
    });
    await until(`${name} is loaded`, SETTLE_MS, async () => {
      const entity = (await core.entities()).find(({ unique_id }) => unique_id === name);
      return entity !== undefined && (await stateOf(entity.entity_id))?.state === 'on';
    });
  };

  await story('the blueprint for a device', async () => {
    const before = (await changes()).length;
    const place = await entityOf(`${OWN}_client_${id}_access_point`);
    house.roam('Wall panel', 'Kitchen');
    await reaches(place, 'Kitchen', SETTLE_MS);
    await automate('reconnect_device', {
      access_point: place,
      own: 'Kitchen',
      reconnect: button,
      patience: '00:00:03',
    });
    await pause(5000);
    const idle = (await changes()).length - before;
    house.roam('Wall panel', 'Hallway');
    await until('it is reconnected', SETTLE_MS, async () => (await changes()).length > before);
    const done = await settledChanges();
    told(
      'blueprint: the panel on the wrong access point is reconnected, on its own it is not',
      idle === 0 && done[0]!.action === 'reconnect_device' && done[0]!.state === 'kept',
      { idle, last: `${done[0]!.action} ${done[0]!.state}` },
    );
  });

  await story('the guest network', async () => {
    await call('switch.turn_off', network_);
    await reaches(network_, 'off', SETTLE_MS);
    const off = await settledChanges();
    told('the guest network is off', !isOnAir(), off[0] && `${off[0].action} ${off[0].state}`);
    await call('switch.turn_on', network_);
    await reaches(network_, 'on', SETTLE_MS);
    const end = await until(
      'ends_at',
      SETTLE_MS,
      async () => (await stateOf(network_))?.attributes['ends_at'],
    );
    told('it is on again, for two hours', isOnAir(), end);
    // on a channel that needs a check for radar it is watched for 12 minutes: what wants it off takes it back
    const tonight = new Date(Date.now() + 15_000).toISOString().slice(11, 19);
    await automate('guest_wifi_until', { network: network_, until: tonight });
    await reaches(network_, 'off', SETTLE_MS);
    await settledChanges();
    told('blueprint: the guest network goes off at the time', !isOnAir(), tonight);
  });

  await story('how long a switch lied', async () => {
    const longest = await watching.stop();
    const most = 2 * POLL_S + WAY_S;
    told(
      `no switch said for longer than two polls (${2 * POLL_S} s, and ${WAY_S} s of the way) what was no longer so`,
      [...longest.values()].every((ms) => ms <= most * 1000),
      Object.fromEntries([...longest].map(([key, ms]) => [key, seconds(ms)])),
    );
  });

  await program.end('SIGTERM');
  await tools.program.start();
}
