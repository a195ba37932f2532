/** Answers what findings ask: the associations of devices, each with its signals in steps of five minutes. */
import type { Stay, StayAnswer, WeakLimit } from '../record/history.ts';
import { periodOf } from './block.ts';
import type { Bucket } from './bucket.ts';
import type { Dictionary } from './dictionary.ts';
import { mayBeSameInterface } from './place.ts';
import { HOUR_MS, hourOf } from './sample.ts';
import { type SampleStore, slotBegin } from './sample-store.ts';
import type { Database } from './schema.ts';
import type { SessionStore } from './session-store.ts';
import { toDbm } from './signal.ts';
import { type Reading, toStay } from './stay.ts';

export interface StayQuestion {
  devices: readonly { deviceId: string; sinceAt: number }[];
  weak: WeakLimit;
}

/** Far beyond what a device has in two weeks. */
const MOST_SESSIONS = 5000;
const FIVE_MINUTES_MS = 300_000;

export function createStayAnswers(
  db: Database,
  samples: SampleStore,
  sessions: SessionStore,
  dictionary: Dictionary,
): (question: StayQuestion, now: number) => StayAnswer {
  const oldest = db.prepare('SELECT min(id) AS id FROM five_block');

  function oldestAt(): number | null {
    const { id } = oldest.get() as { id: number | null };
    const hour = id === null ? samples.openHours()[0]?.hour : periodOf(id);
    return hour === undefined ? null : hour * HOUR_MS;
  }

  function staysOf(deviceId: string, sinceAt: number, weak: WeakLimit, now: number): Stay[] {
    const device = dictionary.findDevice(deviceId);
    if (device === null) return [];
    const bucketsIn = createHourReader((hour) => samples.buckets(device, hour, '5m'));
    const listed = sessions.list(
      deviceId,
      { sinceAt, untilAt: now + 1 },
      { limit: MOST_SESSIONS },
      now,
    ).sessions;
    return listed.toReversed().flatMap((session) => {
      const fromAt = Math.max(sinceAt, Date.parse(session.from_at));
      const toAt = session.to_at === null ? now : Date.parse(session.to_at);
      const readings: Reading[] = [];
      for (let hour = hourOf(fromAt); hour * HOUR_MS < toAt; hour++) {
        for (const { slot, place, median } of bucketsIn(hour)) {
          const at = slotBegin(hour, '5m', slot);
          const dbm = toDbm(median);
          if (dbm === null || at <= fromAt - FIVE_MINUTES_MS || at >= toAt) continue;
          const record = dictionary.placeOf(place)?.record;
          if (record !== undefined && mayBeSameInterface(record, session)) readings.push({ at, dbm });
        }
      }
      const stay = toStay(session, readings, weak);
      return stay === null ? [] : [{ ...stay, fromAt }];
    });
  }

  return ({ devices, weak }, now) => ({
    oldestAt: oldestAt(),
    devices: devices.map(({ deviceId, sinceAt }) => ({
      deviceId,
      stays: staysOf(deviceId, sinceAt, weak, now),
    })),
  });
}

/** Two sessions may share an hour. */
function createHourReader(read: (hour: number) => Bucket[]): (hour: number) => Bucket[] {
  let last: { hour: number; buckets: Bucket[] } | null = null;
  return (hour) => {
    if (last?.hour !== hour) last = { hour, buckets: read(hour) };
    return last.buckets;
  };
}
