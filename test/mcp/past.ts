/** A journal and a history in memory, for the tests of MCP: what they answer is what a test put in. */
import type { EventRecord } from '../../src/record/event.ts';
import type {
  AccessPointHistory,
  DeviceHistory,
  History,
  HistoryOff,
  Session,
  SessionList,
  SignalSample,
} from '../../src/record/history.ts';
import type { Journal, JournalListener, NumberedEvent } from '../../src/record/journal.ts';
import { takenAt } from './snapshot.ts';

export const spot = {
  access_point: 'hall',
  access_point_id: '48a98a000001',
  interface: 'cap-wifi1',
  ssid: 'home',
  band: '5GHz',
  signal_dbm: -71,
} as const;

export const garden = { ...spot, access_point: 'garden', interface: 'cap-wifi3', signal_dbm: -58 };

const iso = (at: number) => new Date(at).toISOString();

/** An hour before the snapshot, unless it says otherwise. */
export function event(overrides: Partial<EventRecord> = {}): EventRecord {
  return {
    event_type: 'roamed',
    at: iso(takenAt - 3_600_000),
    device_id: '3c22fb0a1b2c',
    name: 'Kitchen tablet',
    router: 'router',
    from: spot,
    to: garden,
    reason: null,
    reason_class: null,
    count: null,
    finding_id: null,
    change_id: null,
    action: null,
    state: null,
    source: 'poll',
    ...overrides,
  };
}

export interface TestJournal extends Journal {
  add: (...events: EventRecord[]) => void;
  listenerCount: () => number;
}

export function journalOf(first: readonly EventRecord[] = [event()]): TestJournal {
  const events: NumberedEvent[] = [];
  const listeners = new Set<JournalListener>();
  const number = (told: readonly EventRecord[]) => {
    const numbered = told.map((one, index) => ({ event_id: events.length + index + 1, ...one }));
    events.push(...numbered);
    return numbered;
  };
  number(first);
  const answer = async (inOrder: readonly NumberedEvent[], ...asked: Parameters<Journal['read']>) => {
    const [range, isWanted, limit] = asked;
    const { after = 0, before = Infinity, sinceAt = -Infinity, untilAt = Infinity } = range;
    const matching = inOrder.filter((one) => {
      const at = Date.parse(one.at);
      const isIn = one.event_id > after && one.event_id < before;
      return isIn && at >= sinceAt && at < untilAt && isWanted(one);
    });
    const told = matching.slice(0, limit);
    return await Promise.resolve({
      events: told,
      lastId: told.at(-1)?.event_id ?? after,
      isEnd: told.length === matching.length,
    });
  };
  return {
    lastId: () => events.length,
    oldestId: () => Promise.resolve(events[0]?.event_id ?? null),
    read: (...asked) => answer(events, ...asked),
    latest: (...asked) => answer(events.toReversed(), ...asked),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (...told) => {
      const numbered = number(told);
      for (const listener of listeners) listener(numbered);
    },
    listenerCount: () => listeners.size,
  };
}

export function sample(at: number, overrides: Partial<SignalSample> = {}): SignalSample {
  const signal = { signal_dbm: -64, signal_min_dbm: -71, signal_max_dbm: -58 };
  return { at: iso(at), ...signal, sample_count: 30, ...overrides };
}

const { signal_dbm: _signal, ...hall } = spot;
export const place = { router: 'router', ...hall };

/** The last hour before the snapshot in the hall, which it left for the garden. */
export function session(overrides: Partial<Session> = {}): Session {
  return {
    session_id: Math.floor(Date.parse(overrides.from_at ?? iso(takenAt - 3_600_000)) / 1000),
    device_id: '3c22fb0a1b2c',
    ...place,
    from_at: iso(takenAt - 3_600_000),
    to_at: iso(takenAt),
    duration_seconds: 3600,
    signal_min_dbm: -71,
    signal_median_dbm: -64,
    signal_max_dbm: -58,
    sample_count: 360,
    tx_bytes: 1_234_567,
    rx_bytes: null,
    ended_by: 'roamed',
    reason: null,
    reason_class: null,
    ...overrides,
  };
}

export interface Asked {
  deviceId: string;
  sinceAt: number;
  untilAt: number;
  resolution: string | null;
}

export interface TestHistory extends History {
  /** What the signal was asked for. */
  asked: Asked[];
}

/** Of one device: the sessions given, newest first, and a sample of each interval from the first to the last. */
export function historyOf({
  sessions = [session()],
  stepMs = 300_000,
  device_id = '3c22fb0a1b2c',
} = {}): TestHistory {
  const asked: Asked[] = [];
  const steps = { raw: stepMs, '5m': 300_000, '1h': 3_600_000 };
  return {
    asked,
    deviceHistory: async (deviceId, { sinceAt, untilAt }, wanted): Promise<DeviceHistory> => {
      asked.push({ deviceId, sinceAt, untilAt, resolution: wanted });
      const resolution = wanted ?? 'raw';
      const begin = Math.max(sinceAt, Math.min(...sessions.map(({ from_at }) => Date.parse(from_at))));
      const samples: SignalSample[] = [];
      for (let at = begin; at < Math.min(untilAt, takenAt) && deviceId === device_id; at += steps[resolution])
        samples.push(sample(at));
      const [first, last] = [samples[0], samples.at(-1)];
      const segments = first === undefined ? [] : [{ ...place, from_at: first.at, to_at: last!.at, samples }];
      const range = { since_at: iso(sinceAt), until_at: iso(untilAt) };
      return await Promise.resolve({ device_id: deviceId, ...range, resolution, segments, refusals: [] });
    },
    sessions: async (deviceId, { sinceAt, untilAt }, { limit, before = Infinity }): Promise<SessionList> => {
      const overlapping = sessions.filter(
        ({ session_id, device_id: of, from_at, to_at }) =>
          (deviceId === null || of === deviceId) &&
          session_id < before &&
          Date.parse(from_at) < untilAt &&
          (to_at === null || Date.parse(to_at) > sinceAt),
      );
      return await Promise.resolve({
        sessions: overlapping.slice(0, limit),
        since_at: iso(sinceAt),
        until_at: iso(untilAt),
        limit,
        has_more: overlapping.length > limit,
      });
    },
    accessPointHistory: (access_point_id, { sinceAt, untilAt }, wanted): Promise<AccessPointHistory> => {
      const resolution = wanted ?? '5m';
      const buckets: AccessPointHistory['buckets'] = [];
      for (let at = sinceAt; at < untilAt && access_point_id === '48a98a000001'; at += steps[resolution])
        buckets.push({
          at: iso(at),
          client_count_max: 7,
          client_count_mean: 6.5,
          signal_min_dbm: -80,
          signal_median_dbm: -64,
          signal_max_dbm: -40,
        });
      const range = { since_at: iso(sinceAt), until_at: iso(untilAt) };
      return Promise.resolve({ access_point_id, ...range, resolution, buckets, refusals: [] });
    },
  };
}

export function historyThatIsOff(off: string): History {
  const answer = (): Promise<HistoryOff> => Promise.resolve({ off });
  return { deviceHistory: answer, sessions: answer, accessPointHistory: answer };
}
