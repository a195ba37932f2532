/** A writer that is fed log lines and readings at seconds after START, and the events that it publishes. */
import { parseLogLine } from '../../src/parse/log-line.ts';
import type { Settings } from '../../src/presence/settings.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { noCounters, type Refusal } from '../../src/telemetry/counters.ts';
import { noTrace } from '../../src/telemetry/trace.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import { createWriter } from '../../src/world/writer.ts';
import { type Menus, readAt, settingsOf, START } from '../builder.ts';
import type { ReadingOptions } from '../capture.ts';
import { listLog } from '../history/scene.ts';

export function startLines(settings: Settings = settingsOf()) {
  const published: EventRecord[] = [];
  const counted: Refusal[] = [];
  const holder = createSnapshotHolder((error) => {
    throw error;
  });
  let publications = 0;
  holder.subscribe((_, events) => {
    publications += 1;
    published.push(...events);
  });
  let seconds = 0;
  const writer = createWriter({
    settings,
    remembered: null,
    createSaving: () => ({ save: () => {}, isDue: () => false }),
    log: listLog([]),
    holder,
    counters: { ...noCounters, refusal: (refusal) => void counted.push(refusal) },
    trace: noTrace,
    clock: { now: () => START + 1000 * seconds, monotonicNow: () => 1000 * seconds },
  });
  return {
    writer,
    counted,
    publications: () => publications,
    world: writer.world,
    /** The events since the last call. */
    events: () => published.splice(0),
    read: (at: number, menus: Menus, options: ReadingOptions = {}) => {
      seconds = at;
      writer.write({ type: 'reading', reading: readAt(at, menus, options) });
    },
    tick: (at: number) => {
      seconds = at;
      writer.write({ type: 'tick' });
    },
    /** True when the line calls for a quick poll; null when it is not understood. */
    hear: (at: number, text: string, router: string | null = 'router') => {
      seconds = at;
      const line = parseLogLine(text);
      return line === null ? null : writer.keepLine(line, router, START + 1000 * at);
    },
  };
}
