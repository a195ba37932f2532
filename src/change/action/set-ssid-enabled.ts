/** Switches a WiFi network on or off on one router. */
import { z } from 'zod';
import { raw, type Row } from '../../parse/row.ts';
import type { Action } from '../action.ts';
import { toBytes, toText } from '../bytes.ts';
import { noChange, refused } from '../device-input.ts';
import { forSchema, parseFor } from '../duration.ts';
import type { Edit } from '../edit.ts';
import { managedReason, radioPlan, restartOf, routerSchema, routeTo, ssidSchema } from '../radio-plan.ts';
import type { Effect, Refusal, Use } from '../plan.ts';
import { withoutConfigurationCommands } from '../own-profile.ts';
import { canEndOnRouter, removeTimers } from '../timer.ts';
import {
  interfaceKey,
  isDynamic,
  masterOf,
  nameOf,
  onRadioOf,
  readWifi,
  usersOf,
  type WifiTables,
} from '../wifi-tables.ts';

const input = z.strictObject({
  ssid: ssidSchema,
  enabled: z.boolean().describe('true: on the air; false: off.'),
  for: forSchema.optional(),
  router: routerSchema,
});

export const setSsidEnabled: Action<z.infer<typeof input>> = {
  name: 'set_ssid_enabled',
  meaning: 'Switches a WiFi network on or off, for a time or until it is taken back.',
  input,
  route({ ssid, router }, { interfaces, devices }) {
    const on = interfaces.filter((record) => record.ssid === ssid);
    // a network that is off may show no SSID: its devices were on it once
    const known = devices.flatMap((device) =>
      device.ssid === ssid && device.router !== null ? [{ router: device.router }] : [],
    );
    const found = on.length > 0 ? on : known.length > 0 ? known : interfaces;
    return routeTo(found, router, { parameter: 'ssid', what: 'SSID' });
  },
  async plan({ ssid, enabled, for: duration, router: wanted }, planning) {
    const router = setSsidEnabled.route({ ssid, enabled, router: wanted }, planning.network);
    if (typeof router !== 'string') return { result: 'invalid', ...router };
    const wished: Switch[] = [];
    for (const wifi of await readWifi(planning)) {
      const place = placeOf(wifi, toBytes(ssid));
      if (place.rows.length === 0 && place.configurations.length === 0) continue;
      const found = switchesOf(wifi, place, enabled);
      if ('result' in found) return found;
      wished.push(...found);
    }
    if (wished.length === 0) return refused(`The router has no network ${ssid}.`);
    const missing = wished.filter(({ isThere }) => !isThere);
    const timers = await removeTimers(planning);
    const forMs = duration === undefined ? null : parseFor(duration);
    if (missing.length === 0 && planning.timers.length === 0)
      return noChange(`${ssid} is ${enabled ? 'on' : 'off'} already.`);
    const change = {
      edits: [...timers, ...missing.map(({ edit }) => edit)],
      uses: missing.flatMap(({ uses }) => uses),
      effects: missing.flatMap(({ effects }) => effects),
      // the end of an earlier change may come before this one begins
      premises: wished.flatMap(({ edit: { menu, key, to }, isThere }) =>
        isThere ? [{ menu, key, values: to }] : [],
      ),
      interfaces: wished.flatMap(({ interfaces }) => interfaces),
      objects: wished.map(({ object }) => object),
    };
    const plan = radioPlan(planning, router, change, {
      ends: wished.map(({ edit }) => edit),
      ...restartOf(planning.network, router, enabled ? change.interfaces : []),
      forMs,
      supersedes: planning.timers,
      // what only moves an end puts nothing off the air
      guarded: missing.length > 0,
      endsOnRouter: forMs !== null && (await canEndOnRouter(planning)),
      undo: enabled
        ? 'The network is switched off again.'
        : 'The network is switched on again; devices come back by themselves.',
      proof: `The network is read to be ${enabled ? 'on' : 'off'}.`,
    });
    if (plan.result !== 'planned' || enabled) return plan;
    const offline = plan.plan.affects.devices.map(({ device_id }) => device_id);
    return { result: 'planned', plan: { ...plan.plan, offline } };
  },
};

