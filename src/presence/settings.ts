/** What the configuration decides about presence. */
import type { Mac } from '../parse/mac.ts';

export interface Settings {
  pollIntervalMs: number;
  awayDelayMs: number;
  /** Time without evidence after which a device that was home is unknown; 0 = never. */
  unknownAfterMs: number;
  /** Time after which a device that is not known is forgotten; without it, never. */
  forgetAfterMs?: number;
  routers: readonly { id: string; zone: string }[];
  devices: readonly ConfiguredDevice[];
  accessPoints: readonly { id: string; name: string | null; awayDelayMs: number | null }[];
  people?: readonly ConfiguredPerson[];
  /** SSIDs whose devices are guests. */
  guestSsids?: readonly string[];
  /** Findings that are in no count, message or event. */
  findings?: { ignore: readonly { kind: string; subject: string }[] };
}

export interface ConfiguredPerson {
  /** A slug, which stays when the name changes. */
  id: string;
  name: string;
  devices: readonly Mac[];
}

export interface ConfiguredDevice {
  /** Its device_id; null: that of its first MAC. */
  id?: string | null;
  /** All the MACs it may show. */
  macs: readonly Mac[];
  name: string | null;
  awayDelayMs: number | null;
}

/** A router's zone; `home` for one that is not configured. */
export function zoneOf(settings: Settings, router: string): string {
  return settings.routers.find(({ id }) => id === router)?.zone ?? 'home';
}

/** `zoneOf` as a function, for many look-ups. */
export function zonesOf(settings: Settings): (router: string) => string {
  const zones = new Map(settings.routers.map(({ id, zone }) => [id, zone]));
  return (router) => zones.get(router) ?? 'home';
}

/** Two polls: the shortest delay, and the most time that counts between two polls of one router. */
export function twoPollsMs(pollIntervalMs: number): number {
  return 2 * pollIntervalMs;
}
