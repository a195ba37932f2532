/** The public record of a device. Each sentence below is also the description in OpenAPI and MCP. */
import { z } from 'zod';
import { nameSources } from '../join/name.ts';
import { dialectList, dialectNames } from '../parse/dialect.ts';

export const bands = ['2.4GHz', '5GHz', '6GHz'] as const;
export const wifiStandards = ['802.11g', '802.11n', '802.11ac', '802.11ax', '802.11be'] as const;
export const presences = ['home', 'away', 'unknown'] as const;
export const ipSources = ['dhcp_lease', 'arp', 'registration'] as const;

const text = () => z.string().nullable();
const integer = () => z.int().nullable();
const time = () => z.string().meta({ format: 'date-time' }).nullable();

export const linkSchema = z.strictObject({
  interface: z.string().describe('WiFi interface of the link.'),
  mac_address: text().describe('MAC address of the link; differs from mac_address of the device.'),
  band: z.enum(bands).nullable().describe('Frequency band of the link.'),
  signal_dbm: integer().describe(
    'Signal of this link in dBm; null where RouterOS reports only the signal of the association.',
  ),
});

export const dhcpSchema = z.strictObject({
  server: text().describe('Name of the DHCP server.'),
  status: text().describe(
    'Status in RouterOS: waiting, testing, declined, offered, bound, authorizing or conflict.',
  ),
  dynamic: z.boolean().nullable().describe('false: a static lease, reserved by the operator.'),
  expires_in_seconds: integer().describe('Seconds until the lease expires; null for one that does not.'),
  last_seen_seconds: integer().describe(
    'Seconds since the last DHCP activity of the device (last-seen of the lease).',
  ),
});

