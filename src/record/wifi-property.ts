/** How a WiFi interface is configured, and which object of the router holds each property. Never a secret. */
import { z } from 'zod';
import type { Configured } from '../join/origin.ts';
import { sections } from '../parse/dialect.ts';
import { type PropertyName, propertyNames } from '../parse/wifi-property.ts';
import { toSeconds } from './time.ts';

const text = () => z.string().nullable();
const integer = () => z.int().nullable();
const flag = () => z.boolean().nullable();

export const steeringSchema = z
  .strictObject({
    rrm: flag().describe('Sends 802.11k neighbour reports (steering.rrm).'),
    wnm: flag().describe('Sends 802.11v transition requests (steering.wnm).'),
    transition_threshold_dbm: integer().describe(
      'Devices with a signal below this, in dBm, are asked to move; null: default of the driver.',
    ),
    transition_threshold_time_seconds: integer().describe('Seconds below it before the request.'),
    transition_request_period_seconds: integer().describe('Seconds between requests.'),
    transition_request_count: text().describe('Most requests, or unlimited.'),
    transition_time: text().describe('Time to move, in RouterOS notation.'),
    probe_delay_2ghz: flag().describe('Delays 2.4 GHz (2g-probe-delay).'),
    neighbor_group: text().describe('Neighbour group.'),
  })
  .describe('Steering of devices to a better access point.');

export const configuredSchema = z
  .strictObject({
    band: text().describe('Band (channel.band).'),
    frequency: text().describe('Frequencies (channel.frequency).'),
    channel_width: text().describe('Width.'),
    skip_dfs_channels: text().describe('DFS channels left out.'),
    reselect_interval: text().describe('Interval of channel changes.'),
    tx_power_dbm: integer().describe('Transmit power in dBm; null: maximum.'),
    country: text().describe('Country.'),
    mode: text().describe('Mode, such as ap.'),
    hide_ssid: flag().describe('SSID is hidden.'),
    max_client_count: integer().describe('Most devices.'),
    authentication_types: z.array(z.string()).nullable().describe('Such as wpa2-psk.'),
    management_protection: text().describe('802.11w.'),
    connect_priority: text().describe('security.connect-priority.'),
  })
  .describe('As configured; null: default of the driver.');

export const originSchema = z.strictObject({
  object: z.enum(['interface', ...sections]).describe('interface, or the kind of the profile.'),
  name: z.string().describe('Its name.'),
  fields: z.array(z.string()).describe('Fields that it sets, such as steering.rrm.'),
});

/** The field of the record that shows a property. */
const fields: Readonly<Record<PropertyName, string>> = {
  ssid: 'ssid',
  rrm: 'steering.rrm',
  wnm: 'steering.wnm',
  transitionThresholdDbm: 'steering.transition_threshold_dbm',
  transitionThresholdTimeMs: 'steering.transition_threshold_time_seconds',
  transitionRequestPeriodMs: 'steering.transition_request_period_seconds',
  transitionRequestCount: 'steering.transition_request_count',
  transitionTime: 'steering.transition_time',
  probeDelay2ghz: 'steering.probe_delay_2ghz',
  neighborGroup: 'steering.neighbor_group',
  channelBand: 'configured.band',
  channelFrequency: 'configured.frequency',
  channelWidth: 'configured.channel_width',
  skipDfsChannels: 'configured.skip_dfs_channels',
  reselectInterval: 'configured.reselect_interval',
  txPowerDbm: 'configured.tx_power_dbm',
  country: 'configured.country',
  mode: 'configured.mode',
  hideSsid: 'configured.hide_ssid',
  maxClients: 'configured.max_client_count',
  authenticationTypes: 'configured.authentication_types',
  fastTransition: 'fast_transition',
  managementProtection: 'configured.management_protection',
  connectPriority: 'configured.connect_priority',
};

/** The part of an interface's record that says how it is configured. */
export interface ConfiguredRecord {
  steering: z.infer<typeof steeringSchema>;
  configured: z.infer<typeof configuredSchema>;
  configuration: string | null;
  origins: z.infer<typeof originSchema>[];
}

const records = new WeakMap<Configured, ConfiguredRecord>();

/** The same object for the same configuration. */
export function toConfigured(configured: Configured): ConfiguredRecord {
  const known = records.get(configured);
  if (known !== undefined) return known;
  const record = makeRecord(configured);
  records.set(configured, record);
  return record;
}

function makeRecord({ properties, origins, profiles }: Configured): ConfiguredRecord {
  const byObject = new Map<string, z.infer<typeof originSchema>>();
  for (const name of propertyNames) {
    const origin = origins[name];
    if (origin === undefined) continue;
    const key = `${origin.object} ${origin.name}`;
    const listed = byObject.get(key) ?? { ...origin, fields: [] };
    listed.fields.push(fields[name]);
    byObject.set(key, listed);
  }
  return {
    steering: {
      rrm: properties.rrm,
      wnm: properties.wnm,
      transition_threshold_dbm: properties.transitionThresholdDbm,
      transition_threshold_time_seconds: toSeconds(properties.transitionThresholdTimeMs),
      transition_request_period_seconds: toSeconds(properties.transitionRequestPeriodMs),
      transition_request_count: properties.transitionRequestCount,
      transition_time: properties.transitionTime,
      probe_delay_2ghz: properties.probeDelay2ghz,
      neighbor_group: properties.neighborGroup,
    },
    configured: {
      band: properties.channelBand,
      frequency: properties.channelFrequency,
      channel_width: properties.channelWidth,
      skip_dfs_channels: properties.skipDfsChannels,
      reselect_interval: properties.reselectInterval,
      tx_power_dbm: properties.txPowerDbm,
      country: properties.country,
      mode: properties.mode,
      hide_ssid: properties.hideSsid,
      max_client_count: properties.maxClients,
      authentication_types: properties.authenticationTypes?.split(',') ?? null,
      management_protection: properties.managementProtection,
      connect_priority: properties.connectPriority,
    },
    configuration: profiles.configuration,
    origins: [...byObject.values()],
  };
}
