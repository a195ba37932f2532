/** The sticky clients: where each is, where its signal was stronger, and which sessions were examined. */
import { useMemo } from 'preact/hooks';
import type { SessionList } from '../../../record/history.ts';
import { Ago } from '../ago.tsx';
import { toShortSpan } from '../clock.ts';
import type { Fetched } from '../use-record.ts';
import { toCount } from '../amount.ts';
import { toHash } from '../route.ts';
import { LAST_KNOWN, toSentence } from '../sentence.ts';
import { toDbmText } from '../quality.ts';
import { Signal } from '../signal.tsx';
import { useSelect } from '../store.ts';
import { toBandName } from '../band.ts';
import {
  BETTER_DB,
  type StickyClient,
  findStickyClients,
  LONG_MINUTES,
  MIN_MINUTES,
  WEAK_DBM,
} from './sticky-client.ts';

/** `fetched` is null when the history is off. */
export function StickyClientPart({ fetched }: { fetched: Fetched<SessionList> | null }) {
  return (
    <section class="wifi-part" aria-labelledby="sticky-clients">
      <header>
        <h2 id="sticky-clients">Sticky clients</h2>
        <p class="rule">
          Devices whose session has a median signal below {toDbmText(WEAK_DBM)} dBm, although within 7 days
          their signal was at least {BETTER_DB} dB stronger on another access point of the same network, for{' '}
          {MIN_MINUTES} minutes or more and on the same or a higher band.
        </p>
      </header>
      {fetched === null ? (
        <p class="fine">
          The history is off, so sticky clients cannot be detected.{' '}
          <a href={toHash({ view: 'health' })}>How to turn it on</a>
        </p>
      ) : (
        <Answer fetched={fetched} />
      )}
    </section>
  );
}

function Answer({ fetched }: { fetched: Fetched<SessionList> }) {
  const { status, record } = fetched;
  if (status === 'loading') return <p class="waiting">Loading 7 days of sessions …</p>;
  return (
    <>
      {status === 'failed' ? (
        <p class="problem">
          <bdi>{toSentence(fetched.problem)}</bdi>{' '}
          {record === null ? 'Sticky clients cannot be detected.' : LAST_KNOWN}
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
  const stickyClients = useMemo(() => {
    const { sessions, since_at, until_at } = list;
    const [sinceAt, untilAt] = [Date.parse(oldestOf(list) ?? since_at), Date.parse(until_at)];
    return findStickyClients({ sessions, devices, accessPoints, interfaces, sinceAt, untilAt });
  }, [list, devices, accessPoints, interfaces]);
  const overCount = stickyClients.filter(({ isOver }) => isOver).length;
  if (list.sessions.length === 0) return <p class="fine">No sessions have been recorded yet.</p>;
  return (
    <>
      {stickyClients.length > overCount ? null : (
        <p class="fine">
          No sticky clients{overCount > 0 ? ' now' : ''}
          {list.has_more ? ' in the sessions examined' : ''}.
        </p>
      )}
      {stickyClients.length === 0 ? null : (
        <ul class="sticky-clients">
          {stickyClients.map((stickyClient) => (
            <StickyClientItem key={stickyClient.deviceId} stickyClient={stickyClient} />
          ))}
        </ul>
      )}
      <Scope list={list} hasOver={overCount > 0} />
    </>
  );
}

function StickyClientItem({ stickyClient }: { stickyClient: StickyClient }) {
  const { deviceId, name, weak, better, gainDb, isOver, moveCount, neighbours } = stickyClient;
  return (
    <li class={isOver ? 'over' : ''}>
      <a class="device-name" href={toHash({ view: 'device', deviceId })} dir="auto">
        {name}
      </a>
      <p class="end">
        <span class="visually-hidden">{isOver ? 'was on ' : 'is on '}</span>
        <PlaceSignal name={weak.access_point} band={weak.band} dbm={weak.signal_median_dbm} />
        <span class="when">
          for {isOver ? toShortSpan(weak.duration_seconds * 1000) : <Ago at={weak.from_at} />}
          {weak.to_at === null ? null : (
            <>
              , until <Ago at={weak.to_at} /> ago
            </>
          )}
        </span>
      </p>
      <p class="gain" title="How much stronger the signal was">
        <span aria-hidden="true">→</span> <b>+{gainDb} dB</b>
      </p>
      <p class="end">
        <span class="visually-hidden">had a stronger signal on </span>
        <PlaceSignal name={better.access_point} band={better.band} dbm={better.signal_median_dbm} />
        <span class="when">
          {better.to_at === null ? (
            'there now'
          ) : (
            <>
              <Ago at={better.to_at} /> ago, for {toShortSpan(better.duration_seconds * 1000)}
            </>
          )}
        </span>
      </p>
      <p class="aside">
        {neighbours === null ? (
          <>
            No other device is on <bdi>{better.access_point}</bdi> now.
          </>
        ) : (
          <>
            {neighbours.count} {neighbours.count === 1 ? 'other device is' : 'other devices are'} on{' '}
            <bdi>{better.access_point}</bdi> now, with a median of {toDbmText(neighbours.medianDbm)} dBm.
          </>
        )}
        {moveCount === null
          ? ''
          : ` It changed access points ${moveCount} times: it is carried around and may just be farther away.`}
      </p>
    </li>
  );
}

function PlaceSignal({ name, band, dbm }: { name: string | null; band: string | null; dbm: number }) {
  return (
    <span class="place">
      <b dir="auto">{name ?? 'unknown access point'}</b>
      {band === null ? null : <span class="band">{toBandName(band)}</span>}
      <Signal dbm={dbm} />
    </span>
  );
}

function Scope({ list, hasOver }: { list: SessionList; hasOver: boolean }) {
  const { sessions, has_more } = list;
  const oldest = oldestOf(list);
  const deviceCount = new Set(sessions.map(({ device_id }) => device_id)).size;
  return (
    <p class="scope">
      Based on {toCount(sessions.length, 'session')} of {toCount(deviceCount, 'device')}
      {oldest === null ? null : (
        <>
          {' '}
          in the last <Ago at={oldest} />
        </>
      )}
      .{has_more ? ' Older sessions are not included.' : ''}
      {hasOver ? ` Grey entries ended within the last day, after ${LONG_MINUTES / 60} hour or more.` : ''}
    </p>
  );
}

/** When the examined sessions begin, ISO 8601; null without sessions. */
function oldestOf({ sessions, since_at }: SessionList): string | null {
  if (sessions.length === 0) return null;
  const first = sessions.reduce(
    (oldest, { from_at }) => (from_at < oldest ? from_at : oldest),
    sessions[0]!.from_at,
  );
  return first > since_at ? first : since_at;
}
