/**
 * The transition threshold of a network is none, too low or too high for this house. It is proposed from the house's own signals: it lies above
 * what devices have on the wrong access point, and below what they have on their best one.
 */
import { dialects } from '../parse/dialect.ts';
import type { WifiInterfaceRecord } from '../record/network.ts';
import { setWifi } from './command.ts';
import type { Lack } from './house.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import { costOf, partAstray, partBelow, type Placement, quietest, separate } from './placement.ts';
import type { Survey } from './survey.ts';
import { has } from './version.ts';

export const MIN_DAYS = 2;
/** Fewer devices say nothing about a house. */
export const MIN_DEVICES = 5;
/** What RouterOS uses when nothing is set, since 7.21. */
export const DEFAULT_DBM = -80;
/** A smaller difference changes nothing. */
export const SAME_DB = 4;
/** Part of the time of all devices that the proposal must put right. */
export const MIN_GAIN = 0.08;

const lacksPast = lacksDays(MIN_DAYS);

export const transitionThreshold: Kind = {
  kind: 'transition_threshold',
  lacks: (survey) => lacksPast(survey) ?? lacksDriver(survey) ?? lacksDevices(survey),
  *find(survey) {
    for (const [ssid, records] of networksOf(survey)) {
      yield null;
      yield judge(survey, ssid, records);
    }
  },
};

function lacksDriver({ snapshot }: Survey): Lack | null {
  return snapshot.interfaces.some(({ source }) => dialects[source].steers)
    ? null
    : {
        status: 'not_supported',
        reason: 'Only the current WiFi drivers (RouterOS 7.13 and newer) have steering.',
      };
}

function lacksDevices(survey: Survey): Lack | null {
  const devices = survey.tally.placedDevices;
  return devices >= MIN_DEVICES
    ? null
    : {
        status: 'not_enough_data',
        reason: `Only ${devices} devices have a known best access point; this needs ${MIN_DEVICES}.`,
      };
}

/** Networks of the current drivers on several access points. */
export function networksOf({ snapshot }: Survey): Map<string, WifiInterfaceRecord[]> {
  const networks = new Map<string, WifiInterfaceRecord[]>();
  for (const record of snapshot.interfaces) {
    if (record.ssid === null || record.disabled === true || !dialects[record.source].steers) continue;
    const own = networks.get(record.ssid);
    if (own === undefined) networks.set(record.ssid, [record]);
    else own.push(record);
  }
  for (const [ssid, own] of networks)
    if (new Set(own.map(({ access_point_id: id }) => id)).size < 2) networks.delete(ssid);
  return networks;
}

function judge(survey: Survey, ssid: string, records: readonly WifiInterfaceRecord[]): Found | null {
  const placement = survey.tally.networks.get(ssid);
  if (placement === undefined || placement.devices < MIN_DEVICES) return null;
  const set = records.map(({ steering }) => steering.transition_threshold_dbm);
  const present = Math.max(...set.map((dbm) => dbm ?? DEFAULT_DBM));
  const proposed = partAstray(placement) < MIN_GAIN ? quietest(placement) : separate(placement, present);
  const gain = costOf(placement, present, present) - costOf(placement, proposed, present);
  if (Math.abs(proposed - present) < SAME_DB || gain < MIN_GAIN) return null;
  return describe(survey, ssid, records, {
    placement,
    present,
    proposed,
    gain,
    isSet: set.some((dbm) => dbm !== null),
  });
}

interface Judgement {
  placement: Placement;
  present: number;
  proposed: number;
  /** Part of the time of all devices that the proposal puts right. */
  gain: number;
  isSet: boolean;
}

function describe(
  survey: Survey,
  ssid: string,
  records: readonly WifiInterfaceRecord[],
  { placement: { home, astray, samples, devices, astrayDevices }, present, proposed, gain, isSet }: Judgement,
): Found {
  const percent = (part: number) => Math.round(100 * part);
  const versions = [
    ...new Set(records.map((record) => versionOf(survey, record)).filter((one) => one !== null)),
  ];
  const old = versions.filter((version) => !has(version, 'transition_threshold'));
  const asked = percent(partBelow(home, proposed));
  const reached = percent(partBelow(astray, proposed));
  const property = `steering.transition-threshold=${proposed}`;
  const commands = records.map((record) => setWifi(record, property));
  return {
    severity: proposed > present ? 'warning' : 'info',
    confidence: devices >= 4 * MIN_DEVICES && astrayDevices >= 3 ? 'high' : 'medium',
    subject: { type: 'network', id: ssid, name: ssid },
    title: `${ssid}: a transition threshold of ${proposed} dBm fits this house better`,
    detail: `${isSet ? `It is ${present} dBm now` : `None is set, which means ${DEFAULT_DBM} dBm`}. By the past of ${devices} devices, ${proposed} dBm would reach ${reached} % of the time that devices spend on the wrong access point (now ${percent(partBelow(astray, present))} %), and ${asked} % of the time on the best one (now ${percent(partBelow(home, present))} %). That puts ${percent(gain)} % of the time of all devices right.`,
    evidence: {
      samples,
      since_at: new Date(survey.past!.sinceAt).toISOString(),
      until_at: new Date(survey.at).toISOString(),
      measured_earlier: [
        'astray_reached_percent',
        'home_asked_percent',
        'gain_percent',
        'devices',
        'astray_devices',
      ],
      present_dbm: present,
      proposed_dbm: proposed,
      devices,
      astray_devices: astrayDevices,
      astray_reached_percent: reached,
      home_asked_percent: asked,
      gain_percent: percent(gain),
      versions,
    },
    remedy:
      old.length > 0
        ? `RouterOS ${old.join(', ')} has no transition threshold. Update to 7.21 or newer, then set it; or reject weak signals in the access list.`
        : `Set it to ${proposed} dBm. RouterOS 7.21 and newer then asks devices below it to move, and those that support 802.11v follow.`,
    commands: old.length > 0 ? [] : [...new Set(commands)],
    proposal:
      old.length > 0
        ? null
        : { action: 'set_roaming', input: { ssid, scope: 'profile', transition_threshold_dbm: proposed } },
  };
}

/** Steering is the manager's: its version counts. */
export function versionOf({ snapshot }: Survey, { router }: WifiInterfaceRecord): string | null {
  return snapshot.routers.find((record) => record.router === router)?.version ?? null;
}
