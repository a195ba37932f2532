/** Prompt: the present numbers that matter for tuning WiFi, and how to proceed. */
import type { Device } from '../../record/device.ts';
import type { WifiInterfaceRecord } from '../../record/network.ts';
import { selectInterfaces } from '../../record/select-network.ts';
import { completeAccessPoint } from '../completion.ts';
import type { Prompt } from '../prompt.ts';
import { toContents } from '../resource.ts';
import { INVALID_PARAMS, rpcError } from '../rpc-error.ts';
import { getDeviceHistory } from '../../question/get-device-history.ts';
import { listDevices } from '../../question/list-devices.ts';
import { listEvents } from '../../question/list-events.ts';
import { listWifiInterfaces } from '../../question/list-wifi-interfaces.ts';
import { INTERFACES } from '../uri.ts';
import { onOff, quantity, radioFacts, some, untrusted } from './fact.ts';

/** Below this, video calls suffer. */
const WEAK_DBM = -70;
const MAX_LISTED = 30;
const FEW = 5;

const advice = `How an experienced engineer proceeds:
1. Coverage before settings. A device at −75 dBm or weaker on its nearest access point needs a nearer access point or a better place. More transmit power makes the access point louder, not more sensitive.
2. Cells of equal size (configuration.tx-power). Set 2.4 GHz 6 to 9 dB below 5 GHz so that devices prefer 5 GHz, and give neighbouring access points equal power. Maximum power makes clients sticky: they stay on a far access point.
3. Channels (channel.frequency, channel.width). 2.4 GHz: 2412, 2437 or 2462 MHz with 20 MHz width, neighbours on different ones. 5 GHz: neighbours on channels that do not overlap, 80 MHz only where few access points are in range of each other.
4. Steering (steering.rrm, steering.wnm, steering.transition-threshold). Set rrm and wnm on every interface of an SSID, or they have no effect. A transition threshold of about −75 dBm asks a device to move while its signal at the next access point is still good; above −65 devices bounce, below −82 they stay too long. It is a request, which some devices ignore.
5. Fast transition (security.ft). Turn it on where all interfaces of an SSID have the same security, and off again if an old device can no longer connect.
6. A signal range in the access list that rejects weak devices is the last resort: without a better access point in range it cuts them off.
7. One change at a time, one day of use, then compare the same numbers.`;

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
    return {
      text: [
        'Help me tune the WiFi. Propose changes only: your access is read-only.',
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
        `Call ${listDevices.name} with sort=signal_dbm and detail=full to see more devices, and ${listWifiInterfaces.name} for all settings. Then propose at most three changes: which interface, which RouterOS property, from which value to which, why, and how to verify the effect.`,
        untrusted,
      ],
      attached: [toContents(INTERFACES, { interfaces }, snapshot.meta.taken_at)],
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
