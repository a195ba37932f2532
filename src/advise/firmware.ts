/** Versions that differ between a manager and its access points, and updates that a router knows of. */
import type { AccessPointRecord } from '../record/network.ts';
import { quote } from './command.ts';
import type { Found, Kind } from './kind.ts';
import { compareVersions } from './version.ts';
import type { Survey } from './survey.ts';

export const firmware: Kind = {
  kind: 'firmware',
  lacks: ({ snapshot }) =>
    snapshot.routers.some(({ version }) => version !== null)
      ? null
      : { status: 'not_enough_data', reason: 'No router has told its version yet.' },
  find: (survey) => [
    ...survey.snapshot.accessPoints.map((record) => judgeAccessPoint(survey, record)),
    ...(survey.updates ?? []).map((update) => {
      const { router, installed, latest } = update;
      if (compareVersions(installed, latest) >= 0) return null;
      const identity = survey.snapshot.routers.find((record) => record.router === router)?.identity ?? router;
      return found(survey, {
        subject: { type: 'router', id: router, name: identity },
        title: `${identity}: RouterOS ${latest} is available`,
        detail: `${identity} runs ${installed}.`,
        remedy: 'Read the change log, then update. The router restarts.',
        commands: ['/system/package/update/install'],
        versions: [installed, latest],
      });
    }),
  ],
};

function judgeAccessPoint(
  survey: Survey,
  { access_point_id: id, name, router, version }: AccessPointRecord,
): Found | null {
  const manager = survey.snapshot.routers.find((record) => record.router === router);
  if (id === router || version === null || manager?.version == null) return null;
  // a legacy access point on RouterOS 6 is managed by 7 as well: only the patch levels of one line are compared
  if (major(version) !== major(manager.version) || compareVersions(version, manager.version) === 0)
    return null;
  const isLegacy = survey.snapshot.interfaces.some(
    (record) => record.access_point_id === id && record.source === 'capsman',
  );
  const capMenu = isLegacy ? '/caps-man' : '/interface/wifi/capsman';
  return found(survey, {
    subject: { type: 'access_point', id, name },
    title: `${name} runs another version than its manager`,
    detail: `${name} runs ${version}; ${manager.identity ?? router}, which manages it, runs ${manager.version}.`,
    remedy: 'Update the older one, so that both have the same version.',
    commands: [`${capMenu}/remote-cap/upgrade [find where identity=${quote(name)}]`],
    versions: [version, manager.version],
  });
}

function major(version: string): string {
  return version.split('.')[0]!;
}

function found(
  { at }: Survey,
  {
    versions,
    ...given
  }: Pick<Found, 'subject' | 'title' | 'detail' | 'remedy' | 'commands'> & { versions: string[] },
): Found {
  return {
    severity: 'info',
    confidence: 'high',
    proposal: null,
    ...given,
    evidence: {
      samples: 1,
      since_at: null,
      until_at: new Date(at).toISOString(),
      measured_earlier: [],
      versions,
    },
  };
}
