/** One example of a change, for documentation. */
import type { ChangeRecord } from '../change/record.ts';

export const exampleChange: ChangeRecord = {
  change_id: '5f1c09a2b7de',
  action: 'block_device',
  input: { device_id: 'Kitchen tablet', for: '2h' },
  router: 'router',
  reason: 'Homework first',
  state: 'planned',
  state_since_at: '2026-11-20T08:00:00.000Z',
  proposed_by: { key: 'anna', door: 'page' },
  proposed_at: '2026-11-20T08:00:00.000Z',
  plan: {
    digest: '1b4f0e9851971998e732078544c96b36c3d01cedf7caa332359d6f1d83567014',
    expires_at: '2026-11-20T08:15:00.000Z',
    object: { menu: 'interface/wifi/access-list', name: '3C:22:FB:0A:1B:2C' },
    properties: [
      {
        name: 'interface/wifi/access-list',
        from: null,
        to: 'mac-address=3C:22:FB:0A:1B:2C action=reject comment=mikrotik-presence: blocked',
        own: true,
      },
    ],
    affects: {
      radios: ['cap-wifi1', 'cap-wifi2'],
      access_points: ['Kitchen'],
      ssids: ['home'],
      device_count: 1,
      devices: [{ device_id: '3c22fb0a1b2c', name: 'Kitchen tablet' }],
    },
    interruption_seconds: 0,
    cuts_off: [],
    undo: "The rules are removed; the device may join again. At its end an entry of the router's scheduler does it.",
  },
  approved_by: null,
  approved_at: null,
  steps: [],
  outcome: null,
  commands: [],
  ends_at: null,
  undoes: null,
  effect: [],
};
