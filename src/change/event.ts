/** The event of a transition: what reached which state, and by whose key. */
import { type EventRecord, newEvent } from '../record/event.ts';
import { toIso } from '../record/time.ts';
import type { Change } from './change.ts';

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
