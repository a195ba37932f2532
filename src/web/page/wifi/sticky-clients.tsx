/** Who clings: where it hangs, where it was heard better, and what was looked at. */
import { useMemo } from 'preact/hooks';
import type { SessionList } from '../../../record/history.ts';
import { Ago } from '../ago.tsx';
import { toSpan } from '../clock.ts';
import type { Fetched } from '../use-record.ts';
import { toCount } from '../health/amount.ts';
import { toHash } from '../route.ts';
import { Signal, toDbm } from '../signal.tsx';
import { useSelect } from '../store.ts';
import { toBandName } from './advise.ts';
import { BETTER_DB, type Cling, findClings, LONG_MINUTES, MIN_MINUTES, WEAK_DBM } from './sticky-client.ts';

/** `fetched` is null when no history is kept. */
export function ClingPart({ fetched }: { fetched: Fetched<SessionList> | null }) {
  return (
    <section class="wifi-part" aria-labelledby="clings">
      <header>
        <h2 id="clings">Who clings</h2>
        <p class="rule">
          A device clings when the median of its session is weaker than {toDbm(WEAK_DBM)} dBm, although within
          7 days another access point of the same network heard it at least {BETTER_DB} dB better for{' '}
          {MIN_MINUTES} minutes or more, on the same or a higher band.
        </p>
      </header>
      {fetched === null ? (
        <p class="fine">
          No history is kept, so nobody can tell. <a href={toHash({ view: 'health' })}>How to keep one</a>
        </p>
      ) : (
        <Answer fetched={fetched} />
      )}
    </section>
  );
}

function Answer({ fetched }: { fetched: Fetched<SessionList> }) {
  const { status, record } = fetched;
  if (status === 'loading') return <p class="waiting">Looking at 7 days of sessions …</p>;
  return (
    <>
      {status === 'failed' ? (
        <p class="problem">
          <bdi>{fetched.problem}</bdi>{' '}
          {record === null ? 'So nobody can tell who clings.' : 'What is shown is what was known before.'}
        </p>
      ) : null}
      {record === null ? null : <Found list={record} />}
    </>
  );
}

function Found({ list }: { list: SessionList }) {
  const devices = useSelect((state) => state.devices);
  const accessPoints = useSelect((state) => state.accessPoints);
  const interfaces = useSelect((state) => state.interfaces);
  const clings = useMemo(() => {
    const { sessions, since_at, until_at } = list;
    const [sinceAt, untilAt] = [Date.parse(oldestOf(list) ?? since_at), Date.parse(until_at)];
    return findClings({ sessions, devices, accessPoints, interfaces, sinceAt, untilAt });
  }, [list, devices, accessPoints, interfaces]);
  const overCount = clings.filter(({ isOver }) => isOver).length;
  if (list.sessions.length === 0) return <p class="fine">There is no session to look at yet.</p>;
  return (
    <>
      {clings.length > overCount ? null : (
        <p class="fine">
          {list.has_more ? 'In what was looked at, nobody' : 'Nobody'} clings{overCount > 0 ? ' now' : ''}.
        </p>
      )}
      {clings.length === 0 ? null : (
        <ul class="clings">
          {clings.map((cling) => (
            <ClingItem key={cling.deviceId} cling={cling} />
          ))}
        </ul>
      )}
      <LookedAt list={list} hasOver={overCount > 0} />
    </>
  );
}

function ClingItem({ cling }: { cling: Cling }) {
  const { deviceId, name, weak, better, gainDb, isOver, moveCount, neighbours } = cling;
  return (
    <li class={isOver ? 'over' : ''}>
      <a class="who" href={toHash({ view: 'device', deviceId })} dir="auto">
        {name}
      </a>
      <p class="end">
        <span class="unseen">{isOver ? 'hung on ' : 'hangs on '}</span>
        <Spot name={weak.access_point} band={weak.band} dbm={weak.signal_median_dbm} />
        <span class="when">
          for {isOver ? toSpan(weak.duration_seconds * 1000) : <Ago at={weak.from_at} />}
          {weak.to_at === null ? null : (
            <>
              , until <Ago at={weak.to_at} /> ago
            </>
          )}
        </span>
      </p>
      <p class="gain" title="How much better the other one heard it">
        <span aria-hidden="true">→</span> <b>+{gainDb} dB</b>
      </p>
      <p class="end">
        <span class="unseen">was heard better on </span>
        <Spot name={better.access_point} band={better.band} dbm={better.signal_median_dbm} />
        <span class="when">
          {better.to_at === null ? (
            'it is there now'
          ) : (
            <>
              <Ago at={better.to_at} /> ago, for {toSpan(better.duration_seconds * 1000)}
            </>
          )}
        </span>
      </p>
      <p class="aside">
        {neighbours === null ? (
          <>
            Nobody else is on <bdi>{better.access_point}</bdi> now.
          </>
        ) : (
          <>
            {neighbours.count} {neighbours.count === 1 ? 'other is' : 'others are'} on{' '}
            <bdi>{better.access_point}</bdi> now, heard at {toDbm(neighbours.medianDbm)} dBm.
          </>
        )}
        {moveCount === null
          ? ''
          : ` It changed access points ${moveCount} times: it is carried about, and may only be farther away.`}
      </p>
    </li>
  );
}

function Spot({ name, band, dbm }: { name: string | null; band: string | null; dbm: number }) {
  return (
    <span class="spot">
      <b dir="auto">{name ?? 'an access point'}</b>
      {band === null ? null : <span class="band">{toBandName(band)}</span>}
      <Signal dbm={dbm} />
    </span>
  );
}

function LookedAt({ list, hasOver }: { list: SessionList; hasOver: boolean }) {
  const { sessions, has_more } = list;
  const oldest = oldestOf(list);
  const deviceCount = new Set(sessions.map(({ device_id }) => device_id)).size;
  return (
    <p class="looked">
      Looked at {toCount(sessions.length, 'session')} of {toCount(deviceCount, 'device')}
      {oldest === null ? null : (
        <>
          {' '}
          in the last <Ago at={oldest} />
        </>
      )}
      .{has_more ? ' Older ones were left out.' : ''}
      {hasOver ? ` Those in grey ended in the last day, after ${LONG_MINUTES / 60} hour or more.` : ''}
    </p>
  );
}

/** From when on something was looked at, ISO 8601. */
function oldestOf({ sessions, since_at }: SessionList): string | null {
  if (sessions.length === 0) return null;
  const first = sessions.reduce(
    (oldest, { from_at }) => (from_at < oldest ? from_at : oldest),
    sessions[0]!.from_at,
  );
  return first > since_at ? first : since_at;
}
