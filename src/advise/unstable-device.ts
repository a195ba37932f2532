/** A device loses its connection again and again. Roams and its own leaving do not count. */
import type { Device } from '../record/device.ts';
import { DAY_MS } from './constant.ts';
import type { Stay } from '../record/history.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import type { Survey } from './survey.ts';

/** In a day. A phone that wakes and sleeps makes a few. */
export const DROPS = 8;
/** Back within this time, it did not mean to leave. */
export const BACK_MS = 300_000;
export const MIN_DAYS = 1;
/** Words of routers for a client that left by itself. */
const LEFT = /sending station leaving|client left|disassoc.*leaving/i;

export const unstableDevice: Kind = {
  kind: 'unstable_device',
  lacks: lacksDays(MIN_DAYS),
  *find(survey) {
    for (const device of survey.snapshot.devices.values()) yield judge(survey, device);
  },
};

function judge(survey: Survey, device: Device): Found | null {
  const { at } = survey;
  const drops = dropsOf(survey.device(device.device_id).stays).filter(({ toAt }) => toAt! >= at - DAY_MS);
  if (drops.length < DROPS) return null;
  const reasons = [...new Set(drops.map(({ reason }) => reason).filter((reason) => reason !== null))];
  const places = [...new Set(drops.map(({ accessPointId }) => survey.accessPointName(accessPointId)))];
  return {
    severity: drops.length >= 3 * DROPS ? 'problem' : 'warning',
    confidence: reasons.length > 0 ? 'high' : 'medium',
    subject: { type: 'device', id: device.device_id, name: device.name },
    title: `${device.name} lost its connection ${drops.length} times in a day`,
    detail: `${device.name} dropped off ${places.join(', ')} ${drops.length} times in 24 hours and came back within minutes.${reasons.length === 0 ? '' : ` The router says: ${reasons.slice(0, 3).join('; ')}.`}`,
    evidence: {
      samples: drops.length,
      since_at: new Date(drops[0]!.toAt!).toISOString(),
      until_at: new Date(drops.at(-1)!.toAt!).toISOString(),
      measured_earlier: ['drops'],
      drops: drops.length,
      access_points: places,
      reasons: reasons.slice(0, 5),
    },
    remedy:
      'Look at its power supply and its WiFi driver. If several devices drop at once, look at the access point instead.',
    commands: [],
    proposal: null,
  };
}

/** Associations that ended without a roam and against the will of the device. */
export function dropsOf(stays: readonly Stay[]): Stay[] {
  return stays.filter((stay, index) => {
    const next = stays[index + 1];
    if (stay.toAt === null || next === undefined || next.fromAt - stay.toAt > BACK_MS) return false;
    return stay.endedBy !== 'roamed' && stay.endedBy !== 'left' && !LEFT.test(stay.reason ?? '');
  });
}