/** One interface or configuration that is switched. */
interface Switch {
  edit: Edit & { kind: 'set' };
  isThere: boolean;
  uses: Use[];
  effects: Effect[];
  interfaces: string[];
  object: { menu: string; name: string };
}

interface Place {
  /** Interfaces that have the SSID. */
  rows: Row[];
  /** Configurations that give it: a disabled one shows at none of its interfaces. */
  configurations: Row[];
}

function placeOf(wifi: WifiTables, ssid: string): Place {
  const configurations = wifi.profiles.configuration.filter((row) => raw(row, 'ssid') === ssid);
  const names = configurations.map((row) => raw(row, 'name'));
  const property = wifi.dialect === 'wireless' ? 'ssid' : 'configuration.ssid';
  const rows = wifi.rows.filter((row) => {
    const shown = raw(row, property);
    return shown === null ? names.includes(raw(row, 'configuration')) : shown === ssid;
  });
  return { rows, configurations };
}

function switchesOf(wifi: WifiTables, { rows, configurations }: Place, enabled: boolean): Switch[] | Refusal {
  const text = (row: Row) => toText(nameOf(row)) ?? '';
  const managed = rows.map(managedReason).find((reason) => reason !== null);
  if (managed != null) return refused(managed);
  const crowded = rows.find(
    (row) => masterOf(row) === null && onRadioOf(wifi, row).some((other) => !rows.includes(other)),
  );
  if (crowded !== undefined) {
    const others = onRadioOf(wifi, crowded).filter((other) => !rows.includes(other));
    return refused(
      `${text(crowded)} is the master of its radio: ${others.map(text).join(', ')} would go off with it. Make this network a virtual interface first.`,
    );
  }
  const fixed = rows.filter((row) => !isDynamic(row));
  const made = rows.filter(isDynamic);
  if (made.length > 0 && wifi.dialect === 'capsman')
    return refused(
      `CAPsMAN makes ${made.map(text).join(', ')}, and its configurations cannot be switched off. These commands on the router take the network off the air.`,
      withoutConfigurationCommands(wifi, made),
    );
  const used = configurations.filter((row) =>
    made.some((each) => raw(each, 'configuration') === raw(row, 'name')),
  );
  const orphan = made.find((row) => !used.some((each) => raw(row, 'configuration') === raw(each, 'name')));
  if (orphan !== undefined)
    return refused(
      `No configuration gives ${text(orphan)} its SSID. These commands on the router take the network off the air.`,
      withoutConfigurationCommands(wifi, made),
    );
  const disabled = String(!enabled);
  const from = { disabled: String(enabled) };
  const isThere = (row: Row) => (raw(row, 'disabled') ?? 'false') === disabled;
  return [
    ...fixed.map(
      (row): Switch => ({
        edit: { kind: 'set', menu: wifi.menu, key: interfaceKey(row), from, to: { disabled } },
        isThere: isThere(row),
        uses: [],
        effects: [],
        interfaces: [nameOf(row)],
        object: { menu: wifi.menu, name: nameOf(row) },
      }),
    ),
    ...used.map((row): Switch => {
      const key = { configuration: nameOf(row) };
      const users = usersOf(wifi, { section: 'configuration', name: nameOf(row) });
      const menu = `${wifi.base}/configuration`;
      return {
        edit: { kind: 'set', menu, key: { name: nameOf(row) }, from, to: { disabled } },
        isThere: isThere(row),
        uses: [{ menu: wifi.menu, key, names: users.map(nameOf) }],
        // that a disabled configuration takes its interfaces off the air is read, not assumed
        effects: enabled
          ? []
          : [{ menu: wifi.menu, key: { ...key, dynamic: 'true' }, values: { inactive: 'true' } }],
        interfaces: users.map(nameOf),
        object: { menu, name: nameOf(row) },
      };
    }),
  ];
}
