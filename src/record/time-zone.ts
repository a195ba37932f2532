/** The time zone of the house, in which texts for people and models say a time. Records say it in UTC. */
import { toLocalMs } from '../parse/zone-clock.ts';
import type { Snapshot } from './snapshot.ts';

export const UTC = 'UTC';

/** The configured one, else that of the first router that tells one, else UTC. */
export function timeZoneOf(configured: string | null, snapshot: Pick<Snapshot, 'routers'> | null): string {
  if (configured !== null) return configured;
  return snapshot?.routers.find(({ time_zone }) => time_zone !== null)?.time_zone ?? UTC;
}

/** A moment (ISO 8601 in UTC) as that zone has it, such as 2026-11-30T04:02:11.000+01:00; in UTC unchanged. */
export function inZone(iso: string, zone: string): string {
  const at = Date.parse(iso);
  const offsetMs = zone === UTC ? 0 : offsetMsOf(at, zone);
  if (offsetMs === 0) return iso;
  return `${new Date(at + offsetMs).toISOString().slice(0, -1)}${offsetText(offsetMs)}`;
}

/** "Monday, 2026-11-30", as that zone has it. */
export function dayOf(at: number, zone: string): string {
  const weekday = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'long' }).format(at);
  return `${weekday}, ${inZone(new Date(at).toISOString(), zone).slice(0, 10)}`;
}

/** "+01:00" at that moment. */
export function offsetOf(at: number, zone: string): string {
  return offsetText(offsetMsOf(at, zone));
}

function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Whole minutes, as every zone has them since 1972. */
function offsetMsOf(at: number, zone: string): number {
  return Math.round((toLocalMs(at, zone) - at) / 60_000) * 60_000;
}
