/** The event of a transition: what reached which state, and by whose key. */
import { type EventRecord, newEvent } from '../record/event.ts';
import { toIso } from '../record/time.ts';
import type { Change } from './change.ts';
import type { MeasuredEffect } from './effect.ts';

/** The event of a measured effect, at the time when it was measured (epoch ms): the change is as it was. */
export function toEffectEvent(
  change: Change,
  { window, verdict, before, after }: MeasuredEffect,
  at: number,
): EventRecord {
  const numbers = Object.keys(before)
    .filter((name) => name in after && name !== 'device_hours')
    .map((name) => `${name} ${before[name]} → ${after[name]}`);
  const outcome = [`Effect after ${window}: ${verdict}`, ...numbers].join(', ');
  return toChangeEvent({ ...change, stateSince: at, outcome: `${outcome}.` });
}

export function toChangeEvent(change: Change): EventRecord {
  const { id, action, state, stateSince, router, plan, outcome, proposedBy, approvedBy } = change;
  const devices = plan?.affects.devices ?? [];
  const [device] = devices.length === 1 ? devices : [];
  const { key } = approvedBy ?? proposedBy;
  return newEvent({
    event_type: 'change',
    at: toIso(stateSince),
    source: 'poll',
    device_id: device?.device_id ?? null,
    name: device?.name ?? null,
    router,
    reason: outcome === null ? `By ${key}.` : `By ${key}: ${outcome}`,
    // a class is one of a router's words
    reason_class: null,
    change_id: id,
    action,
    state,
  });
}
