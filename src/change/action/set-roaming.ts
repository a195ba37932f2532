/** Sets how access points ask devices to move: 802.11k, v and r, and the signal below which they ask. */
import { z } from 'zod';
import { dialects } from '../../parse/dialect.ts';
import { raw } from '../../parse/row.ts';
import { type Action, rowsAt } from '../action.ts';
import { isProposal, noChange, refused } from '../device-input.ts';
import { toBytes, toText } from '../bytes.ts';
import {
  labelIn,
  RESTART_SECONDS,
  restartOf,
  managedReason,
  radioPlan,
  routerSchema,
  routeTo,
  scopeSchema,
  ssidSchema,
} from '../radio-plan.ts';
import { changeValues, type Wanted } from '../set-value.ts';
import { nameOf, readWifi } from '../wifi-tables.ts';

const flag = (meaning: string) => z.boolean().nullable().optional().describe(`${meaning} null: unset.`);

const input = z
  .strictObject({
    ssid: ssidSchema.optional(),
    interface: z.string().min(1).max(200).optional().describe('Name of one WiFi interface.'),
    router: routerSchema,
    scope: scopeSchema,
    transition_threshold_dbm: z
      .int()
      .min(-120)
      .max(0)
      .nullable()
      .optional()
      .describe('Devices with a signal below this, in dBm, are asked to move (RouterOS 7.21). null: unset.'),
    transition_threshold_time_seconds: z
      .int()
      .min(1)
      .max(3600)
      .nullable()
      .optional()
      .describe('For so many seconds the signal must be below it (RouterOS 7.21). null: unset.'),
    rrm: flag('Sends 802.11k neighbour reports.'),
    wnm: flag('Sends 802.11v transition requests.'),
    fast_transition: flag('802.11r fast transition.'),
    probe_delay_2ghz: flag('Answers probes on 2.4 GHz late, so that devices choose 5 GHz (RouterOS 7.18).'),
  })
  .refine((given) => (given.ssid === undefined) !== (given.interface === undefined), {
    message: 'Name either an SSID or an interface.',
    path: ['ssid'],
  })
  .refine((given) => wantedOf(given as Given).length > 0, {
    message: 'Name at least one value to set.',
    path: ['transition_threshold_dbm'],
  });

interface Given {
  transition_threshold_dbm?: number | null | undefined;
  transition_threshold_time_seconds?: number | null | undefined;
  rrm?: boolean | null | undefined;
  wnm?: boolean | null | undefined;
  fast_transition?: boolean | null | undefined;
  probe_delay_2ghz?: boolean | null | undefined;
}

/** `since`: the release that brought it. */
const VALUES: readonly { input: keyof Given; value: string; since: number; unit?: string }[] = [
  { input: 'transition_threshold_dbm', value: 'steering.transition-threshold', since: 721 },
  {
    input: 'transition_threshold_time_seconds',
    value: 'steering.transition-threshold-time',
    since: 721,
    unit: 's',
  },
  { input: 'rrm', value: 'steering.rrm', since: 713 },
  { input: 'wnm', value: 'steering.wnm', since: 713 },
  { input: 'fast_transition', value: 'security.ft', since: 0 },
  { input: 'probe_delay_2ghz', value: 'steering.2g-probe-delay', since: 718 },
];

function wantedOf(given: Given): (Wanted & { input: string; since: number })[] {
  return VALUES.flatMap(({ input: name, value, since, unit = '' }) => {
    const to = given[name];
    return to === undefined ? [] : [{ input: name, since, value, to: to === null ? null : `${to}${unit}` }];
  });
}

const UNABLE =
  'Only the current WiFi drivers (RouterOS 7.13 and newer) ask devices to move; the old ones cannot.';

export const setRoaming: Action<z.infer<typeof input>> = {
  name: 'set_roaming',
  meaning: 'Sets when access points ask devices to move, and what helps devices to roam.',
  input,
  route(given, { interfaces }) {
    const isWanted = (record: (typeof interfaces)[number]) =>
      given.ssid === undefined ? record.interface === given.interface : record.ssid === given.ssid;
    const found = interfaces.filter(isWanted);
    const able = found.filter(({ source }) => dialects[source].spelling === 'wifi');
    const what = given.ssid === undefined ? 'interface' : 'SSID';
    return routeTo(able.length > 0 ? able : found, given.router, { parameter: what.toLowerCase(), what });
  },
  async plan(given, planning) {
    const tables = await readWifi(planning);
    const hasTarget = (value: string | null) =>
      value !== null && value === toBytes(given.ssid ?? given.interface!);
    const property = given.ssid === undefined ? 'name' : 'configuration.ssid';
    const places = tables
      .filter(({ dialect }) => dialects[dialect].spelling === 'wifi')
      .map((wifi) => ({ wifi, targets: wifi.rows.filter((row) => hasTarget(raw(row, property))) }))
      .find(({ targets }) => targets.length > 0);
    if (places === undefined) return refused(UNABLE);
    const { wifi, targets } = places;
    const managed = targets.map(managedReason).find((reason) => reason !== null);
    if (managed != null) return refused(managed);
    const wanted = wantedOf(given);
    const [resource] = await rowsAt(planning, 'system/resource', ['version']);
    const release = releaseOf(resource === undefined ? null : raw(resource, 'version'));
    const missing = wanted.find(({ since }) => release !== null && release < since);
    if (missing !== undefined)
      return refused(
        `${missing.input} needs RouterOS 7.${missing.since - 700} or newer. Upgrade the router first.`,
      );
    const router = routerOf(given, planning.network);
    const change = changeValues(wifi, targets, wanted, {
      scope: given.scope,
      labelOf: labelIn(planning.network, router),
    });
    if (isProposal(change)) return change;
    if (change.edits.length === 0)
      return noChange(`${targets.map((row) => toText(nameOf(row))).join(', ')}: everything is so already.`);
    return radioPlan(planning, router, change, {
      // 802.11r belongs to the security of a network, whose change restarts it
      ...(given.fast_transition === undefined
        ? { interruptionSeconds: RESTART_SECONDS }
        : restartOf(planning.network, router, change.interfaces)),
      undo: 'The old values are put back, and unset where they were inherited.',
      proof: 'The interfaces show the new values, and their devices are still on the network.',
    });
  },
};

function routerOf(given: z.infer<typeof input>, network: Parameters<typeof setRoaming.route>[1]): string {
  const routed = setRoaming.route(given, network);
  return typeof routed === 'string' ? routed : '';
}

/** 721 of "7.21.4 (stable)"; null when it cannot be told. */
function releaseOf(version: string | null): number | null {
  const found = /^(\d+)\.(\d+)/.exec(version ?? '');
  return found === null ? null : Number(found[1]) * 100 + Number(found[2]);
}
