/** What a network does that looks like people who leave, arrive or roam, and is none of it. */
import type { RouterRow } from '../../src/demo/router.ts';
import { type Edit, isOf, rowsOf, startEditedRouters, WIFI, withRows } from './edited-router.ts';
import { playNight } from './night.ts';
import { LONG_MS, POLL_MS, type Rig, type Scenario } from './scenario.ts';

const REGISTRATIONS = 'interface/wifi/registration-table';
const CAPS = 'interface/wifi/capsman/remote-cap';
const [ONE, OTHER] = ['Kitchen', 'Attic'] as const;

type Edits = (index: number, edit: Edit) => void;

/** The whole house, seen through routers that `trouble` may edit. */
function edited(
  titles: Scenario['titles'],
  trouble: (edit: Edits, rig: Rig) => Promise<void>,
  shows?: Scenario['shows'],
): Scenario {
  let edit: Edits = () => {};
  return {
    titles,
    routers: 'both',
    isStill: true,
    shows: shows ?? (({ mostMissing }) => mostMissing > 0),
    prepare: async ({ network }) => {
      const behind = await startEditedRouters(network);
      ({ edit } = behind);
      return { routerUrl: (_, index) => behind.routers[index]!.url, end: () => behind.stop() };
    },
    trouble: (rig) => trouble(edit, rig),
  };
}

const without =
  (...accessPoints: readonly string[]): Edit =>
  (tables) =>
    withRows(tables, WIFI, (row) => (accessPoints.some((name) => isOf(row, name)) ? null : row));

/** It is listed, in a state in which it serves nobody. */
const notRunning: Edit = (tables) =>
  withRows(tables, [REGISTRATIONS, CAPS], (row, menu) => {
    if (!isOf(row, ONE)) return row;
    return menu === CAPS ? { ...row, state: 'Connecting' } : null;
  });

/** Interfaces are named as CAPs join: each has what was the other's name. */
const renamed: Edit = (tables) => {
  const swap = (title: string) =>
    title.startsWith(`${ONE} `)
      ? title.replace(ONE, OTHER)
      : title.startsWith(`${OTHER} `)
        ? title.replace(OTHER, ONE)
        : title;
  const properties = ['name', 'interface', 'master-interface'];
  const menus = WIFI.filter((menu) => menu !== CAPS);
  const swapped = withRows(tables, menus, (row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        properties.includes(key) && typeof value === 'string' ? swap(value) : value,
      ]),
    ),
  );
  return { ...swapped, [CAPS]: rowsOf(tables, CAPS).toReversed() };
};

const uplink: RouterRow = {
  '.id': '*F1',
  interface: 'uplink',
  'mac-address': 'D4:01:C3:00:00:99',
  authorized: 'true',
  signal: '-55',
  ssid: 'street',
  uptime: '1h2m3s',
};
const withUplink: Edit = (tables) => ({
  ...tables,
  [REGISTRATIONS]: [...rowsOf(tables, REGISTRATIONS), uplink],
  'interface/wifi': [
    ...rowsOf(tables, 'interface/wifi'),
    {
      '.id': '*F0',
      name: 'uplink',
      'default-name': 'wifi9',
      'configuration.mode': 'station-bridge',
      disabled: 'false',
    },
  ],
});

export const networkScenarios: readonly Scenario[] = [
  edited(['CAP not running', '10 polls', 'one of three'], async (edit, { during }) => {
    edit(0, notRunning);
    await during(LONG_MS);
    edit(0, null);
  }),
  edited(['CAP list reordered', '10 polls', 'two of three'], async (edit, { during }) => {
    edit(0, without(ONE, OTHER));
    await during(3 * POLL_MS);
    edit(0, renamed);
    await during(LONG_MS);
    edit(0, without(ONE, OTHER));
    await during(3 * POLL_MS);
    edit(0, null);
  }),
  edited(['failover', '10 polls, back', 'two managers'], async (edit, { during, network: { house } }) => {
    const moved: Edit = (tables) => {
      const first = house.routers[0]!.tables();
      const joining = WIFI.map((menu) => [
        menu,
        [...rowsOf(tables, menu), ...rowsOf(first, menu).filter((row) => isOf(row, ONE))],
      ]);
      return { ...tables, ...Object.fromEntries(joining) };
    };
    edit(0, without(ONE));
    await during(3 * POLL_MS);
    edit(1, moved);
    await during(LONG_MS);
    edit(1, null);
    await during(3 * POLL_MS);
    edit(0, null);
  }),
  edited(
    ['station uplink', '10 polls', 'a wifi radio'],
    async (edit, { during }) => {
      edit(0, withUplink);
      await during(LONG_MS);
      edit(0, null);
    },
    // nothing of it is to be seen
    ({ mostMissing, healths }) => mostMissing === 0 && healths.size === 1,
  ),
  ...(['block', 'block by hours', 'SSID off'] as const).map(
    (what): Scenario => ({
      titles: [what, '22:00 to 06:00', 'owner at home'],
      trouble: async () => {},
      play: () => playNight(what),
    }),
  ),
];
