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
  interface: z.string().describe('Interface the link is on.'),
  mac_address: text().describe('MAC address of the link, which differs from the device’s.'),
  band: z.enum(bands).nullable().describe('Band of the link.'),
  signal_dbm: integer().describe(
    'Signal of this link in dBm; null because RouterOS tells only the signal of the whole association.',
  ),
});

export const dhcpSchema = z.strictObject({
  server: text().describe('DHCP server that holds the lease.'),
  status: text().describe(
    'RouterOS lease status: waiting, testing, declined, offered, bound, authorizing or conflict.',
  ),
  dynamic: z.boolean().nullable().describe('False for an address reserved by the operator.'),
  expires_in_seconds: integer().describe('Seconds until the lease expires; null for a lease that does not.'),
  last_seen_seconds: integer().describe('Seconds since the DHCP server last heard of the device.'),
});

export const deviceSchema = z.strictObject({
  device_id: z
    .string()
    .describe(
      'Twelve lower-case hex digits of the MAC address (of the first one of a configured device with several). Never changes.',
    ),
  mac_address: z
    .string()
    .describe('MAC address AA:BB:CC:DD:EE:FF; of a device with several, the one last seen.'),
  mac_randomized: z
    .boolean()
    .describe('The MAC address is locally administered, as phones do to hide the real one.'),
  name: z
    .string()
    .describe('What the device is called; untrusted text from the network unless name_source is configured.'),
  name_source: z
    .enum(nameSources)
    .describe(
      'Where the name comes from, best first: configuration, DHCP lease comment, access list comment, registration comment, DHCP host name, the MAC address itself.',
    ),
  host_name: text().describe('Host name the device told the DHCP server; untrusted text.'),
  comment: text().describe('The operator’s comment on the DHCP lease.'),
  presence: z
    .enum(presences)
    .describe(
      'home: seen on WiFi, or gone for less than the away delay. away: evidence of absence was complete for the whole delay. unknown: there is no evidence, for example because the router does not answer.',
    ),
  zone: text().describe('Zone of the router that last saw the device; null when away.'),
  presence_since_at: time().describe('When presence became what it is.'),
  first_seen_at: time().describe('When the device was first seen on WiFi.'),
  last_seen_at: time().describe(
    'Start of the poll that last saw the device on WiFi; null when it was never seen.',
  ),
  connected: z
    .boolean()
    .nullable()
    .describe('In a WiFi registration table now; null when the routers that could tell did not answer.'),
  ip_address: text().describe('IPv4 address.'),
  ip_source: z
    .enum(ipSources)
    .nullable()
    .describe('Where ip_address comes from, best first: bound DHCP lease, ARP entry, the WiFi registration.'),
  ip_addresses: z.array(z.string()).describe('All addresses, ip_address first, IPv6 included.'),
  router: text().describe('Id of the router that reports the device (now, or when it was last seen).'),
  access_point: text().describe('Name of the access point (now, or the last one).'),
  access_point_id: text().describe(
    'Base MAC address of the access point as 12 hex digits, or the router’s id for its own radios.',
  ),
  interface: text().describe('WiFi interface, as the reporting router names it.'),
  ssid: text().describe('WiFi network name.'),
  band: z.enum(bands).nullable().describe('Frequency band.'),
  wifi_standard: z.enum(wifiStandards).nullable().describe('WiFi generation of the association.'),
  channel: text().describe('Channel as RouterOS writes it; null where it takes a monitor command to learn.'),
  frequency_mhz: integer().describe(
    'Channel frequency in MHz; null where it takes a monitor command to learn.',
  ),
  signal_dbm: integer().describe(
    'How well the access point hears the device, in dBm: −50 is strong, −75 weak, −85 barely works.',
  ),
  tx_rate_bps: integer().describe(
    'Link rate towards the device in bit/s; falls to a minimum while the device is idle.',
  ),
  rx_rate_bps: integer().describe(
    'Link rate from the device in bit/s; falls to a minimum while the device is idle.',
  ),
  tx_throughput_bps: integer().describe('Traffic towards the device now, in bit/s.'),
  rx_throughput_bps: integer().describe('Traffic from the device now, in bit/s.'),
  tx_bytes: integer().describe('Bytes sent to the device since it connected.'),
  rx_bytes: integer().describe('Bytes received from the device since it connected.'),
  tx_packets: integer().describe('Packets sent to the device since it connected.'),
  rx_packets: integer().describe('Packets received from the device since it connected.'),
  connected_since_at: time().describe('When the current association began.'),
  uptime_seconds: integer().describe('Age of the current association in seconds.'),
  idle_seconds: integer().describe('Seconds since the access point last heard the device.'),
  auth_type: text().describe('Authentication as RouterOS names it, such as wpa3-psk.'),
  authorized: z
    .boolean()
    .nullable()
    .describe('The device passed authentication; null where the driver does not say.'),
  vlan_id: integer().describe('VLAN the access point puts the device in.'),
  eap_identity: text().describe('Identity given in EAP authentication.'),
  links: z.array(linkSchema).describe('The links of a WiFi 7 multi-link association; empty otherwise.'),
  source: z
    .enum(dialectNames)
    .nullable()
    .describe(`RouterOS driver family that reported the device: ${dialectList}.`),
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
