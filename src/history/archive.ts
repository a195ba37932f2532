/** Everything done with an open file. A flush is one transaction; upkeep runs in slices between flushes. Throws what the disk throws. */
import type { Instant } from '../record/time.ts';
import type { NumberedEvent } from '../record/journal.ts';
import { createDictionary } from './dictionary.ts';
import { createEventTable } from './event-store.ts';
import { createKeep } from './keep.ts';
import { COUNT_FIELDS, type FileState, type Frame, type Query, SIGHTING_FIELDS } from './message.ts';
import { createPack, LATE_MS } from './pack.ts';
import type { PlaceRecord } from './place.ts';
import { createQuestions } from './query.ts';
import { HOUR_MS, hourOf } from './sample.ts';
import { createSampleStore } from './sample-store.ts';
import type { Database } from './schema.ts';
import { createSessionStore } from './session-store.ts';
import { createStayAnswers } from './stay-answer.ts';
import { toCode } from './signal.ts';

export interface ArchiveOptions {
  /** Most bytes of the file and its write-ahead log together. */
  maxBytes: number;
}

export interface Archive {
  write: (places: readonly PlaceRecord[], frames: readonly Frame[], now: Instant) => void;
  answer: (query: Query, now: Instant) => unknown;
  /** Does one slice of the upkeep that is due; true when there is more. */
  upkeep: (now: Instant) => boolean;
  file: () => FileState;
  newestEventId: () => number;
  /** Writes what is pending and closes the file. */
  close: () => void;
}

/** What the write-ahead log takes beside the file: `journal_size_limit`. */
const LOG_BYTES = 4 * 1024 * 1024;
/** Nothing is deleted for its age until two clocks have agreed this long: one wrong clock would delete everything. */
const AGREED_MS = HOUR_MS;
const DISAGREE_MS = 60_000;

export function createArchive(db: Database, { maxBytes }: ArchiveOptions): Archive {
  const dictionary = createDictionary(db);
  const samples = createSampleStore(db, dictionary);
  const sessions = createSessionStore(db, samples, dictionary);
  const events = createEventTable(db, dictionary);
  const keep = createKeep(db, maxBytes - LOG_BYTES);
  const pack = createPack(db, samples, dictionary);
  const questions = createQuestions(samples, dictionary, events);
  const stays = createStayAnswers(db, samples, sessions, dictionary);
  /** Indexed by the place numbers of the main thread. */
  const places: { id: number; record: PlaceRecord }[] = [];
  let work: Generator<void, void, void> | null = null;
  let upkeptHour: number | null = null;
  let oldestAt = events.oldest()?.at ?? null;
  let isFull = false;
  let apartMs: number | null = null;
  let agreedSinceMs = 0;

  function transaction<T>(change: () => T): T {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      // a full disk may have ended the transaction already
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  function compare({ at, monotonicMs }: Instant): void {
    if (apartMs === null || Math.abs(at - monotonicMs - apartMs) > DISAGREE_MS) agreedSinceMs = monotonicMs;
    apartMs = at - monotonicMs;
  }

  function writeFrame(frame: Frame, now: number): void {
    for (const event of frame.events) writeEvent(event);
    const { devices, numbers, accessPoints, clientCounts } = frame;
    const width = SIGHTING_FIELDS.length;
    for (let index = 0; index < devices.length; index++) {
      const row = index * width;
      const deviceId = devices[index]!;
      const at = numbers[row]!;
      const { id, record } = places[numbers[row + 1]!]!;
      const signal = toCode(numbers[row + 2]!);
      sessions.sighting(deviceId, {
        at,
        place: record,
        signal,
        associatedAt: toNumber(numbers[row + 3]!),
        txBytes: toNumber(numbers[row + 4]!),
        rxBytes: toNumber(numbers[row + 5]!),
      });
      if (!isFull) samples.take(dictionary.device(deviceId, at), id, signal, at, now);
    }
    for (let index = 0; index < accessPoints.length && !isFull; index++) {
      const row = index * COUNT_FIELDS.length;
      const accessPoint = dictionary.accessPoint(accessPoints[index]!);
      samples.takeCount(accessPoint, clientCounts[row + 1]!, clientCounts[row]!, now);
    }
    for (const deviceId of frame.absent) sessions.absence(deviceId);
    if (frame.attachable !== null) sessions.keepOnly(frame.attachable);
  }

  function writeEvent(event: NumberedEvent): void {
    const at = Date.parse(event.at);
    // an event comes again when its confirmation was lost
    if (!events.write(event, at)) return;
    oldestAt ??= at;
    if (event.device_id !== null) sessions.event(event.device_id, event, at);
  }

  function* everything({ at, monotonicMs }: Instant): Generator<void, void, void> {
    yield* pack(at);
    sessions.save();
    yield;
    if (monotonicMs - agreedSinceMs >= AGREED_MS) yield* keep.expire(at);
    yield* room();
    oldestAt = events.oldest()?.at ?? null;
  }

  function* room(): Generator<void, void, void> {
    yield* keep.makeRoom();
    isFull = keep.usedBytes() > maxBytes - LOG_BYTES;
    oldestAt = events.oldest()?.at ?? null;
  }

  return {
    write: (fresh, frames, now) => {
      compare(now);
      transaction(() => {
        for (const record of fresh) places.push({ id: dictionary.place(record), record });
        for (const frame of frames) writeFrame(frame, now.at);
        samples.writeChunks();
      });
    },
    answer: (query, { at }) => {
      switch (query.type) {
        case 'device':
          return questions.device(query.deviceId, query.span, query.resolution, at);
        case 'access_point':
          return questions.accessPoint(query.accessPointId, query.span, query.resolution, at);
        case 'sessions':
          return sessions.list(query.deviceId, query.span, query.slice, at);
        case 'stays':
          return stays(query.question, at);
        case 'events':
          return events.page(query, query.order, query.limit);
        case 'oldest_event':
          return events.oldest()?.eventId ?? null;
      }
    },
    upkeep: (now) => {
      const hour = hourOf(now.at - LATE_MS);
      if (work === null && hour !== upkeptHour) {
        upkeptHour = hour;
        work = everything(now);
      } else if (work === null && !isFull && keep.fileBytes() > maxBytes - LOG_BYTES) work = room();
      if (work === null) return false;
      const step = work;
      if (transaction(() => step.next()).done === true) work = null;
      return work !== null;
    },
    file: () => ({
      sizeBytes: keep.fileBytes(),
      oldestAt,
      problem: isFull
        ? 'HISTORY_MAX_SIZE is too small for what a few hours bring: signals are not kept for now. Set it higher.'
        : null,
    }),
    newestEventId: () => events.newestId(),
    close: () => {
      transaction(() => {
        samples.writeChunks();
        sessions.save();
      });
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
}

function toNumber(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
