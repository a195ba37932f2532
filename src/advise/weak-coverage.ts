/** A device is weak even on the best access point it ever had. Whether one that never served it would be better is unknown. */
import type { Device } from '../record/device.ts';
import { BAND_DB, DAY_MS, WEAK_DBM } from './constant.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import { spanText } from './device-past.ts';
import type { Survey } from './survey.ts';

export const MIN_DAYS = 2;
/** Less is a visit to a far corner. */
export const MIN_HOURS = 12;

export const weakCoverage: Kind = {
  kind: 'weak_coverage',
  lacks: lacksDays(MIN_DAYS),
  *find(survey) {
    for (const device of survey.snapshot.devices.values()) yield judge(survey, device);
  },
};

function judge(survey: Survey, device: Device): Found | null {
  const { at } = survey;
  const { stays, spells, minutes, isStill } = survey.device(device.device_id);
  const last = stays.at(-1);
  if (last === undefined || (last.toAt ?? at) < at - DAY_MS || minutes < MIN_HOURS * 60) return null;
  const best = spells.toSorted((a, b) => b.medianDbm - a.medianDbm)[0];
  if (best === undefined || best.medianDbm >= WEAK_DBM) return null;
  // a device that moves is weak at its usual place, and may be received well at others
  if (!isStill && spells.some(({ highDbm }) => highDbm >= WEAK_DBM)) return null;
  // 2.4 GHz carries farther: where it is offered and was never tried, it would be better than 5 GHz
  const isUntried =
    best.band !== '2.4GHz' &&
    survey.isOffered(best.accessPointId, best.ssid, '2.4GHz') &&
    !spells.some(({ accessPointId, band }) => accessPointId === best.accessPointId && band === '2.4GHz');
  if (isUntried && best.medianDbm + BAND_DB >= WEAK_DBM) return null;
  const name = survey.accessPointName(best.accessPointId);
  return {
    severity: best.medianDbm < WEAK_DBM - 8 ? 'problem' : 'warning',
    confidence: minutes >= 3 * DAY_MINUTES ? 'high' : 'medium',
    subject: { type: 'device', id: device.device_id, name: device.name },
    title: `No access point receives ${device.name} well`,
    detail: `The best is ${name} on ${best.band} with ${best.medianDbm} dBm; below ${WEAK_DBM} dBm rates fall. ${spells.length === 1 ? 'No other access point' : `None of ${spells.length} radios`} that served it in ${spanText(minutes)} was better.`,
    evidence: {
      samples: stays.reduce((sum, { sampleCount }) => sum + sampleCount, 0),
      since_at: new Date(stays[0]!.fromAt).toISOString(),
      until_at: new Date(last.toAt ?? at).toISOString(),
      measured_earlier: ['best_signal_dbm', 'minutes'],
      best_access_point: name,
      best_access_point_id: best.accessPointId,
      best_band: best.band,
      best_signal_dbm: best.medianDbm,
      minutes,
      radios: spells.length,
    },
    remedy: `Move ${device.name} or ${name}, or add an access point between them. More transmit power of the access point does not help what it receives.`,
    commands: [],
    proposal: null,
  };
}

const DAY_MINUTES = 24 * 60;
