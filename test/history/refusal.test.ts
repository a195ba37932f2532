/** Refusals and events of the network in the file: as they were recorded, added up for a device and for an access point. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createArchive } from '../../src/history/archive.ts';
import { emptyFrame } from '../../src/history/collect.ts';
import { historyPath, openDatabase } from '../../src/history/open.ts';
import type { AccessPointHistory, DeviceHistory } from '../../src/record/history.ts';
import type { EventRecord } from '../../src/record/event.ts';
import type { NumberedEvent } from '../../src/record/journal.ts';
import { eventOf, garden, hall, HOUR_MS, idOf, iso, newFolder, spotOf, START } from './scene.ts';

let folder: ReturnType<typeof newFolder>;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

function open(events: readonly EventRecord[]) {
  const { db } = openDatabase(historyPath(folder.path), { openedAt: START });
  const archive = createArchive(db, { maxBytes: 2 ** 29 });
  const numbered = events.map((event): NumberedEvent => ({ event_id: Date.parse(event.at), ...event }));
  const now = { at: START + 24 * HOUR_MS, monotonicMs: 0 };
  archive.write([], [emptyFrame(numbered)], now);
  const span = { sinceAt: START, untilAt: START + 12 * HOUR_MS };
  return {
    numbered,
    device: (n: number) =>
      archive.answer({ type: 'device', deviceId: idOf(n), span, resolution: null }, now) as DeviceHistory,
    accessPoint: (accessPointId: string) =>
      archive.answer(
        { type: 'access_point', accessPointId, span, resolution: '5m' },
        now,
      ) as AccessPointHistory,
    events: () =>
      archive.answer(
        { type: 'events', after: 0, before: 2 ** 52, untilAt: 2 ** 52, order: 'asc', limit: 100 },
        now,
      ) as NumberedEvent[],
    write: (sql: string) => db.exec(sql),
    close: archive.close,
  };
}

const refused = (
  n: number,
  minute: number,
  place: typeof hall | typeof garden,
  changed: Partial<EventRecord> = {},
) =>
  eventOf(n, 'refused', START + minute * 60_000, {
    to: spotOf(place),
    reason: 'authentication failed',
    reason_class: 'wrong_key',
    count: 1,
    source: 'log',
    ...changed,
  });

describe('events', () => {
  it('of every kind are read as they were recorded', () => {
    const file = open([
      refused(1, 1, hall, { count: 12 }),
      eventOf(1, 'channel_changed', START + 120_000, {
        device_id: null,
        name: null,
        count: 1,
        to: spotOf(hall, null),
      }),
      eventOf(1, 'router_down', START + 180_000, { device_id: null, name: null }),
      eventOf(1, 'finding', START + 240_000, { device_id: null, name: null, finding_id: 'abcdef012345' }),
      eventOf(1, 'change', START + 300_000, { change_id: 'c1' }),
    ]);
    expect(file.events()).toEqual(file.numbered);
    file.close();
  });

  it('of an earlier release have the class of their reason, and null for what they lack', () => {
    const file = open([eventOf(1, 'connected', START + 60_000, { to: spotOf(hall) })]);
    file.write(
      `INSERT INTO event SELECT id + 1000, at + 1000, device, 'disconnected', '["Device 1","router",null,null,"extensive data loss","log"]' FROM event`,
    );
    expect(file.events().at(-1)).toMatchObject({
      event_type: 'disconnected',
      reason: 'extensive data loss',
      reason_class: 'weak_signal',
      count: null,
      finding_id: null,
      change_id: null,
      action: null,
      state: null,
    });
    file.close();
  });
});

describe('refusals', () => {
  it('of a device that never joined are added up by access point and class, most frequent first', () => {
    const file = open([
      refused(1, 1, hall),
      refused(1, 11, hall, { count: 40, reason: 'SAE authentication failed' }),
      refused(1, 12, garden, { reason: 'forbidden by access-list', reason_class: 'access_list' }),
      refused(2, 13, hall),
      // after the period
      refused(1, 13 * 60, hall),
    ]);
    expect(file.device(1)).toMatchObject({
      segments: [],
      refusals: [
        {
          access_point_id: hall.access_point_id,
          reason_class: 'wrong_key',
          reason: 'SAE authentication failed',
          count: 41,
          first_at: iso(START + 60_000),
          last_at: iso(START + 660_000),
        },
        { access_point_id: garden.access_point_id, reason_class: 'access_list', count: 1 },
      ],
    });
    expect(
      file.accessPoint(hall.access_point_id).refusals.map(({ device_id, count }) => [device_id, count]),
    ).toEqual([
      [idOf(1), 41],
      [idOf(2), 1],
    ]);
    expect(file.device(3).refusals).toEqual([]);
    file.close();
  });
});
