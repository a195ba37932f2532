/** WiFi interfaces. */
import { z } from 'zod';
import { wifiInterfaceSchema } from '../record/network.ts';
import { selectInterfaces, wifiInterfaceQuerySchema } from '../record/select-network.ts';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import { exampleInterface, exampleSnapshot } from './example.ts';
import { offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
import { snapshotQuestion } from './question.ts';

export const listWifiInterfaces = snapshotQuestion({
  name: 'list_wifi_interfaces',
  title: 'List WiFi interfaces',
  use: 'Every WiFi interface of every router and access point: SSID, band, channel, transmit power, roaming support (802.11k/v/r) and how many devices are on it. Use it for questions about radio settings, channels and coverage.',
  description:
    'Every WiFi interface of every router, including virtual ones, with its channel, SSID and client count.',
  topic: 'Network',
  path: '/interfaces/wifi',
  input: wifiInterfaceQuerySchema.extend(pageInput),
  defaults: { offset: 0 },
  output: z
    .strictObject({
      interfaces: z.array(wifiInterfaceSchema).describe('The interfaces.'),
      ...pageOutput,
      snapshot: snapshotMetaSchema,
    })
    .describe('WiFi interfaces.'),
  record: 'WifiInterfaceList',
  refusals: ['no_snapshot'],
  narrow: 'Lower limit, or filter by access_point, ssid, band or router.',
  page: offsetPage('interfaces', 'WiFi interfaces'),
  example: {
    input: { access_point: ['Kitchen'], band: ['5GHz'] },
    answer: {
      interfaces: [exampleInterface],
      total_count: 1,
      limit: null,
      offset: 0,
      has_more: false,
      snapshot: exampleSnapshot,
    },
  },
  answer(snapshot, query) {
    const { rows, fields } = pageOf(selectInterfaces(snapshot, query), query);
    return { interfaces: rows, ...fields, snapshot: snapshot.meta };
  },
});
