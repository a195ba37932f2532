/** The last events at the access point, live at their head. */
import type { EventList } from '../../../record/select-event.ts';
import { Failure } from '../failure.tsx';
import { toHash } from '../route.ts';
import { EventRow } from '../timeline/event-row.tsx';
import { useRecord } from '../use-record.ts';
import { useZone } from '../use-zone.ts';
import { ZoneNote } from '../zone-note.tsx';

const FEW = 12;
const EVERY_MS = 60_000;

export function EventPanel({ accessPointId }: { accessPointId: string }) {
  const zone = useZone();
  const path = `events?access_point=${encodeURIComponent(accessPointId)}&order=desc&limit=${FEW}`;
  const fetched = useRecord<EventList>(path, EVERY_MS, true);
  const { record } = fetched;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>Events</h2>
        <a href={toHash({ view: 'timeline' }, { access_point: accessPointId })}>
          Timeline of this access point
        </a>
      </div>
      {fetched.status === 'loading' ? <p class="quiet">Loading …</p> : null}
      <Failure fetched={fetched} class="notice" />
      {record !== null && record.events.length === 0 ? <p class="quiet">No events are kept.</p> : null}
      <ul class="happenings">
        {(record?.events ?? []).map((event) => (
          <EventRow key={event.event_id} event={event} zone={zone} hasDay />
        ))}
      </ul>
      <p class="quiet">
        <ZoneNote zone={zone} />
      </p>
    </section>
  );
}
