/** An example of a finding, for documentation. */
import { type Check, type Finding, findingKinds } from '../record/finding.ts';

export const exampleFinding: Finding = {
  finding_id: '1b2f0c7d9e31',
  kind: 'wrong_access_point',
  severity: 'warning',
  subject: { type: 'device', id: '3c22fb0a1b2c', name: 'Kitchen tablet' },
  title: 'Kitchen tablet is on Hall, but Kitchen is 14 dB better',
  detail:
    'Kitchen tablet does not move. Hall has received it at -66 dBm on 2.4GHz for 2 days; Kitchen received it at -52 dBm on 2.4GHz in 4 associations before.',
  evidence: {
    samples: 576,
    since_at: '2026-11-13T08:00:00.000Z',
    until_at: '2026-11-20T08:00:00.000Z',
    measured_earlier: ['better_signal_dbm', 'better_minutes', 'better_associations'],
    access_point: 'Hall',
    access_point_id: 'router',
    signal_dbm: -66,
    better_access_point: 'Kitchen',
    better_access_point_id: '48a98a0c0d0e',
    better_signal_dbm: -52,
    gain_db: 14,
  },
  confidence: 'high',
  remedy:
    'Lower the transmit power of Hall or raise the transition threshold, so that devices leave. If it stays, keep Kitchen tablet off Hall.',
  commands: [
    '/interface/wifi/access-list/add mac-address=3C:22:FB:0A:1B:2C interface="wifi2" action=reject place-before=0',
    '/interface/wifi/registration-table/remove [find where mac-address=3C:22:FB:0A:1B:2C]',
  ],
  proposal: {
    action: 'keep_device_off',
    input: { device_id: '3c22fb0a1b2c', access_point: 'router' },
  },
  first_seen_at: '2026-11-18T10:20:00.000Z',
  last_seen_at: '2026-11-20T08:00:00.000Z',
  ignored: false,
};

export const exampleChecks: readonly Check[] = findingKinds.map((kind): Check => {
  if (kind === 'wrong_access_point') return { kind, status: 'found', reason: null };
  if (kind === 'refused')
    return {
      kind,
      status: 'not_supported',
      reason: 'Refusals are told by log lines only. Send them to this service.',
    };
  return { kind, status: 'none', reason: null };
});
