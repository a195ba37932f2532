/**
 * A device stays on an access point with a weak signal although another one is better. Of a device that moves, only its own changes tell that
 * the other one is better where this one is weak: it was received there at once.
 */
import type { Device } from '../record/device.ts';
import { cannotAsk } from './asking.ts';
import { betterThan } from './better.ts';
import { BETTER_DB, DAY_MS, MINUTE_MS, TIMES } from './constant.ts';
import { changesAt, type DevicePast, gainOf, spanText, worthDb } from './device-past.ts';
import type { Stay } from '../record/history.ts';
import { keepOff } from './keep-off.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import type { Survey } from './survey.ts';

export const MIN_DAYS = 2;
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
    const better = (past.isStill ? betterByTime : betterByChanges)(survey, past, stay);
    if (better !== null) return describe(survey, device, stay, better, past.isStill);
  }
  return null;
}

interface Better {
  accessPointId: string;
  gainDb: number;
  /** Associations with the better one. */
  times: number;
  /** Changes to it from a signal like the weak one; null: not needed, as the device does not move. */
  changes: number | null;
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
        changes: null,
        sinceAt: found.spell.lastAt,
      };
}

function betterByChanges(survey: Survey, { stays, changes }: DevicePast, weak: Weak): Better | null {
  const { ssid, band } = weak;
  const { better: away, best } = changesAt(changes, weak, weak.weak.medianDbm);
  if (best.length > 0) return null;
  const last = away.findLast(({ to }) => survey.isOffered(to.accessPointId, ssid, to.band))?.to;
  if (last === undefined) return null;
  const needed = worthDb({ band, medianDbm: weak.weak.medianDbm }) + BETTER_DB;
  const served = stays.filter(
    (stay) =>
      stay.accessPointId === last.accessPointId &&
      stay.ssid === ssid &&
      stay.band !== null &&
      stay.highDbm !== null &&
      worthDb({ band: stay.band, medianDbm: stay.highDbm }) >= needed,
  );
  if (served.length < TIMES) return null;
  return {
    accessPointId: last.accessPointId,
    gainDb: away.reduce((sum, change) => sum + gainOf(change)!, 0) / away.length,
    times: served.length,
    changes: away.length,
    sinceAt: served[0]!.fromAt,
  };
}

function describe(
  survey: Survey,
  device: Device,
  { accessPointId, band, weak }: Weak,
  { accessPointId: betterId, gainDb, times, changes, sinceAt }: Better,
  isStill: boolean,
): Found {
  const [here, there] = [survey.accessPointName(accessPointId), survey.accessPointName(betterId)];
  const minutes = Math.floor((weak.toAt - weak.fromAt) / MINUTE_MS);
  const gain = Math.round(gainDb);
  const isNow = weak.toAt >= survey.at;
  return {
    severity: 'warning',
    confidence: (changes === null ? times >= 2 * TIMES : changes >= TIMES) ? 'high' : 'medium',
    subject: { type: 'device', id: device.device_id, name: device.name },
    title: `${device.name} stays on ${here} with a weak signal`,
    detail: `${here} ${isNow ? 'has received' : 'received'} ${device.name} at ${weak.medianDbm} dBm for ${spanText(minutes)}. ${
      isStill
        ? `${there} received it ${gain} dB better in ${times} associations.`
        : `Each time it changed at such a signal it was received better at once, by ${gain} dB on average. ${there} received it ${BETTER_DB} dB better or more in ${times} associations.`
    }`,
    evidence: {
      samples: times,
      since_at: new Date(Math.min(sinceAt, weak.fromAt)).toISOString(),
      until_at: new Date(weak.toAt).toISOString(),
      measured_earlier: [
        ...(isNow ? [] : ['signal_dbm', 'weak_minutes']),
        'gain_db',
        'times',
        ...(changes === null ? [] : ['changes_while_weak']),
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
      ...(changes === null ? {} : { changes_while_weak: changes }),
    },
    remedy: `${cannotAsk(survey, accessPointId) ?? `Set a transition threshold, 802.11k and 802.11v, so that ${here} asks it to leave.`} A device that stays needs its own roaming setting${isStill ? `, or is kept off ${here}` : ''}.`,
    ...(isStill ? keepOff(survey, device, accessPointId) : { commands: [], proposal: null }),
  };
}
