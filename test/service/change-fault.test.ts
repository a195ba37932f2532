/** Changes that go wrong beside a service that polls: whatever fails, no poll is late for it, and no device departs. */
import { afterAll, afterEach, expect, test } from 'vitest';
import type { Change } from '../../src/change/change.ts';
import type { SimulatedRouter, WriteFaultName } from '../../src/demo/router.ts';
import { post } from '../demo/ask.ts';
import { MINUTE, SECOND } from '../drill/time.ts';
import { runs } from '../runs.ts';
import { type ChangingHouse, openChangingHouse, POLL } from './changing-house.ts';

/** Each leaves the house so that the next can be done, should it be kept. */
const actions: readonly [action: string, input: Record<string, unknown>][] = [
  ['reconnect_device', { device_id: 'MAC Barn camera' }],
  ['block_device', { device_id: 'MAC Vacuum' }],
  ['set_roaming', { ssid: 'home', scope: 'profile', transition_threshold_dbm: -78 }],
  ['set_tx_power', { access_point: 'Hallway', band: '5GHz', tx_power_dbm: 19 }],
  ['set_channel', { access_point: 'Workshop', band: '5GHz', frequency_mhz: [5180], channel_width: '20mhz' }],
  ['set_ssid_enabled', { ssid: 'guest', enabled: false }],
  ['set_ssid_enabled', { ssid: 'guest', enabled: true }],
  ['unblock_device', { device_id: 'MAC Vacuum' }],
  ['keep_device_off', { device_id: 'MAC Living room TV', access_point: 'Hallway' }],
  ['release_device', { device_id: 'MAC Living room TV', access_point: 'Hallway' }],
  ['name_device', { device_id: 'MAC Café radio', name: 'Küche "1"' }],
  ['reserve_address', { device_id: 'MAC Desk lamp' }],
  ['prove_undo', { router: 'workshop' }],
  ['restart_access_point', { access_point: 'Workshop' }],
];

/** Done to the router once a change is planned; the answer ends it. */
type Fault = (home: ChangingHouse, router: SimulatedRouter, change: Change) => () => void;

const writeFault =
  (name: WriteFaultName): Fault =>
  (_home, router, change) => {
    router.setWriteFault({ name, menu: change.plan!.edits.at(-1)?.menu ?? null, times: 1 });
    return () => router.setWriteFault(null);
  };

/** Does it in the moment in which the change is watched. */
const whileWatched =
  (act: (home: ChangingHouse, router: SimulatedRouter, change: Change) => void): Fault =>
  (home, router, { id }) => {
    const { changes } = home.running();
    let isOver = false;
    const look = () => {
      if (isOver) return;
      const change = changes.get(id)!;
      if (change.state === 'watching') act(home, router, change);
      else home.time.after(SECOND, look);
    };
    home.time.after(SECOND, look);
    return () => (isOver = true);
  };

const outage = (ms: number) =>
  whileWatched(({ time }, router) => {
    router.setFault('reset');
    time.after(ms, () => router.setFault(null));
  });

/** From the start on. */
const throughout =
  (set: (router: SimulatedRouter) => void, unset: (router: SimulatedRouter) => void): Fault =>
  (_home, router) => {
    set(router);
    return () => unset(router);
  };

const faults: Record<string, Fault> = {
  none: () => () => {},
  'answer lost': writeFault('answer-lost'),
  'request lost': writeFault('request-lost'),
  '400 but applied': writeFault('applied-400'),
  '200 but not applied': writeFault('ignored-200'),
  'disk of the router full': writeFault('disk-full'),
  'contact lost for a minute': outage(MINUTE),
  'contact lost for ten minutes': outage(10 * MINUTE),
  'router reboots': whileWatched((_home, router) => {
    void post(router, '/rest/system/reboot', {}, { auth: 'writer:w' }).catch(() => null);
  }),
  'taken back by a person': whileWatched((home, _router, { id }) => {
    void home.running().changes.undo(id, { key: 'anna', door: 'rest' });
  }),
  'clock wrong': throughout(
    ({ behaviour }) => void (behaviour.offsetMs = -400 * 86_400_000),
    ({ behaviour }) => void (behaviour.offsetMs = 0),
  ),
  'scheduler forbidden': throughout(
    ({ behaviour }) => void (behaviour.deviceMode = 'home'),
    ({ behaviour }) => void (behaviour.deviceMode = 'advanced'),
  ),
  'scheduler of 7.24': throughout(
    ({ behaviour }) => void (behaviour.schedulerFault = 'every'),
    ({ behaviour }) => void (behaviour.schedulerFault = 'none'),
  ),
};

let home: ChangingHouse;
afterEach(() => home.stop());

/** Every fault and action in the nightly run. */
const EVERY = runs(1) > 1;
const chosen = EVERY ? Object.keys(faults) : ['contact lost for a minute'];
const totals = { changes: 0, polls: 0, late: 0, departures: 0 };
afterAll(() => {
  if (EVERY) console.log(JSON.stringify(totals));
});

/** When the router was polled. */
function pollsOf(id: string, menu: string): number[] {
  return home
    .readings(id)
    .filter((request) => request.menu === menu)
    .map(({ at }) => at);
}

test.each(chosen)(
  '%s: no poll is late by more than one interval, and no device departs',
  async (fault) => {
    // less than a person would wait, so that an absence that proves nothing shows
    home = await openChangingHouse({ awayDelayMs: MINUTE });
    const { events, network, router, time } = home;
    const menus = { hallway: 'interface/wifi/registration-table', workshop: 'caps-man/registration-table' };
    const macOf = (name: string) => network.house.devices().find((each) => each.name === name)!.mac;
    const late: string[] = [];
    for (const [action, named] of EVERY ? actions : actions.slice(1, 3)) {
      const input = Object.fromEntries(
        Object.entries(named).map(([key, value]) => [
          key,
          typeof value === 'string' && value.startsWith('MAC ') ? macOf(value.slice(4)) : value,
        ]),
      );
      const beganAt = time.now();
      for (const each of network.routers) each.requests.length = 0;
      let end = () => {};
      const change = await home.run(action, input, (planned) => {
        end = faults[fault]!(home, router(planned.router), planned);
      });
      end();
      await time.pass(2 * MINUTE);
      if (change !== null) {
        totals.changes += 1;
        expect([action, change.state]).toEqual([action, expect.stringMatching(/^(?:kept|undone|failed)$/)]);
      }
      for (const [id, menu] of Object.entries(menus)) {
        // a router that does not answer, or restarts, is asked less often for that alone
        const isAway =
          id === change?.router && (/contact|reboots/.test(fault) || action.startsWith('restart'));
        const polls = [beganAt, ...pollsOf(id, menu)];
        totals.polls += polls.length;
        const gaps = polls.slice(1).map((at, index) => at - polls[index]!);
        if (!isAway && Math.max(...gaps) > 2 * POLL)
          late.push(`${action}: ${id} was not polled for ${Math.max(...gaps)} ms`);
      }
    }
    const departures = events.filter(({ event_type }) => event_type === 'left');
    totals.late += late.length;
    totals.departures += departures.length;
    expect(late).toEqual([]);
    expect(departures.map(({ name, at }) => [name, at])).toEqual([]);
  },
  600_000,
);
