/** The numbers of now that somebody who tunes WiFi looks at, and how they go about it. */
import type { Device } from '../../record/device.ts';
import type { WifiInterfaceRecord } from '../../record/network.ts';
import { selectInterfaces } from '../../record/select-network.ts';
import { completeAccessPoint } from '../completion.ts';
import type { Prompt } from '../prompt.ts';
import { toContents } from '../resource.ts';
import { INVALID_PARAMS, rpcError } from '../rpc-error.ts';
import { getDeviceHistory } from '../tool/get-device-history.ts';
import { listDevices } from '../tool/list-devices.ts';
import { listEvents } from '../tool/list-events.ts';
import { listWifiInterfaces } from '../tool/list-wifi-interfaces.ts';
import { INTERFACES } from '../uri.ts';
import { flag, quantity, radioFacts, some, untrusted } from './fact.ts';

/** Weaker than this, video calls begin to suffer. */
const WEAK_DBM = -70;
const MAX_LISTED = 30;
const FEW = 5;

const advice = `How an experienced person goes about it:
1. Coverage before settings. A device at −75 dBm or weaker on its nearest access point needs a nearer access point or a better place for it; more transmit power makes the access point louder, not its ears better.
2. Cells of equal size (configuration.tx-power). Lower 2.4 GHz by 6 to 9 dB against 5 GHz so that devices prefer 5 GHz, and keep neighbouring access points alike. Power at the maximum makes devices cling to a far access point.
3. Channels (channel.frequency, channel.width). 2.4 GHz: 2412, 2437 or 2462 MHz with 20 MHz width, neighbours on different ones. 5 GHz: neighbours on channels that do not overlap, 80 MHz only where few access points hear each other.
4. Steering (steering.rrm, steering.wnm, steering.transition-threshold). rrm and wnm on for every interface of an SSID, or it helps nobody. A transition threshold of about −75 dBm asks a device to move while the next access point still hears it well; above −65 devices bounce, below −82 they cling. It is a request, which some devices ignore.
5. Fast transition (security.ft) on where all interfaces of an SSID share the same security; off again if an old device can no longer connect.
6. A signal range in the access list that throws weak devices out is the last resort: where there is nothing better to go to, it cuts them off.
7. One change at a time, one day of use, then compare the same numbers.`;

export const tuneWifi: Prompt = {
  name: 'tune_wifi',
  title: 'Tune the WiFi',
  description:
    'The weak devices of now with their numbers, the settings that matter for roaming, and how to tune them.',
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
      throw rpcError(INVALID_PARAMS, 'There is no access point with WiFi interfaces of this name or id.');
    const places = new Map(interfaces.map((one, index) => [`${one.router} ${one.interface}`, index + 1]));
    const placeOf = ({ router, interface: name }: Device) => places.get(`${router} ${name}`);
    const heard = [...snapshot.devices.values()]
      .filter((device) => device.signal_dbm !== null && placeOf(device) !== undefined)
      .sort((a, b) => a.signal_dbm! - b.signal_dbm!);
    const weak = heard.filter(({ signal_dbm }) => signal_dbm! <= WEAK_DBM);
    const told = weak.length > 0 ? weak : heard.slice(0, FEW);
    const lines = told.map(
      (device) => `- ${device.device_id} on interface ${placeOf(device)}: ${radioFacts(device)}`,
    );
    return {
      text: [
        'Help me tune the WiFi. Change nothing yourself: you can only read.',
        `${
          weak.length > 0
            ? `Devices heard at ${WEAK_DBM} dBm or weaker now`
            : `No connected device is heard at ${WEAK_DBM} dBm or weaker now; the weakest`
        } (link rates fall while a device is idle):\n${some(lines, MAX_LISTED)}`,
        `Interfaces, numbered as in the attached list:\n${some(interfaces.map(settingsOf), MAX_LISTED)}`,
        advice,
        [
          `A moment is not a day. Call ${listEvents.name} with event_type=roamed to see which devices bounce between the same two access points`,
          ...(history
            ? [
                `, and ${getDeviceHistory.name} for a weak one: where has it been, and was it heard better there`,
              ]
            : []),
          '.',
        ].join(''),
        `Call ${listDevices.name} with sort=signal_dbm and detail=full to see more devices, and ${listWifiInterfaces.name} for all settings. Then propose at most three changes: which interface, which RouterOS property, from which value to which, why, and how to tell that it helped.`,
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
    `rrm ${flag(rrm)}`,
    `wnm ${flag(wnm)}`,
    `fast transition ${flag(one.fast_transition)}`,
    quantity(one.client_count, 'devices'),
  ].join(', ');
}
