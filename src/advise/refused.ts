/** A device fails to join again and again, and is not connected. */
import { DAY_MS } from './constant.ts';
import type { Refusal } from './house.ts';
import type { Found, Kind } from './kind.ts';
import type { Survey } from './survey.ts';

/** In a day. A wrong key typed once makes two or three. */
export const REFUSALS = 5;

const REMEDIES: Record<string, string> = {
  wrong_key: 'Enter the passphrase of the network again on the device.',
  access_list: 'A rule of the access list rejects it. Remove the rule if that is not wanted.',
  weak_signal: 'It is too far away. Move it or an access point.',
  handshake: 'It does not support the security of the network, or is too far away.',
};

export const refused: Kind = {
  kind: 'refused',
  lacks: ({ refusals }) =>
    refusals === null
      ? { status: 'not_supported', reason: 'Refusals are told by log lines only. Send them to this service.' }
      : null,
  *find(survey) {
    const byDevice = new Map<string, Refusal[]>();
    for (const refusal of survey.refusals!) {
      const own = byDevice.get(refusal.deviceId);
      if (own === undefined) byDevice.set(refusal.deviceId, [refusal]);
      else own.push(refusal);
    }
    for (const own of byDevice.values()) yield judge(survey, own);
  },
};

function judge(survey: Survey, all: readonly Refusal[]): Found | null {
  const own = all.filter(({ at }) => at >= survey.at - DAY_MS).toSorted((a, b) => a.at - b.at);
  const count = own.reduce((sum, refusal) => sum + refusal.count, 0);
  if (count < REFUSALS) return null;
  const { deviceId, name: oldName } = own[0]!;
  const device = survey.snapshot.devices.get(deviceId);
  if (device?.connected === true) return null;
  const classes = new Map<string, number>();
  for (const refusal of own)
    classes.set(refusal.reasonClass, (classes.get(refusal.reasonClass) ?? 0) + refusal.count);
  const [most] = [...classes].sort((a, b) => b[1] - a[1])[0]!;
  const places = [
    ...new Set(own.flatMap(({ accessPointId: id }) => (id === null ? [] : [survey.accessPointName(id)]))),
  ];
  const name = device?.name ?? oldName;
  return {
    severity: 'warning',
    confidence: 'high',
    subject: { type: 'device', id: deviceId, name },
    title: `${name} failed to join ${count} times in a day`,
    detail: `${name} was refused ${count} times${places.length === 0 ? '' : ` by ${places.join(', ')}`}, mostly: ${most.replaceAll('_', ' ')}.`,
    evidence: {
      samples: own.length,
      since_at: new Date(own[0]!.at).toISOString(),
      until_at: new Date(own.at(-1)!.at).toISOString(),
      measured_earlier: ['refusals'],
      refusals: count,
      reason_class: most,
      access_points: places,
    },
    remedy: REMEDIES[most] ?? 'Read the reasons in the log of the router.',
    commands: [],
    proposal: null,
  };
}
