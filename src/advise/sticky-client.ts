/**
 * A device stays on an access point with a weak signal although another one is better. Of a device that moves, only its own changes tell that
 * the other one is better where this one is weak: it was received there at once.
 */
import type { Device } from '../record/device.ts';
import { cannotAsk } from './asking.ts';
import { betterThan } from './better.ts';
import { BETTER_DB, DAY_MS, MINUTE_MS, TIMES, WEAK_DBM } from './constant.ts';
import { type DevicePast, gainOf, spanText } from './device-past.ts';
import type { Stay } from '../record/history.ts';
import { keepOff } from './keep-off.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import type { Survey } from './survey.ts';

export const MIN_DAYS = 2;
/** Of the changes away from the access point while it was weak, the part that went to a better one. */
export const MIN_PART = 0.9;
/** What they gained on average. People walk while their devices change, so 8 dB once are no proof. */
export const MIN_GAIN_DB = 12;

export const stickyClient: Kind = {
  kind: 'sticky_client',
  lacks: lacksDays(MIN_DAYS),
  *find(survey) {
    for (const device of survey.snapshot.devices.values()) yield judge(survey, device);
  },
};

type Weak = Stay & { weak: NonNullable<Stay['weak']>; band: NonNullable<Stay['band']> };

function judge(survey: Survey, device: Device): Found | null {
  const { at } = survey;
  const past = survey.device(device.device_id);
  const recent = past.stays.filter(
    (stay): stay is Weak => stay.band !== null && stay.weak !== null && stay.weak.toAt >= at - DAY_MS,
  );
  for (const stay of recent.toReversed()) {
    const better = past.isStill ? betterByTime(survey, past, stay) : betterByChanges(past, stay);
    if (better !== null) return describe(survey, device, stay, better, past.isStill);
  }
  return null;
}

interface Better {
  accessPointId: string;
  gainDb: number;
  times: number;
  /** Changes away from the access point while it was weak. */
  of: number;
  sinceAt: number;
}

function betterByTime(
  survey: Survey,
  { spells }: DevicePast,
  { accessPointId, ssid, band, weak }: Weak,
): Better | null {
  const now = { accessPointId, ssid, band, medianDbm: weak.medianDbm };
  const found = betterThan(survey, spells, now, TIMES);
  return found === null
    ? null
    : {
        accessPointId: found.spell.accessPointId,
        gainDb: found.gainDb,
        times: found.count,
        of: found.count,
        sinceAt: found.spell.lastAt,
      };
}

function betterByChanges({ changes }: DevicePast, { accessPointId, ssid }: Weak): Better | null {
  const away = changes.filter(
    ({ from, to }) =>
      from.accessPointId === accessPointId &&
      from.ssid === ssid &&
      to.ssid === ssid &&
      to.accessPointId !== accessPointId &&
      from.lastDbm !== null &&
      from.lastDbm < WEAK_DBM &&
      to.firstDbm !== null,
  );
  const better = away.filter((change) => (gainOf(change) ?? 0) >= BETTER_DB);
  const gainDb = better.reduce((sum, change) => sum + gainOf(change)!, 0) / better.length;
  if (better.length < TIMES || better.length < MIN_PART * away.length || gainDb < MIN_GAIN_DB) return null;
  return {
    accessPointId: better.at(-1)!.to.accessPointId,
    gainDb,
    times: better.length,
    of: away.length,
    sinceAt: better[0]!.to.fromAt,
  };
}

function describe(
  survey: Survey,
  device: Device,
  { accessPointId, band, weak }: Weak,
  { accessPointId: betterId, gainDb, times, of, sinceAt }: Better,
  isStill: boolean,
): Found {
  const [here, there] = [survey.accessPointName(accessPointId), survey.accessPointName(betterId)];
  const minutes = Math.floor((weak.toAt - weak.fromAt) / MINUTE_MS);
  const gain = Math.round(gainDb);
  const isNow = weak.toAt >= survey.at;
  return {
    severity: 'warning',
    confidence: times >= 2 * TIMES ? 'high' : 'medium',
    subject: { type: 'device', id: device.device_id, name: device.name },
    title: `${device.name} stays on ${here} with a weak signal`,
    detail: `${here} ${isNow ? 'has received' : 'received'} ${device.name} at ${weak.medianDbm} dBm for ${spanText(minutes)}. ${
      isStill
        ? `${there} received it ${gain} dB better in ${times} associations.`
        : `When it changed to ${there} with such a signal, it was received ${gain} dB better at once, ${times} times.`
    }`,
    evidence: {
      samples: times,
      since_at: new Date(Math.min(sinceAt, weak.fromAt)).toISOString(),
      until_at: new Date(weak.toAt).toISOString(),
      measured_earlier: [
        ...(isNow ? [] : ['signal_dbm', 'weak_minutes']),
        'gain_db',
        'times',
        'changes_while_weak',
      ],
      access_point: here,
      access_point_id: accessPointId,
      band,
      signal_dbm: weak.medianDbm,
      weak_minutes: minutes,
      better_access_point: there,
      better_access_point_id: betterId,
      gain_db: gain,
      times,
      changes_while_weak: of,
    },
    remedy: `${cannotAsk(survey, accessPointId) ?? `Set a transition threshold, 802.11k and 802.11v, so that ${here} asks it to leave.`} A device that stays needs its own roaming setting${isStill ? `, or is kept off ${here}` : ''}.`,
    ...(isStill ? keepOff(survey, device, accessPointId) : { commands: [], proposal: null }),
  };
}
