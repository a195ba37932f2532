/** Counts of devices and people, the same for every edge. A held device counts as it was last read. */
import type { Device } from './device.ts';
import type { Snapshot } from './snapshot.ts';

export interface Summary {
  /** Known devices that are home. */
  home: number;
  /** Devices on WiFi; null when no router answers and no device is held. */
  connected: number | null;
  /** Known devices, wherever they are. */
  known: number;
  /** Connected on a guest SSID. */
  guests: number | null;
  /** Connected, neither known nor a guest. */
  strangers: number | null;
  /** Names of the people who are home. */
  people_home: string[];
}

/** In a registration table now; while there is no evidence, whether it was at the last one. */
export function isOnAir({ connected, presence }: Device): boolean {
  return connected ?? presence === 'home';
}

export function isGuest({ ssid }: Pick<Device, 'ssid'>, guestSsids: readonly string[]): boolean {
  return ssid !== null && guestSsids.includes(ssid);
}

/** Neither known nor on a guest SSID. */
export function isStranger(device: Device, { known }: Snapshot, guestSsids: readonly string[]): boolean {
  return !known.has(device.device_id) && !isGuest(device, guestSsids);
}

export function toSummary(snapshot: Snapshot, guestSsids: readonly string[]): Summary {
  const { devices, known, people, routers } = snapshot;
  const onAir = [...devices.values()].filter(isOnAir);
  const isCounted = onAir.length > 0 || routers.some(({ reachable }) => reachable);
  const counted = (count: number) => (isCounted ? count : null);
  return {
    home: [...known].filter((id) => devices.get(id)?.presence === 'home').length,
    connected: counted(onAir.length),
    known: known.size,
    guests: counted(onAir.filter((device) => isGuest(device, guestSsids)).length),
    strangers: counted(onAir.filter((device) => isStranger(device, snapshot, guestSsids)).length),
    people_home: people.filter(({ presence }) => presence === 'home').map(({ name }) => name),
  };
}
