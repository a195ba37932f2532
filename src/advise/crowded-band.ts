/** Most devices of an access point are on 2.4 GHz, although some of them can use a higher band. */
import type { Device } from '../record/device.ts';
import type { Found, Kind } from './kind.ts';
import type { Survey } from './survey.ts';

export const MIN_DEVICES = 4;
export const MIN_PART = 0.6;
/** Devices that can use 5 or 6 GHz; fewer are not worth it. */
export const MIN_ABLE = 2;
/** Devices with these have a higher band, with rare exceptions. */
const MODERN: readonly Device['wifi_standard'][] = ['802.11ax', '802.11be'];

export const crowdedBand: Kind = {
  kind: 'crowded_band',
  lacks: ({ past }) =>
    past === null
      ? { status: 'not_supported', reason: 'Without a history the bands that devices can use are not known.' }
      : null,
  *find(survey) {
    for (const { access_point_id: id } of survey.snapshot.accessPoints) yield judge(survey, id);
  },
};

function judge(survey: Survey, id: string): Found | null {
  const here = survey.connected.get(id) ?? [];
  const low = here.filter(({ band }) => band === '2.4GHz');
  if (low.length < MIN_DEVICES || low.length < MIN_PART * here.length) return null;
  const able = low.filter(
    ({ device_id, ssid, wifi_standard: standard }) =>
      (survey.isOffered(id, ssid, '5GHz') || survey.isOffered(id, ssid, '6GHz')) &&
      (MODERN.includes(standard) || survey.device(device_id).spells.some(({ band }) => band !== '2.4GHz')),
  );
  if (able.length < MIN_ABLE) return null;
  const name = survey.accessPointName(id);
  const names = able.map((device) => device.name).sort();
  return {
    severity: 'info',
    confidence: 'high',
    subject: { type: 'access_point', id, name },
    title: `${name}: ${low.length} of ${here.length} devices are on 2.4 GHz`,
    detail: `2.4 GHz has only three channels that do not overlap. ${names.join(', ')} can use a higher band: they did before, or have 802.11ax.`,
    evidence: {
      samples: here.length,
      since_at: new Date(survey.past!.sinceAt).toISOString(),
      until_at: new Date(survey.at).toISOString(),
      measured_earlier: ['able_devices'],
      low_band_count: low.length,
      device_count: here.length,
      able_devices: names,
    },
    remedy: `Lower the transmit power of 2.4 GHz on ${name}, so that devices prefer 5 GHz.`,
    commands: [],
    proposal: null,
  };
}
