/** The history of a device: signal, events and sessions; or why there is none. */
import { useMemo, useRef, useState } from 'preact/hooks';
import type { DeviceHistory, SessionList } from '../../../record/history.ts';
import type { EventList } from '../../../record/select-event.ts';
import { Failure } from '../failure.tsx';
import { type Fetched, useRecord } from '../use-record.ts';
import { Chart } from './chart.tsx';
import { fromEvents, fromSessions } from './event.ts';
import { DeviceEventList } from './event-list.tsx';
import { type Range, RANGE_MS, RangeSwitch, ranges } from './range.tsx';
import { SessionPanel } from './sessions.tsx';

const EVERY_MS = 30_000;
/** Each "Show more" takes the next limit; the last is the highest the service accepts. */
const LIMITS = [20, 200, 1000] as const;
/** Events of longer periods come from all sessions. */
const ALL = 1000;

export function Past({ deviceId }: { deviceId: string }) {
  const [range, setRange] = useState<Range>('24h');
  const [more, setMore] = useState(0);
  const id = encodeURIComponent(deviceId);
  const isDay = range === '24h';
  const stays = range === '30d' ? '30d' : '7d';
  const count = LIMITS[more]!;
  const limit = isDay ? count : ALL;
  const history = useRecord<DeviceHistory>(`devices/${id}/history?since=${range}`, EVERY_MS);
  const recorded = useRecord<EventList>(`events?mac=${id}&since=24h&limit=1000`, EVERY_MS);
  const sessions = useRecord<SessionList>(`devices/${id}/sessions?since=${stays}&limit=${limit}`, EVERY_MS);
  const curve = useLatest(history);
  const list = useLatest(sessions);
  const events = useMemo(() => {
    if (isDay) return recorded.record === null ? null : fromEvents(recorded.record.events);
    if (list === null) return null;
    return fromSessions(list.sessions, Date.parse(list.until_at) - RANGE_MS[range]);
  }, [isDay, range, recorded.record, list]);
  const source = isDay ? recorded : sessions;
  const isEmpty = curve !== null && curve.segments.length === 0;
  const problem = history.status === 'failed' ? history.problem : null;
  /** One reason for all that is missing is said once. */
  const isSaid = (other: Fetched<unknown>) => other.status === 'failed' && other.problem === problem;
  const ownFailure = isDay && sessions.status === 'failed' && !isSaid(sessions) ? sessions : null;
  return (
    <>
      <section class="panel">
        <div class="panel-head">
          <h2>Signal</h2>
          <RangeSwitch range={range} onRange={setRange} />
        </div>
        <Failure fetched={history} class="notice" />
        {curve === null && problem === null ? <div class="chart-place" aria-busy="true" /> : null}
        {isEmpty ? (
          <p class="nothing">Nothing was recorded in the last {ranges[range]}.</p>
        ) : curve === null ? null : (
          <Chart history={curve} events={events ?? []} isOld={history.record === null} />
        )}
      </section>
      <DeviceEventList
        deviceId={deviceId}
        events={events}
        range={ranges[range]}
        fetched={isSaid(source) ? null : source}
        isCut={isDay ? recorded.record?.has_more === true : list?.has_more === true}
      />
      {list === null && ownFailure === null ? null : (
        <SessionPanel
          failure={ownFailure}
          list={
            list === null
              ? null
              : {
                  ...list,
                  sessions: list.sessions.slice(0, count),
                  has_more: list.has_more || list.sessions.length > count,
                }
          }
          range={ranges[stays]}
          onMore={more < LIMITS.length - 1 ? () => setMore(more + 1) : null}
        />
      )}
    </>
  );
}

/** Keeps the previous record until the next one arrives or fails. */
function useLatest<T>(fetched: Fetched<T>): T | null {
  const latest = useRef<T | null>(null);
  if (fetched.record !== null || fetched.status === 'failed') latest.current = fetched.record;
  return latest.current;
}
