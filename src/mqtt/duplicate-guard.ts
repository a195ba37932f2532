/**
 * Two installations with one INSTANCE_ID and one MQTT_BASE_TOPIC would overwrite each other's topics. `bridge/info` carries a hash of the
 * installation, by which they recognise each other; of two that start at once, the one with the smaller hash stays.
 */
import { createHash } from 'node:crypto';
import type { DuplicateEvidence } from './edge-state.ts';
import { parseObject } from './parse-object.ts';
import { bridgeState } from './payload.ts';
import type { Topics } from './topics.ts';

export interface Instance {
  instanceId: string;
  /** See `instanceHash`. */
  installation: string;
}

const ONLINE = JSON.stringify(bridgeState('online'));

/** Identifies an installation without revealing anything of it. */
export function instanceHash(clientIdSuffix: string): string {
  return createHash('sha256').update(`mikrotik-presence ${clientIdSuffix}`).digest('hex').slice(0, 12);
}

/** What a retained message shows of another installation. */
export function evidenceIn(
  topic: string,
  payload: string,
  topics: Topics,
  own: Instance,
): Partial<DuplicateEvidence> {
  if (topic === topics.bridgeState) return { isOnline: payload === ONLINE };
  const installation = topic === topics.bridgeInfo ? installationIn(payload, own) : null;
  return installation === null ? {} : { isForeign: installation !== own.installation };
}

/** The hash in a `bridge/info` of our INSTANCE_ID; null when there is none, as in those of version 0.1.0 and older. */
export function installationIn(payload: string, { instanceId }: Instance): string | null {
  const { instance, installation } = parseObject(payload) ?? {};
  return instance === instanceId && typeof installation === 'string' ? installation : null;
}

/** The hash in a `bridge/hello`; null when there is none. */
export function askerIn(payload: string): string | null {
  const asker = parseObject(payload)?.['installation'];
  return typeof asker === 'string' ? asker : null;
}
