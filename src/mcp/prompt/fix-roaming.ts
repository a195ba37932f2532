/** Prompt: from devices that stay on the wrong access point to changes that a person can approve. */
import { selectInterfaces } from '../../record/select-network.ts';
import { getChange } from '../../question/change/get-change.ts';
import { listChanges } from '../../question/change/list-changes.ts';
import { proposeChange } from '../../question/change/propose-change.ts';
import { getDeviceHistory } from '../../question/get-device-history.ts';
import { listFindings } from '../../question/list-findings.ts';
import { listEvents } from '../../question/list-events.ts';
import { listWifiInterfaces } from '../../question/list-wifi-interfaces.ts';
import { completeDevice } from '../completion.ts';
import type { Offers, Prompt } from '../prompt.ts';
import { toContents } from '../resource.ts';
import { INTERFACES } from '../uri.ts';
import { untrusted } from './fact.ts';
import { theOne } from './troubleshoot-device.ts';

export const fixRoaming: Prompt = {
  name: 'fix_roaming',
  title: 'Fix roaming',
  description:
    'Finds devices that stay on a far access point or bounce between two, and plans changes that a person can approve.',
  needs: 'changes',
  arguments: [
    {
      name: 'device',
      title: 'Device',
      description: 'device_id, MAC address or name of one device; all of them if left out.',
      required: false,
      complete: completeDevice,
    },
  ],
  write(snapshot, { device = '' }, offers) {
    const interfaces = selectInterfaces(snapshot, {}).filter(({ disabled }) => disabled !== true);
    const deviceId = device === '' ? null : theOne(snapshot, device).device_id;
    const steps = [...looking(deviceId, offers), ...planning(offers), ...following];
    return {
      text: [
        'Help me fix roaming on this WiFi, with numbers from its own past. You can approve nothing: a person decides each change.',
        steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
        'Coverage comes before settings: no setting helps a device whose nearest access point is weak. Say so, and propose nothing for it.',
        untrusted,
      ],
      attached: [toContents(INTERFACES, { interfaces }, snapshot.meta.taken_at)],
    };
  },
};

function looking(deviceId: string | null, { history }: Offers): string[] {
  const whose = deviceId === null ? 'the devices' : `device_id=${deviceId}`;
  return [
    `Call ${listFindings.name}: what does the past say about roaming, and does a finding have a proposal?`,
    `Call ${listEvents.name} with event_type=roamed and since=7d for ${whose}: who bounces between the same two access points?`,
    ...(history
      ? [
          `Call ${getDeviceHistory.name} with since=7d for those: who stays at -75 dBm or weaker although another access point was better?`,
        ]
      : []),
    `Call ${listWifiInterfaces.name}: are rrm and wnm on at every interface of the SSID, and is a transition threshold set?`,
    `Call ${listChanges.name}: was something like it tried, and what was its effect?`,
  ];
}

function planning({ proposals }: Offers): string[] {
  const kinds =
    'set_roaming for an SSID, set_tx_power for one radio that is too loud, reconnect_device for one device that stays, keep_device_off for a device that never moves';
  return proposals
    ? [
        `Call ${proposeChange.name} for one change at a time, with the numbers as its reason, and with the finding_id of the finding that proposes it: ${kinds}.`,
        'Show the plan in full (from, to, who is affected, how long it is off the air, what undoes it) and review_url. Then stop and wait for the person.',
      ]
    : [
        `Name one change at a time, with the numbers as its reason, for the person to propose at the page: ${kinds}. This service does not let assistants propose (MCP_CHANGES).`,
      ];
}

const following = [
  `After the approval call ${getChange.name}: effect says better, same, worse or too_early after 1 hour, 24 hours and 7 days. Propose nothing else for the same devices before 24 hours are over.`,
];
