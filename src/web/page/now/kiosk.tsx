/** For a tablet on the wall: people large, who came and left last, and how many devices are where. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import type { EventList } from '../../../record/select-event.ts';
import { Ago } from '../ago.tsx';
import { toCount } from '../amount.ts';
import { Failure } from '../failure.tsx';
import { Pending } from '../pending.tsx';
import { toHash } from '../route.ts';
import { Status } from '../status.tsx';
import { areDevicesLoaded, useSelect } from '../store.ts';
import { useKey } from '../use-key.ts';
import { useRecord } from '../use-record.ts';
import { goTo } from '../use-route.ts';
import { useZone } from '../use-zone.ts';
import { Warnings } from '../warnings.tsx';
import { toLocal } from '../zone.ts';
import { arrange } from './arrange.ts';
import { toPersonPlace } from './person.ts';

const EVENTS = 'events?event_type=arrived&event_type=left&since=24h&order=desc&limit=1000';
const EVENTS_MS = 15_000;
const MOST_EVENTS = 8;

export function Kiosk() {
  const isLoaded = useSelect(areDevicesLoaded);
  useKey('Escape', () => goTo(toHash({ view: 'now' })));
  useScreenOn();
  return (
    <div class="kiosk">
      <header class="kiosk-head">
        <Clock />
        <Status />
        <a href={toHash({ view: 'now' })}>Leave kiosk</a>
      </header>
      <Warnings />
      <main tabIndex={-1}>
        <h1 class="visually-hidden">Who is home</h1>
        {isLoaded ? (
          <>
            <KioskPeople />
            <Last />
            <Places />
          </>
        ) : (
          <Pending text="Checking who is home …" />
        )}
      </main>
    </div>
  );
}

function KioskPeople() {
  const people = useSelect((state) => state.people);
  const devices = useSelect((state) => state.devices);
  if (people.length === 0) return null;
  return (
    <ul class="kiosk-people" aria-label="People">
      {people.map((person) => {
        const { accessPoint, since, isLonger } = toPersonPlace(person, devices);
        return (
          <li key={person.person_id} class={person.presence}>
            <bdi class="kiosk-name">{person.name}</bdi>
            <span class="kiosk-presence">
              {person.presence}
              {since === null ? null : (
                <>
                  {isLonger ? ' for at least ' : ' for '}
                  <Ago at={since} />
                </>
              )}
            </span>
            <bdi class="kiosk-place">{accessPoint ?? ' '}</bdi>
          </li>
        );
      })}
    </ul>
  );
}

/** Arrivals and departures of devices that somebody named. */
function Last() {
  const fetched = useRecord<EventList>(EVENTS, EVENTS_MS);
  const devices = useSelect((state) => state.devices);
  const { record } = fetched;
  const events = record?.events.filter(({ device_id }) => isNamed(devices, device_id)) ?? [];
  return (
    <section class="kiosk-last" aria-labelledby="last">
      <h2 id="last">Came and left</h2>
      {fetched.status === 'loading' ? <p class="quiet">Loading …</p> : null}
      <Failure fetched={fetched} class="notice" />
      {record === null ? null : events.length === 0 ? (
        <p class="quiet">{toNone(record)}</p>
      ) : (
        <ol>
          {events.slice(0, MOST_EVENTS).map(({ event_id, event_type, at, name, to }) => (
            <li key={event_id} class={event_type}>
              <bdi>{name}</bdi>{' '}
              <span class="quiet">
                {event_type === 'arrived' ? 'came' : 'left'} <Ago at={at} /> ago
                {to?.access_point == null ? null : (
                  <>
                    , <bdi>{to.access_point}</bdi>
                  </>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** What is known where none of the events is of a named device. */
function toNone({ events, has_more: hasMore }: EventList): string {
  return hasMore
    ? `None of the last ${toCount(events.length, 'event')} is of a named device.`
    : 'No named device is recorded in the last 24 hours.';
}

function isNamed(devices: ReadonlyMap<string, Device>, id: string | null): boolean {
  return id !== null && devices.get(id)?.known === true;
}

function Places() {
  const devices = useSelect((state) => state.devices);
  const accessPoints = useSelect((state) => state.accessPoints);
  const interfaces = useSelect((state) => state.interfaces);
  const { columns, unknown } = useMemo(
    () => arrange(devices.values(), accessPoints, interfaces),
    [devices, accessPoints, interfaces],
  );
  return (
    <section class="kiosk-places" aria-labelledby="places">
      <h2 id="places">Access points</h2>
      <ul>
        {columns.map(({ id, name, count, isReachable }) => (
          <li key={id}>
            <bdi>{name}</bdi> {isReachable === false ? <span class="badge bad">not reachable</span> : null}
            <b>{count ?? '–'}</b>
          </li>
        ))}
        {unknown.length === 0 ? null : (
          <li>
            unknown <b>{unknown.length}</b>
          </li>
        )}
      </ul>
    </section>
  );
}

/** In the zone of the house, "07:05". */
function Clock() {
  const zone = useZone();
  const [at, setAt] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setAt(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <p class="kiosk-clock">{toLocal(at, zone).slice(11, 16)}</p>;
}

/** The screen stays on while the page is visible, where the browser can do that. */
function useScreenOn() {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const request = async () => {
      if (document.hidden) return;
      try {
        lock = await navigator.wakeLock.request('screen');
        if (isOver) await lock.release();
      } catch {
        // not over http, and not with a low battery
      }
    };
    void request();
    document.addEventListener('visibilitychange', request);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', request);
      void lock?.release();
    };
  }, []);
}
