/** Prompt: the present numbers that matter for tuning WiFi, and how to proceed. */
import type { Device } from '../../record/device.ts';
import { type Finding, selectFindings } from '../../record/finding.ts';
import type { WifiInterfaceRecord } from '../../record/network.ts';
import { selectInterfaces } from '../../record/select-network.ts';
import { completeAccessPoint } from '../completion.ts';
import type { Prompt } from '../prompt.ts';
import { toContents } from '../resource.ts';
import { INVALID_PARAMS, rpcError } from '../rpc-error.ts';
import { getDeviceHistory } from '../../question/get-device-history.ts';
import { listDevices } from '../../question/list-devices.ts';
import { listFindings } from '../../question/list-findings.ts';
import { listEvents } from '../../question/list-events.ts';
import { listWifiInterfaces } from '../../question/list-wifi-interfaces.ts';
import { INTERFACES } from '../uri.ts';
import { onOff, quantity, radioFacts, some, untrusted } from './fact.ts';
import { attachedFindings, findingText, unjudgedText } from './finding.ts';

/** Below this, video calls suffer. */
const WEAK_DBM = -70;
const MAX_LISTED = 30;
const FEW = 5;

const advice = `How to proceed:
1. The findings rest on weeks of this network's own past, and their numbers are made for it. Take them before any rule of thumb.
2. Coverage before settings: a device that no access point receives well needs a nearer one. More transmit power makes an access point louder, not more sensitive.
3. Cells of equal size before thresholds, thresholds before access lists: power keeps devices from sticking, a transition threshold asks them to move (since RouterOS 7.21, with the current drivers), an access list that rejects them is the last resort.
4. What RouterOS does not report is not known: utilization, noise, retries, how access points receive each other. Do not guess it.
5. One change at a time, one day of use, then compare the same finding.`;

export const tuneWifi: Prompt = {
  name: 'tune_wifi',
  title: 'Tune the WiFi',
  description:
    'Devices with a weak signal and their numbers, the settings that matter for roaming, and how to tune them.',
  arguments: [
    {
      name: 'access_point',
      title: 'Access point',
      description: 'Name or id of one access point; all of them if left out.',
      required: false,
      complete: completeAccessPoint,
    },
  ],
  write(snapshot, { access_point = '' }, { history }) {
    const filter = access_point === '' ? {} : { access_point: [access_point] };
    const interfaces = selectInterfaces(snapshot, filter).filter(({ disabled }) => disabled !== true);
    if (access_point !== '' && interfaces.length === 0)
      throw rpcError(INVALID_PARAMS, 'No access point with WiFi interfaces has this name or id.');
    const places = new Map(interfaces.map((one, index) => [`${one.router} ${one.interface}`, index + 1]));
    const placeOf = ({ router, interface: name }: Device) => places.get(`${router} ${name}`);
    const connected = [...snapshot.devices.values()]
      .filter((device) => device.signal_dbm !== null && placeOf(device) !== undefined)
      .sort((a, b) => a.signal_dbm! - b.signal_dbm!);
    const weak = connected.filter(({ signal_dbm }) => signal_dbm! <= WEAK_DBM);
    const listed = weak.length > 0 ? weak : connected.slice(0, FEW);
    const lines = listed.map(
      (device) => `- ${device.device_id} on interface ${placeOf(device)}: ${radioFacts(device)}`,
    );
    const ids = new Set(
      interfaces.flatMap(({ access_point_id, ssid, router }) => [access_point_id, ssid, router]),
    );
    const isNear = ({ subject, evidence }: Finding) =>
      access_point === '' || ids.has(subject.id) || ids.has(evidence['access_point_id'] as string);
    const findings = selectFindings(snapshot.findings).filter(isNear);
    return {
      text: [
        'Help me tune the WiFi. Propose changes only: your access is read-only.',
        `${findingText('What its own past suggests', findings)}\n${unjudgedText(snapshot.checks)}`,
        `${
          weak.length > 0
            ? `Devices with a signal of ${WEAK_DBM} dBm or weaker now`
            : `No connected device has a signal of ${WEAK_DBM} dBm or weaker now; the weakest`
        } (link rates fall while a device is idle):\n${some(lines, MAX_LISTED)}`,
        `Interfaces, numbered as in the attached list:\n${some(interfaces.map(settingsOf), MAX_LISTED)}`,
        advice,
        [
          `These numbers show one moment. Call ${listEvents.name} with event_type=roamed to see which devices bounce between the same two access points`,
          ...(history
            ? [
                `, and ${getDeviceHistory.name} for a weak one: where has it been, and was its signal better there`,
              ]
            : []),
          '.',
        ].join(''),
        `Call ${listFindings.name} for the remedy and the commands of each finding.`,
        `Call ${listDevices.name} with sort=signal_dbm and detail=full to see more devices, and ${listWifiInterfaces.name} for all settings. Then propose at most three changes: which interface, which RouterOS property, from which value to which, by which finding_id, and how to verify the effect.`,
        untrusted,
      ],
      attached: [
        attachedFindings(snapshot, findings),
        toContents(INTERFACES, { interfaces }, snapshot.meta.taken_at),
      ],
    };
  },
};

function settingsOf(one: WifiInterfaceRecord, index: number): string {
  const { rrm, wnm, transition_threshold_dbm } = one.steering;
  return [
    `- interface ${index + 1}: ${one.band ?? 'band unknown'}, frequency ${quantity(one.frequency_mhz, 'MHz')}`,
    `tx power ${quantity(one.tx_power_dbm, 'dBm')}`,
    `transition threshold ${quantity(transition_threshold_dbm, 'dBm')}`,
    `rrm ${onOff(rrm)}`,
    `wnm ${onOff(wnm)}`,
    `fast transition ${onOff(one.fast_transition)}`,
    quantity(one.client_count, 'devices'),
  ].join(', ');
}
