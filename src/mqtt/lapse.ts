/**
 * A device or person that ceases to be an entity, because the file no longer has it, is offline for an hour before it is removed: Home
 * Assistant's person loses a tracker that is removed, for good. A removal that the operator asks for is immediate.
 */
import { keyOf } from './deletion.ts';
import type { NetworkView } from './network-view.ts';
import { parseObject } from './parse-object.ts';
import type { DiscoveryDevice } from './topics.ts';

export const LAPSE_MS = 3_600_000;
/** More are removed at once; no house has so many. */
export const MOST_LAPSES = 10_000;

/** Keys of those that were published and no longer are. */
export function ceasedSince(before: NetworkView | null, after: NetworkView): DiscoveryDevice[] {
  if (before === null) return [];
  const here = new Set(entitiesOf(after).map(keyOf));
  return entitiesOf(before).filter((device) => !here.has(keyOf(device)));
}

export function entitiesOf({ clients, people }: Pick<NetworkView, 'clients' | 'people'>): DiscoveryDevice[] {
  return [
    ...clients.map(({ device_id: id }): DiscoveryDevice => ({ kind: 'client', id })),
    ...people.map(({ person_id: id }): DiscoveryDevice => ({ kind: 'person', id })),
  ];
}

/** What a state or signal topic holds meanwhile: nothing is known. The payload itself where it is none of ours. */
export function lapsedPayload(topic: string, payload: string): string {
  const level = topic.split('/').at(-1);
  const before =
    level === 'signal' || level === 'activity' || level === 'state' || level === 'wifi_access'
      ? parseObject(payload)
      : null;
  if (before === null) return payload;
  return JSON.stringify(level === 'state' ? { ...before, presence: 'unknown' } : mapToNull(before));
}

function mapToNull(fields: Readonly<Record<string, unknown>>): Record<string, null> {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, null]));
}
