/** What the actions on radios and profiles have in common: which router and radio, what is affected, and a guarded plan. */
import { z } from 'zod';
import { raw, type Row } from '../parse/row.ts';
import type { bands } from '../record/device.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../record/network.ts';
import type { Planning } from './action.ts';
import { toText } from './bytes.ts';
import { refused } from './device-input.ts';
import { cutsOff } from './lockout.ts';
import { findAccessPoint, type NetworkView } from './network.ts';
import type { Affected, CutsOff, Effect, Plan, Proposal } from './plan.ts';
import { RADAR_WATCH_MS, recheckSeconds } from './radar.ts';
import type { ValueChange } from './set-value.ts';
import { interfaceKey, masterOf, nameOf, onRadioOf, type WifiTables } from './wifi-tables.ts';

export const scopeSchema = z
  .enum(['radio', 'profile'])
  .default('radio')
  .describe('radio: this radio only; profile: everything that shares the profile which holds the value.');
export const ssidSchema = z.string().min(1).max(32).describe('SSID of the WiFi network.');
export const routerSchema = z
  .string()
  .optional()
  .describe('Id of the router, where several have the network or the interface.');
export const accessPointInput = z.string().min(1).max(200).describe('Name or id of the access point.');

export interface InputProblem {
  parameter: string;
  message: string;
}

/** A change of whole radios: it also affects their other networks. */
export function ofRadios(wifi: WifiTables, change: ValueChange): ValueChange {
  const interfaces = withRadios(wifi, change.interfaces);
  return { ...change, interfaces, effects: [...change.effects, ...onAirAgain(wifi, interfaces)] };
}

/** The longest that these interfaces are off the air when they restart, and the watch that it takes. */
export function restartOf(
  { interfaces }: NetworkView,
  router: string,
  names: readonly string[],
): Pick<Plan, 'interruptionSeconds' | 'watchMs'> {
  const shown = names.map(text);
  const checks = interfaces
    .filter((record) => record.router === router && shown.includes(record.interface))
    .map(recheckSeconds);
  const seconds = Math.max(0, ...checks);
  return {
    interruptionSeconds: RESTART_SECONDS + seconds,
    ...(seconds === 0 ? {} : { watchMs: RADAR_WATCH_MS }),
  };
}

/** What edits of profiles were seen to take. Whether power or steering alone interrupts is known of no release: at worst it does. */
export const RESTART_SECONDS = 5;

/** The one router that has interfaces like these. */
export function routeTo(
  found: readonly Pick<WifiInterfaceRecord, 'router'>[],
  wanted: string | undefined,
  { parameter, what }: { parameter: string; what: string },
): string | InputProblem {
  const routers = [...new Set(found.map(({ router }) => router))];
  if (wanted !== undefined)
    return routers.includes(wanted)
      ? wanted
      : { parameter: 'router', message: `Router ${wanted} has no ${what}.` };
  if (routers.length === 1) return routers[0]!;
  return routers.length === 0
    ? { parameter, message: `No router has this ${what}.` }
    : { parameter: 'router', message: `Several routers have it: ${routers.join(', ')}. Name one of them.` };
}

export function routeByAccessPoint(
  { access_point }: { access_point: string },
  network: NetworkView,
): string | InputProblem {
  const point = findAccessPoint(network, access_point);
  return typeof point === 'string' ? { parameter: 'access_point', message: point } : point.router;
}

/** The master interface of the radio; a proposal where there is none. */
export function radioAt(
  tables: readonly WifiTables[],
  network: NetworkView,
  point: AccessPointRecord,
  band: (typeof bands)[number],
): { wifi: WifiTables; row: Row } | Proposal {
  const records = network.interfaces.filter(
    (record) => record.access_point_id === point.access_point_id && record.master_interface === null,
  );
  const own = records.filter((record) => record.router === point.router);
  const record = own.find((each) => each.band === band);
  if (record === undefined) {
    const known = [...new Set(own.flatMap((each) => each.band ?? []))];
    return {
      result: 'invalid',
      parameter: 'band',
      message: `${point.name} has radios for: ${known.join(', ')}.`,
    };
  }
  const wifi = tables.find(({ dialect }) => dialect === record.source);
  const row = wifi?.rows.find((each) => text(nameOf(each)) === record.interface);
  if (wifi === undefined || row === undefined)
    return refused(`${point.name} has no interface ${record.interface} any more.`);
  const managed = managedReason(row);
  return managed === null ? { wifi, row } : refused(managed);
}

