/**
 * The 2.4 GHz cell of an access point is so much larger than its 5 GHz cell that devices stay in it where they should not. RouterOS does not
 * report what devices receive; how much farther 2.4 GHz carries in this house is taken from devices that used both bands of one access point.
 */
import type { WifiInterfaceRecord } from '../record/network.ts';
import { setWifi } from './command.ts';
import { BAND_DB } from './constant.ts';
import type { Lack } from './house.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import { partBelow, type TimeBySignal, toPlacement, totalOf } from './placement.ts';
import { placeKey } from './tally.ts';
import { median } from './device-past.ts';
import type { Survey } from './survey.ts';

export const MIN_DAYS = 2;
/** Received stronger than 5 GHz by this, a device on 2.4 GHz has no reason to leave. */
export const LOUDER_DB = 6;
/** Devices with both bands, from which the difference of the bands is measured; fewer: the usual one. */
export const MIN_PAIRS = 3;
/** The part of one device's time on the wrong access point, or of devices that could use 5 GHz, that is worth a change. */
export const MIN_ASTRAY = 0.1;
/** The lowest power that is proposed. */
export const MIN_POWER_DBM = 4;
/** Devices that have only 2.4 GHz keep this much. */
export const KEEP_DBM = -75;

const lacksPast = lacksDays(MIN_DAYS);

export const cellSize: Kind = {
  kind: 'cell_size',
  lacks: (survey) => lacksPast(survey) ?? lacksPower(survey),
  *find(survey) {
    const bandDb = bandDifference(survey);
    const radios = radiosOf(survey);
    for (const { access_point_id: id } of survey.snapshot.accessPoints) {
      yield null;
      yield judge(survey, id, radios, bandDb);
    }
  },
};

function lacksPower({ snapshot }: Survey): Lack | null {
  return snapshot.interfaces.some(({ tx_power_dbm }) => tx_power_dbm !== null)
    ? null
    : { status: 'not_supported', reason: 'No router reports the transmit power of a radio.' };
}

/** How much stronger 2.4 GHz is received here, at the same power. */
export function bandDifference(survey: Survey): number {
  const pairs = survey.tally.bandDifferencesDb;
  return pairs.length < MIN_PAIRS ? BAND_DB : Math.round(median(pairs));
}

/** By access point and band; of the interfaces of a radio the master. */
function radiosOf({ snapshot }: Survey): Map<string, WifiInterfaceRecord> {
  const radios = new Map<string, WifiInterfaceRecord>();
  for (const record of snapshot.interfaces) {
    const { access_point_id: id, band, disabled, master_interface: master } = record;
    if (id === null || band === null || disabled === true) continue;
    if (master === null || !radios.has(placeKey(id, band))) radios.set(placeKey(id, band), record);
  }
  return radios;
}

function judge(
  survey: Survey,
  id: string,
  radios: ReadonlyMap<string, WifiInterfaceRecord>,
  bandDb: number,
): Found | null {
  const [low, high] = [radios.get(placeKey(id, '2.4GHz')), radios.get(placeKey(id, '5GHz'))];
  const [lowDbm, highDbm] = [low?.tx_power_dbm ?? null, high?.tx_power_dbm ?? null];
  if (low === undefined || lowDbm === null || highDbm === null) return null;
  const louderDb = lowDbm - highDbm + bandDb;
  if (louderDb < LOUDER_DB) return null;
  const { home, astray, samples, astrayDevices } =
    survey.tally.places.get(placeKey(id, '2.4GHz')) ?? toPlacement();
  const kept = (survey.tally.keptOnLowBand.get(id) ?? []).map(survey.deviceName);
  if (totalOf(astray) < MIN_ASTRAY && kept.length === 0) return null;
  const proposed = Math.max(MIN_POWER_DBM, highDbm - bandDb, Math.ceil(lowDbm - marginOf(home)));
  if (proposed > lowDbm - LOUDER_DB / 2) return null;
  const name = survey.accessPointName(id);
  return {
    severity: 'warning',
    confidence: totalOf(astray) >= MIN_ASTRAY ? 'high' : 'medium',
    subject: { type: 'access_point', id, name },
    title: `${name}: 2.4 GHz is ${louderDb} dB louder than 5 GHz`,
    detail: `2.4 GHz sends with ${lowDbm} dBm and 5 GHz with ${highDbm} dBm, and 2.4 GHz carries ${bandDb} dB farther. ${astrayDevices} devices stayed in its cell although another access point was better, and ${kept.length} that can use 5 GHz stayed on 2.4 GHz. With ${proposed} dBm both cells have about one size.`,
    evidence: {
      samples,
      since_at: new Date(survey.past!.sinceAt).toISOString(),
      until_at: new Date(survey.at).toISOString(),
      measured_earlier: ['band_difference_db', 'astray_devices', 'low_band_devices'],
      tx_power_dbm: lowDbm,
      high_band_tx_power_dbm: highDbm,
      band_difference_db: bandDb,
      louder_db: louderDb,
      astray_devices: astrayDevices,
      low_band_devices: kept,
      proposed_tx_power_dbm: proposed,
    },
    remedy: `Set the transmit power of 2.4 GHz on ${name} to ${proposed} dBm. What the access point receives stays the same; devices notice that another one is better.${id === low.router ? '' : ' The command changes the profile of its radio: every radio with this profile gets the same power.'}`,
    commands: [setWifi(low, `tx-power=${proposed}`)],
    proposal: {
      action: 'set_tx_power',
      input: { access_point: id, band: '2.4GHz', scope: 'radio', tx_power_dbm: proposed },
    },
  };
}

/** How much the power may fall before a tenth of the devices at home on 2.4 GHz becomes weak. */
function marginOf(home: TimeBySignal): number {
  let margin = 0;
  while (margin < 40 && partBelow(home, KEEP_DBM + margin + 1) <= 0.1) margin += 1;
  return margin;
}
