/** A device's memory as its public record. */
import type { AccessPointRef } from '../join/place.ts';
import { isRandomized } from '../parse/mac.ts';
import type { DeviceMemory } from '../presence/device.ts';
import type { Settings } from '../presence/settings.ts';
import type { Device } from './device.ts';
import { toIso, toSeconds } from './time.ts';

/** The configured name of an access point, else its identity; null when neither is known. */
export function accessPointName(
  ref: AccessPointRef | null,
  settings: Pick<Settings, 'accessPoints'>,
): string | null {
  if (ref === null) return null;
  return settings.accessPoints.find(({ id }) => id === ref.id)?.name ?? ref.name;
}

/** The names that the operator gave come before those of the network. */
function nameOf(
  { pageName, name, macAddress }: DeviceMemory,
  configuredName: string | null,
): Pick<Device, 'name' | 'name_source'> {
  if (configuredName !== null) return { name: configuredName, name_source: 'configured' };
  if (pageName !== null) return { name: pageName, name_source: 'page' };
  return { name: name?.name ?? macAddress, name_source: name?.source ?? 'mac_address' };
}

/** What is known of a device beside its memory. */
export interface Given {
  configuredName: string | null;
  /** The operator named it. */
  isKnown: boolean;
  /** By the access lists of all routers; null when one was never read. */
  isBlocked: boolean | null;
  /** Of the MAC last seen; null when unknown. */
  vendor: string | null;
}

/** Live values come from the registration, and are null without one. */
export function toDevice(
  memory: DeviceMemory,
  { configuredName, isKnown, isBlocked, vendor }: Given,
  settings: Settings,
): Device {
  const { client, place, addresses } = memory;
  const { name, name_source } = nameOf(memory, configuredName);
  const registration = client?.registration ?? null;
  const { lease } = addresses;
  return {
    device_id: memory.deviceId,
    mac_address: memory.macAddress,
    mac_randomized: isRandomized(memory.macAddress),
    blocked: isBlocked,
    vendor,
    known: isKnown,
    guest: place?.ssid != null && (settings.guestSsids?.includes(place.ssid) ?? false),
    name,
    name_source,
    host_name: memory.hostName,
    comment: memory.comment,
    presence: memory.presence,
    zone: memory.zone,
    presence_since_at: toIso(memory.presenceSinceAt),
    first_seen_at: toIso(memory.firstSeenAt),
    last_seen_at: toIso(memory.lastSeenAt),
    connected: memory.connected,
    ip_address: addresses.ipAddress,
    ip_source: addresses.ipSource,
    ip_addresses: [...addresses.ipAddresses],
    router: place?.router ?? null,
    access_point: accessPointName(place?.accessPoint ?? null, settings),
    access_point_id: place?.accessPoint?.id ?? null,
    interface: place?.interface ?? null,
    ssid: place?.ssid ?? null,
    band: place?.band ?? null,
    wifi_standard: registration?.wifiStandard ?? null,
    channel: client?.channel ?? null,
    frequency_mhz: client?.frequencyMhz ?? null,
    signal_dbm: registration?.signalDbm ?? null,
    tx_rate_bps: registration?.txRateBps ?? null,
    rx_rate_bps: registration?.rxRateBps ?? null,
    tx_throughput_bps: registration?.txThroughputBps ?? null,
    rx_throughput_bps: registration?.rxThroughputBps ?? null,
    tx_bytes: registration?.txBytes ?? null,
    rx_bytes: registration?.rxBytes ?? null,
    tx_packets: registration?.txPackets ?? null,
    rx_packets: registration?.rxPackets ?? null,
    connected_since_at: toIso(memory.connectedSinceAt),
    uptime_seconds: toSeconds(registration?.uptimeMs ?? null),
    idle_seconds: toSeconds(registration?.idleMs ?? null),
    auth_type: registration?.authType ?? null,
    authorized: registration?.authorized ?? null,
    vlan_id: registration?.vlanId ?? null,
    eap_identity: registration?.eapIdentity ?? null,
    links: (client?.links ?? []).map((link) => ({
      interface: link.interface,
      mac_address: link.macAddress,
      band: link.band,
      signal_dbm: link.signalDbm,
    })),
    source: place?.source ?? null,
    dhcp:
      lease === null
        ? null
        : {
            server: lease.server,
            status: lease.status,
            dynamic: lease.dynamic,
            expires_in_seconds: toSeconds(lease.expiresInMs),
            last_seen_seconds: toSeconds(lease.lastSeenMs),
          },
  };
}
