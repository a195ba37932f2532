/** The events of the device in words, newest first. */
import { useContext, useState } from 'preact/hooks';
import { ClockContext } from '../clock.ts';
import type { DeviceEvent } from './event.ts';
import { EventText } from './readout.tsx';
import { toHash } from '../route.ts';
import { Failure } from '../failure.tsx';
import type { Fetched } from '../use-record.ts';
import { toTime } from './format.ts';
import { useZone } from '../use-zone.ts';

const FEW = 12;

interface EventListProps {
  deviceId: string;
  /** Oldest first; null while loading. */
  events: readonly DeviceEvent[] | null;
  /** Their period in words. */
  range: string;
  /** Null where its problem is said elsewhere. */
  fetched: Fetched<unknown> | null;
  /** More events exist than these. */
  isCut: boolean;
}

export function DeviceEventList({ deviceId, events, range, fetched, isCut }: EventListProps) {
  const zone = useZone();
  const clock = useContext(ClockContext);
  const [isAll, setAll] = useState(false);
  const now = clock.now();
  const newest = (events ?? []).toReversed();
  const shown = isAll ? newest : newest.slice(0, FEW);
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>
          Events <span class="count">in the last {range}</span>
        </h2>
        <a href={toHash({ view: 'timeline' }, { device: deviceId })}>Timeline of this device</a>
      </div>
      {fetched === null ? null : <Failure fetched={fetched} class="notice" />}
      {events !== null && newest.length === 0 ? <p class="quiet">No events.</p> : null}
      <ul class="events">
        {shown.map((event) => (
          <li key={event.id} class={`is-${event.kind}`}>
            <time dateTime={new Date(event.at).toISOString()}>{toTime(event.at, now, zone, true)}</time>
            <span>
              <EventText event={event} />
            </span>
          </li>
        ))}
      </ul>
      {newest.length > shown.length ? (
        <button type="button" class="link" onClick={() => setAll(true)}>
          Show all {newest.length}
        </button>
      ) : null}
      {isCut ? <p class="quiet">Not all events are shown.</p> : null}
    </section>
  );
}
