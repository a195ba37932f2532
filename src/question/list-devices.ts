/** Devices, in pages. */
import { deviceListSchema, deviceQuerySchema, rowSchema, select } from '../record/select.ts';
import { exampleCompactDevice, exampleSnapshot } from './example.ts';
import { offsetPage } from './page.ts';
import { snapshotQuestion } from './question.ts';

export const listDevices = snapshotQuestion({
  name: 'list_devices',
  title: 'List WiFi devices',
  use: 'WiFi devices with presence, access point, band, signal and IP address. Use it to find devices by name, maker or IP address, to see which are home, on an access point or SSID, which are strangers (known=false, guest=false), or which have a weak signal (sort=signal_dbm). Devices that are away need presence=any or away. fields=name,tx_throughput_bps gives these fields only, detail=full all of get_device.',
  description:
    'The devices that match every filter. A filter given more than once matches any of its values. Without presence: the devices that are home or unknown.',
  topic: 'Devices',
  path: '/devices',
  input: deviceQuerySchema,
  defaults: { limit: { rest: 100, mcp: 50 }, offset: 0, sort: 'name', detail: 'compact' },
  output: deviceListSchema,
  record: 'DeviceList',
  refusals: ['no_snapshot'],
  narrow:
    'Lower limit, name the fields you need, or filter by name, access_point, ssid, band, router, presence or connected.',
  page: offsetPage(
    'devices',
    'No device matches. Those that are away need presence=any; interface, ssid and router must be exact, and access_point a whole name or id.',
  ),
  table: { field: 'devices', row: rowSchema },
  example: {
    input: { access_point: ['Kitchen'], limit: 1 },
    answer: {
      devices: [exampleCompactDevice],
      total_count: 17,
      limit: 1,
      offset: 0,
      has_more: true,
      snapshot: exampleSnapshot,
    },
  },
  answer: (snapshot, query) => select(snapshot, query, query.limit!),
});