/** A CAP takes its values from its manager; what is set on itself does nothing. */
export function managedReason(row: Row): string | null {
  return /managed by CAPsMAN/i.test(raw(row, '.about') ?? '')
    ? `${text(nameOf(row))} is managed by CAPsMAN, so its own values do nothing. Change it on the router that is the manager.`
    : null;
}

export function labelIn({ accessPoints }: NetworkView, router: string): (row: Row) => string {
  return (row) => {
    const name = text(nameOf(row));
    return (
      accessPoints.find((point) => point.router === router && point.interfaces.includes(name))?.name ?? name
    );
  };
}

/** Every interface of the radios that these are on. */
function withRadios(wifi: WifiTables, names: readonly string[]): string[] {
  return wifi.rows
    .filter((row) => names.includes(nameOf(row)))
    .flatMap((row) => onRadioOf(wifi, row).map(nameOf));
}

/** The radios that were on the air must be again: one that waits for radar for ever has no devices, so it loses none. */
function onAirAgain(wifi: WifiTables, names: readonly string[]): Effect[] {
  const off = (row: Row) => raw(row, 'disabled') === 'true' || raw(row, 'inactive') === 'true';
  return wifi.rows
    .filter((row) => names.includes(nameOf(row)) && masterOf(row) === null && !off(row))
    .map((row) => ({ menu: wifi.menu, key: interfaceKey(row), values: { inactive: 'false' } }));
}

type Given = Pick<Plan, 'interruptionSeconds' | 'undo' | 'proof'> & Partial<Plan>;

/** A guarded plan for what uses the changed objects. */
export function radioPlan(
  { network, approverAddress }: Planning,
  router: string,
  change: ValueChange,
  given: Given,
): Proposal {
  const interfaces = [...new Set(change.interfaces)];
  const names = interfaces.map(text);
  const { affects, cut } = affected(network, router, names, approverAddress);
  const plan: Plan = {
    router,
    object: {
      menu: change.objects[0]!.menu,
      name: change.objects.map(({ name }) => text(name)).join(', '),
    },
    edits: change.edits,
    ends: change.edits,
    premises: change.premises,
    uses: change.uses,
    effects: change.effects,
    affects,
    interfaces,
    offline: [],
    cutsOff: cut,
    guarded: true,
    forMs: null,
    endsOnRouter: false,
    ...given,
  };
  return { result: 'planned', plan };
}

function affected(
  network: NetworkView,
  router: string,
  names: readonly string[],
  approverAddress: string | null,
): { affects: Affected; cut: CutsOff[] } {
  const devices = network.devices.filter(
    (device) =>
      device.connected === true && device.router === router && names.includes(device.interface ?? ''),
  );
  const isService = devices.some(
    (device) =>
      network.macsOf(device.device_id).some((mac) => network.serviceMacs.has(mac)) ||
      device.ip_addresses.some((address) => network.serviceAddresses.has(address)),
  );
  const isApprover = devices.some((device) => cutsOff(device, approverAddress).length > 0);
  const records = network.interfaces.filter(
    (record) => record.router === router && names.includes(record.interface),
  );
  const points = network.accessPoints.filter(
    (point) => point.router === router && point.interfaces.some((name) => names.includes(name)),
  );
  return {
    affects: {
      radios: [...names],
      access_points: points.map(({ name }) => name),
      ssids: [...new Set(records.flatMap(({ ssid }) => ssid ?? []))],
      devices: devices.map(({ device_id, name }) => ({ device_id, name })),
    },
    cut: [...(isService ? ['service' as const] : []), ...(isApprover ? ['approver' as const] : [])],
  };
}

function text(bytes: string): string {
  return toText(bytes) ?? '';
}
