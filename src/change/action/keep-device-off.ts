/** Keeps a device off one access point, and lets it back. */
import { z } from 'zod';
import { dialects } from '../../parse/dialect.ts';
import { raw, type Row } from '../../parse/row.ts';
import type { AccessPointRecord } from '../../record/network.ts';
import { type AccessList, addRejectRule, liftRule, readAccessLists, rejectRules } from '../access-rule.ts';
import type { Action, Planning } from '../action.ts';
import { toBytes, toText } from '../bytes.ts';
import { deviceIdSchema, isProposal, noChange, planFor, refused, targetOf } from '../device-input.ts';
import { kicksOf } from '../kick.ts';
import { findAccessPoint, findDevice, type NetworkView } from '../network.ts';
import { ownListCommands } from '../own-profile.ts';
import type { Refusal } from '../plan.ts';
import { isDynamic, nameOf, readWifi } from '../wifi-tables.ts';

const input = z.strictObject({
  device_id: deviceIdSchema,
  access_point: z.string().min(1).max(200).describe('Name or id of the access point.'),
});
type Input = z.infer<typeof input>;

function route({ device_id, access_point }: Input, network: NetworkView) {
  const device = findDevice(network, device_id);
  if (typeof device === 'string') return { parameter: 'device_id', message: device };
  const point = findAccessPoint(network, access_point);
  return typeof point === 'string' ? { parameter: 'access_point', message: point } : point.router;
}

const textOf = (bytes: string) => toText(bytes) ?? '';
const isOf = (point: AccessPointRecord, row: Row) => point.interfaces.includes(textOf(nameOf(row)));

/** What a rule can name to mean this access point and no other: its static interfaces, or an interface list of its own. */
function targetsIn(
  { interfaces }: AccessList,
  point: AccessPointRecord,
): { targets: string[]; names: string[]; isDynamic: boolean } {
  const own = interfaces.filter((row) => isOf(point, row));
  const others = interfaces.filter((row) => !own.includes(row));
  const listOf = (row: (typeof interfaces)[number]) => raw(row, 'datapath.interface-list');
  const lists = new Set(own.map(listOf));
  const [list] = lists;
  const isOwn = lists.size === 1 && list != null && others.every((row) => listOf(row) !== list);
  const names = own.map(nameOf);
  if (isOwn) return { targets: [list], names, isDynamic: false };
  const isMade = own.some(isDynamic);
  return { targets: isMade ? [] : names, names, isDynamic: isMade };
}

/** CAPsMAN makes these interfaces anew, so no rule can name them. Throws `Unreadable`. */
async function refusalFor(point: AccessPointRecord, planning: Planning): Promise<Refusal> {
  const isMade = (row: Row) => isDynamic(row) && isOf(point, row);
  const list = toBytes(`${point.name} access point`);
  const tables = await readWifi(planning);
  const commands = tables.flatMap((wifi) => {
    const made = wifi.rows.filter(isMade);
    // the old CAPsMAN does not show at an interface what its configuration gives it
    return made.length === 0 || wifi.dialect === 'capsman' ? [] : ownListCommands(wifi, made, list);
  });
  return refused(
    `CAPsMAN makes the interfaces of ${point.name} anew, so no rule can name them. ` +
      (commands.length === 0
        ? 'Make its interfaces static on the router, and ask again.'
        : 'Give them an interface list of their own with these commands on the router, and ask again; what they were in before, they leave.'),
    commands,
  );
}

export const keepDeviceOff: Action<Input> = {
  name: 'keep_device_off',
  meaning: 'Keeps a device off one access point; it may join the others.',
  input,
  route,
  async plan({ device_id, access_point }, planning) {
    const target = targetOf(device_id, planning.network);
    if (isProposal(target)) return target;
    const point = findAccessPoint(planning.network, access_point);
    if (typeof point === 'string') return { result: 'invalid', parameter: 'access_point', message: point };
    const lists = await readAccessLists(planning);
    const places = lists.map((list) => ({ list, ...targetsIn(list, point) }));
    if (places.some((place) => place.isDynamic)) return refusalFor(point, planning);
    const here = places.flatMap(({ list, targets }) => targets.map((where) => ({ list, where })));
    if (here.length === 0) return refused(`${point.name} has no interface on router ${point.router}.`);
    const edits = here.flatMap(({ list, where }) =>
      target.macs
        .filter((mac) => rejectRules(list, mac, where).length === 0)
        .map((mac) => addRejectRule(list, mac, where)),
    );
    if (edits.length === 0) return noChange(`The device is kept off ${point.name} already.`);
    const isThere =
      target.device.connected === true && target.device.access_point_id === point.access_point_id;
    return planFor(target, planning.approverAddress, {
      router: point.router,
      object: { menu: here[0]!.list.menu, name: target.mac },
      edits: [...edits, ...(isThere ? await kicksOf(target.macs, planning) : [])],
      premises: here.map(({ list, where }) => premiseOf(list, where)).flat(),
      affects: {
        radios: places.flatMap(({ names }) => names.map(textOf)),
        access_points: [point.name],
        ssids: [],
        devices: [{ device_id: target.device.device_id, name: target.device.name }],
      },
      interruptionSeconds: isThere ? 5 : 0,
      undo: 'The rules are removed; the device may join again.',
      proof: 'The access list has a rule in front for each interface of the access point.',
    });
  },
};

/** A static interface that the rule names is still there; a list of interfaces is checked by its members. */
function premiseOf({ dialect, interfaces }: AccessList, where: string) {
  const isThere = interfaces.some((each) => raw(each, 'name') === where);
  return isThere ? [{ menu: dialects[dialect].interfaces.path, key: { name: where }, values: {} }] : [];
}

export const releaseDevice: Action<Input> = {
  name: 'release_device',
  meaning: 'Lets a device join an access point again from which it was kept off.',
  input,
  route,
  async plan({ device_id, access_point }, planning) {
    const target = targetOf(device_id, planning.network);
    if (isProposal(target)) return target;
    const point = findAccessPoint(planning.network, access_point);
    if (typeof point === 'string') return { result: 'invalid', parameter: 'access_point', message: point };
    const lists = await readAccessLists(planning);
    const found = lists.flatMap((list) => {
      const { targets } = targetsIn(list, point);
      return target.macs.flatMap((mac) =>
        targets.flatMap((where) =>
          rejectRules(list, mac, where).map((rule) => ({
            menu: list.menu,
            edit: liftRule(list, rule, false),
          })),
        ),
      );
    });
    if (found.length === 0) return noChange(`No rule keeps the device off ${point.name}.`);
    return planFor(target, planning.approverAddress, {
      router: point.router,
      object: { menu: found[0]!.menu, name: target.mac },
      edits: found.map(({ edit }) => edit),
      cutsOff: [],
      offline: [],
      undo: 'The rules are put back in front.',
      proof: 'No enabled rule rejects the device on the interfaces of the access point.',
    });
  },
};
