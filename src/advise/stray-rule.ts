/** An access-list rule of this service that points at nothing, or at another access point than it was written for. */
import { menuOf } from './command.ts';
import type { OwnRule } from './house.ts';
import type { Found, Kind } from './kind.ts';
import type { Survey } from './survey.ts';

export const strayRule: Kind = {
  kind: 'stray_rule',
  lacks: ({ rules }) =>
    rules === null ? { status: 'not_supported', reason: 'No access list was read.' } : null,
  find: (survey) => survey.rules!.map((rule) => judge(survey, rule)),
};

function judge(
  survey: Survey,
  { router, source, ruleId, deviceId, interface: name, accessPointId }: OwnRule,
): Found | null {
  if (name === null) return null;
  const record = survey.snapshot.interfaces.find((one) => one.router === router && one.interface === name);
  const now = record?.access_point_id ?? null;
  if (record !== undefined && (accessPointId === null || now === accessPointId)) return null;
  const device = survey.deviceName(deviceId);
  const meant = accessPointId === null ? null : survey.accessPointName(accessPointId);
  const where =
    record === undefined
      ? 'no interface'
      : `${now === null ? 'an unknown access point' : survey.accessPointName(now)}`;
  return {
    severity: 'warning',
    confidence: 'high',
    subject: { type: 'rule', id: `${router} ${ruleId}`, name: `${device} on ${name}` },
    title: `A rule for ${device} points at ${where}`,
    detail: `The rule names the interface ${name}${meant === null ? '' : ` and was written for ${meant}`}. ${record === undefined ? 'That interface does not exist.' : `That interface belongs to ${where} now.`}`,
    evidence: {
      samples: 1,
      since_at: null,
      until_at: new Date(survey.at).toISOString(),
      measured_earlier: [],
      interface: name,
      access_point_id: now,
      intended_access_point_id: accessPointId,
    },
    remedy: `Release ${device}, then keep it off the right access point again.`,
    commands: [`${menuOf(source)}/access-list/remove ${ruleId}`],
    proposal:
      accessPointId === null
        ? null
        : { action: 'release_device', input: { device_id: deviceId, access_point: accessPointId } },
  };
}
