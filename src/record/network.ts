/** The public records of the network: WiFi interfaces, access points, routers. */
import { z } from 'zod';
import { dialectList, dialectNames } from '../parse/dialect.ts';
import { bands } from './device.ts';

const text = () => z.string().nullable();
const time = () => z.string().meta({ format: 'date-time' }).nullable();
const integer = () => z.int().nullable();
const flag = () => z.boolean().nullable();

export const wifiInterfaceSchema = z.strictObject({
  interface: z.string().describe('Name, as the router calls it.'),
  router: z.string().describe('Id of the router that reports it.'),
  access_point: text().describe(
    'Name of the access point whose radio it is; null when it could not be told.',
  ),
  access_point_id: text().describe(
    'Base MAC address of the access point as 12 hex digits, or the router’s id for its own radios.',
  ),
  ssid: text().describe('WiFi network name.'),
  band: z.enum(bands).nullable().describe('Frequency band; null where only a monitor command would tell.'),
  channel: text().describe('Channel as RouterOS writes it; null where it takes a monitor command to learn.'),
  frequency_mhz: integer().describe(
    'Channel frequency in MHz; null where it takes a monitor command to learn.',
  ),
  bssid: text().describe('MAC address the interface sends its beacons from.'),
  master_interface: text().describe(
    'The physical interface a virtual one rides on; null for a physical one.',
  ),
  running: flag().describe(
    'At least one device is connected, or the link is up, as RouterOS understands it.',
  ),
  disabled: flag().describe('Switched off by the operator.'),
  client_count: integer().describe('Devices on it now; null when the registration table could not be read.'),
  tx_power_dbm: integer().describe('Configured transmit power in dBm; null when left to the driver.'),
  channel_width: text().describe('Configured channel width as RouterOS writes it.'),
  steering: z
    .strictObject({
      rrm: flag().describe('802.11k neighbour reports are given.'),
      wnm: flag().describe('802.11v transition requests are sent.'),
      transition_threshold_dbm: integer().describe(
        'Devices heard weaker than this are asked to move; null when left to the driver.',
      ),
    })
    .describe('How devices are helped to a better access point.'),
  fast_transition: flag().describe('802.11r fast transition is on.'),
  comment: text().describe('The operator’s comment.'),
  source: z.enum(dialectNames).describe(`RouterOS driver family: ${dialectList}.`),
});

export type WifiInterfaceRecord = z.infer<typeof wifiInterfaceSchema>;

export const accessPointSchema = z.strictObject({
  access_point_id: z
    .string()
    .describe('Base MAC address as 12 hex digits, or the router’s id for a router with radios of its own.'),
  name: z.string().describe('Configured name, else the identity it tells, else its id.'),
  router: z.string().describe('Id of the router that reports it.'),
  board_name: text().describe('Hardware name.'),
  version: text().describe('RouterOS version.'),
  serial_number: text().describe('Serial number.'),
  address: text().describe('IP address, else the address CAPsMAN reaches it at.'),
  reachable: flag().describe('It is managed and running now; null when its router did not answer.'),
  uptime_seconds: integer().describe('Seconds since it booted.'),
  client_count: integer().describe('Devices on it now; null when a registration table could not be read.'),
  interfaces: z.array(z.string()).describe('Its WiFi interfaces, as the router calls them.'),
});

export type AccessPointRecord = z.infer<typeof accessPointSchema>;

export const routerSchema = z.strictObject({
  router: z.string().describe('Id of the router, from the configuration.'),
  identity: text().describe('Name the router gives itself.'),
  board_name: text().describe('Hardware name.'),
  model: text().describe('Model code; null where the hardware has none (CHR, x86).'),
  serial_number: text().describe('Serial number.'),
  version: text().describe('RouterOS version.'),
  architecture: text().describe('Processor architecture.'),
  cpu_count: integer().describe('Processor cores.'),
  cpu_load_percent: integer().describe('Processor load in percent.'),
  memory_total_bytes: integer().describe('Memory in bytes.'),
  memory_free_bytes: integer().describe('Free memory in bytes.'),
  uptime_seconds: integer().describe('Seconds since boot, at the last reading.'),
  booted_at: time().describe('When it booted.'),
  reachable: z.boolean().describe('It answered the last poll.'),
});

export type RouterRecord = z.infer<typeof routerSchema>;
