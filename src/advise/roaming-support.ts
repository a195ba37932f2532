/** One network on several access points without 802.11k, 802.11v or 802.11r. What clients can do is not known. */
import { dialects } from '../parse/dialect.ts';
import type { Found, Kind } from './kind.ts';
import { setWifi } from './command.ts';
import type { Survey } from './survey.ts';
import { networksOf } from './transition-threshold.ts';

const PARTS = [
  { name: '802.11k', property: 'steering.rrm=yes', input: 'rrm', why: 'clients do not learn of neighbours' },
  { name: '802.11v', property: 'steering.wnm=yes', input: 'wnm', why: 'clients cannot be asked to move' },
  {
    name: '802.11r',
    property: 'security.ft=yes',
    input: 'fast_transition',
    why: 'each roam takes a full handshake',
  },
] as const;

export const roamingSupport: Kind = {
  kind: 'roaming_support',
  lacks: ({ snapshot }) =>
    snapshot.interfaces.some(({ source }) => dialects[source].steers)
      ? null
      : {
          status: 'not_supported',
          reason: 'Only the current WiFi drivers (RouterOS 7.13 and newer) have it.',
        },
  *find(survey) {
    for (const [ssid, records] of networksOf(survey)) {
      const isOff = { rrm: false, wnm: false, fast_transition: false };
      for (const { steering, fast_transition: ft } of records) {
        isOff.rrm ||= steering.rrm === false;
        isOff.wnm ||= steering.wnm === false;
        isOff.fast_transition ||= ft === false;
      }
      const missing = PARTS.filter(({ input }) => isOff[input]);
      yield missing.length === 0 ? null : describe(survey, ssid, missing);
    }
  },
};

function describe(survey: Survey, ssid: string, missing: (typeof PARTS)[number][]): Found {
  const names = missing.map(({ name }) => name);
  const records = networksOf(survey).get(ssid)!;
  const commands = records.flatMap((record) => missing.map(({ property }) => setWifi(record, property)));
  return {
    severity: 'info',
    confidence: 'high',
    subject: { type: 'network', id: ssid, name: ssid },
    title: `${ssid} has no ${names.join(', ')}`,
    detail: `${ssid} is on ${new Set(records.map(({ access_point_id: id }) => id)).size} access points. Off: ${missing.map(({ name, why }) => `${name} (${why})`).join('; ')}.`,
    evidence: {
      samples: records.length,
      since_at: null,
      until_at: new Date(survey.at).toISOString(),
      measured_earlier: [],
      missing: names,
    },
    remedy: `Turn on ${names.join(', ')}. Old devices may fail to join with 802.11r: try it with one network first.`,
    commands: [...new Set(commands)],
    proposal: {
      action: 'set_roaming',
      input: { ssid, scope: 'profile', ...Object.fromEntries(missing.map(({ input }) => [input, true])) },
    },
  };
}
