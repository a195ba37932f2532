/** Tool: devices, in pages. */
import { z } from 'zod';
import { compactDeviceSchema, compactFields, deviceSchema } from '../../record/device.ts';
import { deviceListSchema, deviceQuerySchema, select } from '../../record/select.ts';
import { deviceLine, line, warningLines } from '../line.ts';
import { readOnly, snapshotTool } from '../tool.ts';

export const DEFAULT_DEVICES = 50;

const { shape } = deviceSchema;
const inFullOnly = Object.entries(shape).filter(
  ([field]) => !(compactFields as readonly string[]).includes(field),
);

/** Covers both forms: fields of the compact form are required, all others optional; get_device describes those. */
const eitherForm = compactDeviceSchema.extend(
  Object.fromEntries(
    inFullOnly.map(([field, schema]) => [field, schema.meta({ description: undefined }).optional()]),
  ),
);

export const listDevices = snapshotTool({
  name: 'list_devices',
  title: 'List WiFi devices',
  description:
    'WiFi devices with presence, access point, band, signal and IP address. Use it to find devices by name, to see which are home, which are on an access point or SSID, or which have a weak signal (sort=signal_dbm). Devices that are away are included only if presence asks for them. For everything about one device use get_device.',
  annotations: readOnly,
  input: deviceQuerySchema,
  defaults: { limit: DEFAULT_DEVICES, offset: 0, sort: 'name', detail: 'compact' },
  output: deviceListSchema.extend({
    devices: z
      .array(eitherForm)
      .describe(
        'The devices. Fields beyond the compact form only if detail is full (get_device describes them).',
      ),
  }),
  narrowing:
    'Lower limit, leave detail at compact, or filter by name, access_point, ssid, band, router, presence or connected.',
  answer(snapshot, query) {
    const list = select(snapshot, query, DEFAULT_DEVICES);
    const { devices, total_count, offset, has_more } = list;
    const end = offset + devices.length;
    const heading =
      devices.length === 0
        ? `No devices at this offset; ${total_count} match.`
        : line(`Devices ${offset + 1}–${end} of ${total_count} that match`);
    return {
      record: list,
      lines: [heading, ...warningLines(snapshot.meta), ...devices.map(deviceLine)],
      ...(has_more && { paginationHint: `${total_count - end} more: call again with offset=${end}.` }),
    };
  },
});
