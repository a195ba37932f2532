/** WiFi interfaces. */
import { wifiInterfaceSchema } from '../record/network.ts';
import { interfaceFilters } from '../record/select-network.ts';
import { exampleInterface } from './example.ts';
import { snapshotList } from './snapshot-list.ts';

export const listWifiInterfaces = snapshotList({
  name: 'list_wifi_interfaces',
  title: 'List WiFi interfaces',
  use: 'Every WiFi interface of every router and access point: SSID, band, channel, transmit power, roaming support (802.11k/v/r), steering, channel and security configuration, the profile that sets each value, and how many devices are on it. Use it for questions about radio settings, channels and coverage.',
  description:
    'Every WiFi interface of every router, including virtual ones, with its channel, SSID and client count.',
  topic: 'Network',
  path: '/interfaces/wifi',
  filters: interfaceFilters,
  field: 'interfaces',
  row: wifiInterfaceSchema,
  descriptions: { field: 'The interfaces.', answer: 'WiFi interfaces.' },
  rows: 'WiFi interfaces',
  record: 'WifiInterfaceList',
  narrow: 'Lower limit, or filter by access_point, ssid, band or router.',
  ifNone:
    'No WiFi interface matches. ssid and router must be exact, and access_point a whole name or id; without filters all are listed.',
  example: { input: { access_point: ['Kitchen'], band: ['5GHz'] }, row: exampleInterface },
  records: ({ interfaces }) => interfaces,
  usualOrder: 'by router',
});
