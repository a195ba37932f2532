/** Tool: WiFi interfaces. */
import type { WifiInterfaceRecord } from '../../record/network.ts';
import {
  selectInterfaces,
  wifiInterfaceListSchema,
  wifiInterfaceQuerySchema,
} from '../../record/select-network.ts';
import { amount, plural, line, namedLine, short, warningLines } from '../line.ts';
import { readOnly, snapshotTool } from '../tool.ts';

export const listWifiInterfaces = snapshotTool({
  name: 'list_wifi_interfaces',
  title: 'List WiFi interfaces',
  description:
    'Every WiFi interface of every router and access point: SSID, band, channel, transmit power, roaming support (802.11k/v/r) and how many devices are on it. Use it for questions about radio settings, channels and coverage.',
  annotations: readOnly,
  input: wifiInterfaceQuerySchema,
  defaults: {},
  output: wifiInterfaceListSchema,
  narrowing: 'Filter by access_point, ssid, band or router.',
  answer(snapshot, query) {
    const interfaces = selectInterfaces(snapshot, query);
    return {
      record: { interfaces, snapshot: snapshot.meta },
      lines: [
        line(`${interfaces.length} of ${snapshot.interfaces.length} WiFi interfaces`),
        ...warningLines(snapshot.meta),
        ...interfaces.map(lineOf),
      ],
    };
  },
});

function lineOf(one: WifiInterfaceRecord): string {
  return namedLine(
    one.interface,
    one.disabled === true ? '(disabled)' : '',
    short(one.access_point),
    short(one.ssid),
    one.band,
    amount(one.frequency_mhz, 'MHz'),
    plural(one.client_count, 'device'),
  );
}
