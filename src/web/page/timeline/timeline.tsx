/** What happened, by day and hour: to whom, at which access point, and what deserves a look. */
import { useContext, useMemo, useState } from 'preact/hooks';
import { toCount } from '../amount.ts';
import { ClockContext } from '../clock.ts';
import { Pending } from '../pending.tsx';
import { toHash } from '../route.ts';
import { toSentence } from '../sentence.ts';
import { isLoaded, useSelect } from '../store.ts';
import { goTo } from '../use-route.ts';
import { useZone } from '../use-zone.ts';
import { ZoneNote } from '../zone-note.tsx';
import { addDays, fromLocal, HOUR_MS, hoursOf, toDay, toDayText, toLocal } from '../zone.ts';
import { DayBar } from './day-bar.tsx';
import { EventCount, KeptSince } from './day-note.tsx';
import { EventRow } from './event-row.tsx';
import { type Filter, toFilter, toQueryValues, toRequest } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { HourStrip } from './hour-strip.tsx';
import { type Hour, type ShownHour, hourAt, toHours, toShownHours } from './hours.ts';
import { useDayEvents } from './use-events.ts';

export function TimelineView({ query }: { query: string }) {
  // the days are those of the zone that the routers tell
  const isThere = useSelect(isLoaded);
  return (
    <div class="page-view timeline-view">
      <h1>Timeline</h1>
      {isThere ? <Timeline filter={toFilter(query)} /> : <Pending text="Loading events …" />}
    </div>
  );
}

function Timeline({ filter }: { filter: Filter }) {
  const zone = useZone();
  const { now } = useContext(ClockContext);
  const people = useSelect((state) => state.people);
  const today = toDay(now(), zone);
  const day = filter.at?.slice(0, 10) ?? today;
  const starts = useMemo(() => hoursOf(day, zone), [day, zone]);
  const chosen = filter.at?.includes('T') ? hourAt(fromLocal(filter.at, zone), starts) : null;
  const toHref = (at: string | null) => toHash({ view: 'timeline' }, toQueryValues({ ...filter, at }));
  const request = toRequest(filter, people);
  const [past, fetchAgain] = useDayEvents(request, {
    sinceAt: starts[0]!,
    untilAt: day < today ? fromLocal(`${addDays(day, 1)}T00:00`, zone) : null,
    hourAt: chosen,
  });
  const isWhole = !past.isLoading && past.problem === null;
  // where no event can match, it does not matter how long they are kept
  const keptSinceAt =
    request === null ? -Infinity : past.keptSinceAt === null ? Infinity : Date.parse(past.keptSinceAt);
  const knownSinceAt = isWhole && !past.isCut ? keptSinceAt : Infinity;
  const isAll = knownSinceAt <= starts[0]!;
  const hours = useMemo(() => toHours(past.events, starts), [past.events, starts]);
  return (
    <>
      <div class="timeline-head">
        <DayBar day={day} today={today} now={now} zone={zone} toHref={toHref} />
        <FilterBar
          filter={filter}
          onFilter={(next) => goTo(toHash({ view: 'timeline' }, toQueryValues(next)))}
        />
        <HourStrip
          hours={hours}
          knownSinceAt={knownSinceAt}
          chosen={chosen}
          now={now()}
          zone={zone}
          toHref={toHref}
        />
      </div>
      <p class="quiet" role="status">
        <EventCount
          past={past}
          isAll={isAll}
          of={`${toDayText(day)}${day === today ? ', and new ones as they happen' : ''}`}
        />
        <ZoneNote zone={zone} />
        {past.isCut ? ' Only the newest are fetched: choose an hour for those before.' : ''}
      </p>
      {past.problem === null ? null : (
        <p class="notice">
          <bdi>{toSentence(past.problem)}</bdi>
          {' Events of this day are missing. '}
          <button type="button" class="link" onClick={fetchAgain}>
            Try again
          </button>
        </p>
      )}
      {past.keptSinceAt === null && !isWhole ? null : (
        <KeptSince at={keptSinceAt} sinceAt={starts[0]!} zone={zone} />
      )}
      <HourList
        key={day}
        hours={hours}
        chosen={chosen}
        isLoading={past.isLoading}
        isWhole={past.problem === null}
        isAll={isAll}
        keptSinceAt={keptSinceAt}
        isToday={day === today}
        zone={zone}
        wholeDay={toHref(day === today ? null : day)}
      />
    </>
  );
}

interface HourListProps {
  hours: readonly Hour[];
  chosen: number | null;
  isLoading: boolean;
  /** No events failed to be fetched. */
  isWhole: boolean;
  /** Nothing else happened on the day. */
  isAll: boolean;
  /** Of the oldest event that is kept, epoch milliseconds. */
  keptSinceAt: number;
  isToday: boolean;
  zone: string;
  /** The address of the day without a chosen hour. */
  wholeDay: string;
}

function HourList(props: HourListProps) {
  const { hours, chosen, isLoading, isWhole, isAll, keptSinceAt, isToday, zone, wholeDay } = props;
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const shown = toShownHours(hours, chosen, opened);
  const later = chosen === null ? [] : hours.filter(({ startAt }) => startAt > chosen);
  const laterCount = later.reduce((sum, { events }) => sum + events.length, 0);
  return (
    <div class="hours">
      {chosen === null ? null : (
        <p>
          <a href={wholeDay}>{isToday ? 'Back to now' : 'The whole day'}</a>
          {laterCount === 0 ? '' : `: ${toCount(laterCount, 'later event')}`}
        </p>
      )}
      {shown.map((hour) => (
        <HourSection
          key={hour.startAt}
          hour={hour}
          isLoading={isLoading}
          isWhole={isWhole && hour.startAt + HOUR_MS > keptSinceAt}
          zone={zone}
          onOpen={() => setOpened(new Set([...opened, hour.startAt]))}
        />
      ))}
      {shown.length === 0 && isAll ? <p class="empty">No events.</p> : null}
    </div>
  );
}

interface HourSectionProps {
  hour: ShownHour;
  isLoading: boolean;
  /** It is known that the hour has no further events. */
  isWhole: boolean;
  zone: string;
  onOpen: () => void;
}

function HourSection({ hour, isLoading, isWhole, zone, onOpen }: HourSectionProps) {
  const { startAt, events, hiddenCount } = hour;
  const count = events.length + hiddenCount;
  const none = isLoading ? 'Loading …' : isWhole ? 'Nothing happened.' : 'Not known.';
  const title = `${toLocal(startAt, zone).slice(11, 16)} to ${toLocal(startAt + HOUR_MS, zone).slice(11, 16)}`;
  return (
    <section class="hour-part" aria-label={title}>
      <h2>
        {title} {count === 0 && (isLoading || !isWhole) ? null : <span class="count">{count}</span>}
      </h2>
      {events.length === 0 ? <p class="quiet">{none}</p> : null}
      <ul class="happenings">
        {events.map((event) => (
          <EventRow key={event.event_id} event={event} zone={zone} />
        ))}
      </ul>
      {hiddenCount === 0 ? null : (
        <button type="button" class="link" onClick={onOpen}>
          Show {toCount(hiddenCount, 'more event')} of this hour
        </button>
      )}
    </section>
  );
}