export const deviceSchema = z.strictObject({
  device_id: z
    .string()
    .describe(
      'MAC address as 12 lower-case hex digits; of a configured device with several, the first. Never changes.',
    ),
  mac_address: z
    .string()
    .describe('MAC address as AA:BB:CC:DD:EE:FF; of a device with several, the one last seen.'),
  mac_randomized: z
    .boolean()
    .describe('The MAC address is locally administered, as the private addresses of phones are.'),
  blocked: z
    .boolean()
    .nullable()
    .describe(
      'An enabled access-list rule rejects the device on every access point; null when an access list was never read.',
    ),
  vendor: text().describe(
    'Maker of the device by the IEEE list of MAC addresses; null for a randomized MAC, and for one that the list does not attribute.',
  ),
  known: z
    .boolean()
    .describe(
      'Named by the operator: configured, on the page, or by a static lease or comment. A connected device that is neither known nor guest is a stranger.',
    ),
  guest: z.boolean().describe('On a guest SSID (guest_ssids) now, or when last seen.'),
  name: z
    .string()
    .describe('Display name; untrusted text from the network unless name_source is configured or page.'),
  name_source: z
    .enum(nameSources)
    .describe(
      'Source of the name, in order of precedence: configuration; name given on the page; comment of the DHCP lease, access list or registration; DHCP host name; MAC address.',
    ),
  host_name: text().describe(
    'Host name that the device sent by DHCP; untrusted text. null when it sent none.',
  ),
  comment: text().describe('Comment of the DHCP lease, written by the operator.'),
  presence: z
    .enum(presences)
    .describe(
      'home: on WiFi, or absent for less than the away delay. away: proven absent for the whole delay. unknown: no evidence, for example while the router does not answer.',
    ),
  zone: text().describe('Zone of the router that last reported the device; null when away.'),
  presence_since_at: time().describe('Start of the current presence; null when never seen.'),
  first_seen_at: time().describe('Time of the first sighting on WiFi; null when never seen.'),
  last_seen_at: time().describe(
    'Start of the last poll that found the device on WiFi; null when never seen.',
  ),
  connected: z
    .boolean()
    .nullable()
    .describe('In a WiFi registration table now; null while a table that could list it cannot be read.'),
  ip_address: text().describe('IPv4 address; null when unknown.'),
  ip_source: z
    .enum(ipSources)
    .nullable()
    .describe(
      'Source of ip_address, in order of precedence: bound DHCP lease, ARP entry, WiFi registration.',
    ),
  ip_addresses: z.array(z.string()).describe('All IP addresses: ip_address first, IPv6 last.'),
  router: text().describe('Id of the router that reports the device, or reported it last.'),
  access_point: text().describe('Name of the current or last access point; null when unknown.'),
  access_point_id: text().describe(
    'Base MAC address of the access point as 12 hex digits; for radios of a router, its id.',
  ),
  interface: text().describe('Current or last WiFi interface, as named by the router.'),
  ssid: text().describe('SSID of the WiFi network.'),
  band: z.enum(bands).nullable().describe('Frequency band; of several links, the first.'),
  wifi_standard: z
    .enum(wifiStandards)
    .nullable()
    .describe('WiFi standard of the association; null while not connected.'),
  channel: text().describe('Channel in RouterOS notation; null where the router does not say.'),
  frequency_mhz: integer().describe('Channel frequency in MHz; null where the router does not say.'),
  signal_dbm: integer().describe(
    'Signal of the device at the access point in dBm: −50 strong, −75 weak, −85 hardly usable. null while not connected.',
  ),
  tx_rate_bps: integer().describe('Link rate to the device in bit/s; minimal while the device is idle.'),
  rx_rate_bps: integer().describe('Link rate from the device in bit/s; minimal while the device is idle.'),
  tx_throughput_bps: integer().describe('Current traffic to the device in bit/s.'),
  rx_throughput_bps: integer().describe('Current traffic from the device in bit/s.'),
  tx_bytes: integer().describe('Bytes sent to the device in this association.'),
  rx_bytes: integer().describe('Bytes received from the device in this association.'),
  tx_packets: integer().describe('Packets sent to the device in this association.'),
  rx_packets: integer().describe('Packets received from the device in this association.'),
  connected_since_at: time().describe('Start of the association; null while not connected.'),
  uptime_seconds: integer().describe('Age of the association in seconds at the last poll.'),
  idle_seconds: integer().describe(
    'Seconds since the last activity of the device (last-activity in the registration table).',
  ),
  auth_type: text().describe('Authentication in RouterOS notation, such as wpa3-psk.'),
  authorized: z
    .boolean()
    .nullable()
    .describe('The device passed authentication; null where the driver does not report it.'),
  vlan_id: integer().describe('VLAN id that the access point assigns; null when none.'),
  eap_identity: text().describe('Identity from EAP authentication; null without EAP.'),
  links: z.array(linkSchema).describe('Links of a WiFi 7 multi-link association; otherwise empty.'),
  source: z
    .enum(dialectNames)
    .nullable()
    .describe(`RouterOS driver family of the registration: ${dialectList}.`),
  dhcp: dhcpSchema.nullable().describe('DHCP lease; null when no router has one.'),
});

/** The public record: what REST, MCP and MQTT show. */
export type Device = z.infer<typeof deviceSchema>;

/** The fields of the compact form, the default of lists. */
export const compactFields = [
  'device_id',
  'mac_address',
  'name',
  'presence',
  'connected',
  'ip_address',
  'access_point',
  'interface',
  'ssid',
  'band',
  'signal_dbm',
  'last_seen_at',
] as const satisfies readonly (keyof Device)[];

export const compactDeviceSchema = deviceSchema.pick(
  Object.fromEntries(compactFields.map((field) => [field, true])) as Record<
    (typeof compactFields)[number],
    true
  >,
);

/** A device in a list: the fields that answer most questions. */
export type CompactDevice = z.infer<typeof compactDeviceSchema>;

export function toCompact(device: Device): CompactDevice {
  return Object.fromEntries(compactFields.map((field) => [field, device[field]])) as CompactDevice;
}
