/**
 * A device that does not move is on an access point that is not its best, by its own past. Access points measure only devices that are
 * connected to them, so an access point that never served the device is unknown.
 */
import type { Device } from '../record/device.ts';
import { cannotAsk } from './asking.ts';
import { betterThan } from './better.ts';
import { HOUR_MS, WEAK_DBM } from './constant.ts';
import { keepOff } from './keep-off.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import { lengthOf, spanText } from './device-past.ts';
import type { Survey } from './survey.ts';

/** A shorter association may end without a cause. */
export const MIN_HOURS = 1;
/** Less past does not show that the device stays where it is. */
export const MIN_DAYS = 2;
/** One association with the better access point may have been at another place. */
export const MIN_COUNT = 2;

export const wrongAccessPoint: Kind = {
  kind: 'wrong_access_point',
  lacks: lacksDays(MIN_DAYS),
  *find(survey) {
    for (const device of survey.snapshot.devices.values()) yield judge(survey, device);
  },
};

function judge(survey: Survey, device: Device): Found | null {
  const { at } = survey;
  const { stays, spells, isStill } = survey.device(device.device_id);
  const last = stays.at(-1);
  if (device.connected !== true || last === undefined || last.toAt !== null) return null;
  if (!isStill || lengthOf(last, at) < MIN_HOURS * HOUR_MS || last.medianDbm === null || last.band === null)
    return null;
  const now = {
    accessPointId: last.accessPointId,
    ssid: last.ssid,
    band: last.band,
    medianDbm: last.medianDbm,
  };
  const better = betterThan(survey, spells, now, MIN_COUNT);
  if (better === null) return null;
  const [here, there] = [now, better.spell].map(({ accessPointId }) => survey.accessPointName(accessPointId));
  const gainDb = Math.round(better.gainDb);
  const isAsking = cannotAsk(survey, now.accessPointId) === null;
  return {
    severity: now.medianDbm < WEAK_DBM ? 'problem' : 'warning',
    confidence: better.count >= 3 ? 'high' : 'medium',
    subject: { type: 'device', id: device.device_id, name: device.name },
    title: `${device.name} is on ${here}, but ${there} is ${gainDb} dB better`,
    detail: `${device.name} does not move. ${here} has received it at ${now.medianDbm} dBm on ${now.band} for ${spanText(lengthOf(last, at) / 60_000)}; ${there} received it at ${better.spell.medianDbm} dBm on ${better.spell.band} in ${better.count} associations before.`,
    evidence: {
      samples: last.sampleCount,
      since_at: new Date(Math.min(last.fromAt, better.spell.lastAt)).toISOString(),
      until_at: new Date(at).toISOString(),
      measured_earlier: ['better_signal_dbm', 'better_minutes', 'better_associations'],
      access_point: here!,
      access_point_id: now.accessPointId,
      band: now.band,
      signal_dbm: now.medianDbm,
      minutes: Math.floor(lengthOf(last, at) / 60_000),
      better_access_point: there!,
      better_access_point_id: better.spell.accessPointId,
      better_band: better.spell.band,
      better_signal_dbm: better.spell.medianDbm,
      better_minutes: better.spell.minutes,
      better_associations: better.count,
      gain_db: gainDb,
    },
    remedy: `Lower the transmit power of ${here}${isAsking ? ' or raise the transition threshold' : ''}, so that devices leave. If it stays, keep ${device.name} off ${here}.`,
    ...keepOff(survey, device, now.accessPointId),
  };
}
