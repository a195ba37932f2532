/**
 * Up to version 0.1.0 the radios of a router were a device of their own in Home Assistant. Their entities move to the device of the router in
 * steps, so that Home Assistant keeps their ids, names and history: 1. the old topic says that they move; 2. the router's payload has them;
 * 3. the old topic has one last component; 4. nothing, and Home Assistant removes the device with it. Until step 4 the old payload stays
 * retained, so that a handover that is interrupted begins again.
 */
import type { Publish } from './publish.ts';
import { parseObject } from './parse-object.ts';
import type { Topics } from './topics.ts';

/** How long Home Assistant is given for a step. */
const STEP_MS = 2000;
/** Until the old device goes: nothing of it may be left by then. */
const REST_MS = 10_000;

const MOVING = JSON.stringify({ migrate_discovery: true });

type Step = 'announced' | 'taken' | 'last component';

/** What to do about a topic now. */
export interface HandoverStep {
  /** Null: not yet. `wanted`: what is wanted there, as without a handover. */
  publish: Publish | 'wanted' | null;
  /** `topic` is due again then. */
  next: { topic: string; ms: number } | null;
}

export interface HandoverOptions {
  topics: Topics;
  wanted: (topic: string) => string;
  held: (topic: string) => string;
}

export function createHandovers({ topics, wanted, held }: HandoverOptions) {
  /** By the old topic. */
  const steps = new Map<string, Step>();

  return {
    clear: () => steps.clear(),
    /** Null where no handover has a say. `isWaiting`: the time of the last step is not over. */
    stepOf: (topic: string, isWaiting: boolean): HandoverStep | null => {
      const device = topics.discoveryDeviceOf(topic);
      if (device?.kind !== 'router' && device?.kind !== 'ap') return null;
      const former = topics.discovery({ kind: 'ap', id: device.id });
      const present = topics.discovery({ kind: 'router', id: device.id });
      const prefix = `${topics.identifier({ kind: 'ap', id: device.id })}_`;
      if (held(former) === '' || !hasEntityOf(prefix, wanted(present))) return null;
      if (isWaiting) return { publish: null, next: null };
      const step = steps.get(former);
      if (topic === former) return stepOfFormer(former, step);
      if (step !== undefined && step !== 'announced') return null;
      steps.set(former, step === undefined ? 'announced' : 'taken');
      return step === undefined
        ? { publish: fleeting(former, MOVING), next: { topic: present, ms: STEP_MS } }
        : { publish: 'wanted', next: { topic: former, ms: REST_MS } };
    },
  };

  function stepOfFormer(former: string, step: Step | undefined): HandoverStep {
    if (step === 'taken') {
      steps.set(former, 'last component');
      return { publish: fleeting(former, lastComponent(former)), next: { topic: former, ms: STEP_MS } };
    }
    if (step !== 'last component') return { publish: null, next: null };
    steps.delete(former);
    return { publish: { topic: former, payload: '', retain: true }, next: null };
  }

  /** A trigger that nothing ever fires: Home Assistant removes a device with the last component that is removed by a payload. */
  function lastComponent(former: string): string {
    const identifier = topics.identifier(topics.discoveryDeviceOf(former)!);
    const moved = {
      platform: 'device_automation',
      automation_type: 'trigger',
      type: 'moved',
      subtype: 'WiFi',
      topic: topics.bridgeInfo,
      payload: 'moved',
      qos: 1,
    };
    return JSON.stringify({
      device: { identifiers: [identifier] },
      origin: { name: 'mikrotik-presence' },
      components: { moved },
    });
  }
}

function fleeting(topic: string, payload: string): Publish {
  return { topic, payload, retain: false };
}

function hasEntityOf(prefix: string, payload: string): boolean {
  const components = parseObject(payload)?.['components'];
  if (typeof components !== 'object' || components === null) return false;
  return Object.values(components as Record<string, { unique_id?: unknown }>).some(
    ({ unique_id: id }) => typeof id === 'string' && id.startsWith(prefix),
  );
}
