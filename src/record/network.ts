/** The public records of the network: WiFi interfaces, access points, routers. */
import { z } from 'zod';
import { dialectList, dialectNames } from '../parse/dialect.ts';
import { bands } from './device.ts';
import { configuredSchema, originSchema, steeringSchema } from './wifi-property.ts';

const text = () => z.string().nullable();
const time = () => z.string().meta({ format: 'date-time' }).nullable();
const integer = () => z.int().nullable();
const flag = () => z.boolean().nullable();

export const wifiInterfaceSchema = z.strictObject({
  interface: z.string().describe('Name on the router.'),
  router: z.string().describe('Id of the router that reports it.'),
  access_point: text().describe(
    'Name of the access point that has the radio; null when it cannot be determined.',
  ),
  access_point_id: text().describe(
    'Base MAC address of the access point as 12 hex digits; for radios of a router, its id.',
  ),
  ssid: text().describe('SSID of the WiFi network.'),
  band: z
    .enum(bands)
    .nullable()
    .describe('Frequency band of its radio; null where nothing on the radio tells it.'),
  channel: text().describe(
    'Channel of its radio in RouterOS notation, read at most ten minutes ago; null where the router does not say.',
  ),
  frequency_mhz: integer().describe('Channel frequency in MHz; null where the router does not say.'),
  bssid: text().describe('MAC address in its beacons (BSSID).'),
  master_interface: text().describe('Physical interface of a virtual one; null for a physical one.'),
  running: flag().describe('Running in RouterOS: a device is connected, or the link is up.'),
  disabled: flag().describe('Disabled by the operator.'),
  client_count: integer().describe('Connected devices; null while the registration table cannot be read.'),
  tx_power_dbm: integer().describe(
    'Transmit power in dBm, as configured or as the radio reports it; null where neither is told.',
  ),
  channel_width: text().describe(
    'Channel width in RouterOS notation, as configured or as the radio uses it.',
  ),
  steering: steeringSchema,
  fast_transition: flag().describe('802.11r fast transition is on (security.ft).'),
  configured: configuredSchema,
  configuration: text().describe('Its configuration profile.'),
  origins: z
    .array(originSchema)
    .describe(
      'Which object sets which fields, where that can be told; a value equal to the inherited one counts as inherited.',
    ),
  dynamic: flag().describe('Made by CAPsMAN: only profiles can be changed.'),
  comment: text().describe('Comment of the operator.'),
  source: z.enum(dialectNames).describe(`RouterOS driver family: ${dialectList}.`),
});

export type WifiInterfaceRecord = z.infer<typeof wifiInterfaceSchema>;

/** Of `/system/package/update`, which this service never tells to look. */
const update = {
  latest_version: text().describe('Newest version, when the router last looked for one; null: unknown.'),
  update_channel: text().describe('Release channel, such as stable.'),
  update_status: text().describe('State of updates, in the words of RouterOS.'),
};

export type UpdateRecord = z.infer<z.ZodObject<typeof update>>;

export const accessPointSchema = z.strictObject({
  access_point_id: z
    .string()
    .describe('Base MAC address as 12 hex digits; for a router with radios of its own, its id.'),
  name: z.string().describe('Configured name, else the identity set on the device, else its id.'),
  router: z.string().describe('Id of the router that reports it.'),
  board_name: text().describe('Hardware name.'),
  version: text().describe('RouterOS version.'),
  serial_number: text().describe('Serial number.'),
  address: text().describe('IP address, else the address in CAPsMAN; null for a router.'),
  reachable: flag().describe('Managed and running; null while its router does not answer.'),
  uptime_seconds: integer().describe('Seconds since boot.'),
  client_count: integer().describe('Connected devices; null while a registration table cannot be read.'),
  interfaces: z.array(z.string()).describe('Names of its WiFi interfaces on the router.'),
  ...update,
});

export type AccessPointRecord = z.infer<typeof accessPointSchema>;

export const routerSchema = z.strictObject({
  router: z.string().describe('Id of the router, from the configuration.'),
  identity: text().describe('Name set on the router (/system/identity).'),
  board_name: text().describe('Hardware name.'),
  model: text().describe('Model code; null where the hardware has none (CHR, x86).'),
  serial_number: text().describe('Serial number.'),
  version: text().describe('RouterOS version.'),
  architecture: text().describe('Processor architecture.'),
  cpu_count: integer().describe('Processor cores.'),
  cpu_load_percent: integer().describe('Processor load in percent.'),
  memory_total_bytes: integer().describe('Total memory in bytes.'),
  memory_free_bytes: integer().describe('Free memory in bytes.'),
  temperature_celsius: integer().describe(
    'Temperature in °C, read every ten minutes (/system/health): of the processor, else of the board; null where the router reports neither.',
  ),
  uptime_seconds: integer().describe('Seconds since boot, at the last reading.'),
  booted_at: time().describe('Time of the last boot.'),
  time_zone: text().describe(
    'Time zone set on the router (/system/clock), an IANA name; null when set by hand.',
  ),
  reachable: z.boolean().describe('Answered the last poll.'),
  ...update,
});

export type RouterRecord = z.infer<typeof routerSchema>;

/** It was not read since the service started. */
export function isUnread({ reachable, identity, uptime_seconds: uptime }: RouterRecord): boolean {
  return reachable === false && identity === null && uptime === null;
}
