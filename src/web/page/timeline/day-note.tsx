/** What is known of a day: how many events, and since when they are kept. */
import { toCount } from '../amount.ts';
import { toDayText, toLocal } from '../zone.ts';
import type { DayEvents } from './use-events.ts';

interface EventCountProps {
  past: DayEvents;
  /** Nothing else happened on the day. */
  isAll: boolean;
  of: string;
}

/** Part of a day has no number of events: none may be fetched yet, only some, or only some be kept. */
export function EventCount({ past: { events, isLoading }, isAll, of }: EventCountProps) {
  const count = toCount(events.length, 'event');
  if (events.length === 0) {
    if (isLoading) return <>Loading events on {of}. </>;
    if (!isAll) return null;
  }
  return (
    <>
      {isLoading ? 'Loading: ' : isAll ? '' : 'At least '}
      {count} on {of}.{' '}
    </>
  );
}

/** A day that nothing is known of did not pass without events. `at` is Infinity where no event is kept. */
export function KeptSince({ at, sinceAt, zone }: { at: number; sinceAt: number; zone: string }) {
  if (at <= sinceAt) return null;
  if (at === Infinity) return <p class="notice">No event is kept. What happened before is not known.</p>;
  const local = toLocal(at, zone);
  return (
    <p class="notice">
      The oldest event that is kept is of {toDayText(local.slice(0, 10))}, {local.slice(11, 16)}. What
      happened before is not known.
    </p>
  );
}
