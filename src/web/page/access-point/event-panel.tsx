/** The last events at the access point, live at their head. */
import { toHash } from '../route.ts';
import { toSentence } from '../sentence.ts';
import { useZone } from '../use-zone.ts';
import { EventRow } from '../timeline/event-row.tsx';
import { useLatestEvents } from '../timeline/use-latest.ts';
import { ZoneNote } from '../zone-note.tsx';

const FEW = 12;

export function EventPanel({ accessPointId }: { accessPointId: string }) {
  const zone = useZone();
  const { record, problem } = useLatestEvents(`access_point=${encodeURIComponent(accessPointId)}`, FEW);
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>Events</h2>
        <a href={toHash({ view: 'timeline' }, { access_point: accessPointId })}>
          Timeline of this access point
        </a>
      </div>
      {problem === null ? null : <p class="quiet">{toSentence(problem)}</p>}
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
