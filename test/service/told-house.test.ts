/** What findings know beside records and pasts: refusals, restarts, own rules, updates. */
import { expect, it } from 'vitest';
import { exampleAccessRule, exampleInterface, exampleRouter } from '../../src/question/example.ts';
import { newEvent } from '../../src/record/event.ts';
import type { NumberedEvent } from '../../src/record/journal.ts';
import { createEventReader, ownRules, updatesOf } from '../../src/service/told-house.ts';

const AT = Date.UTC(2026, 10, 28, 18);
const at = new Date(AT - 60_000).toISOString();
const spot = { access_point: 'Hall', interface: 'wifi1', ssid: 'home', band: null, signal_dbm: null };
const to = { ...spot, access_point_id: '48a98a000001' };
const refused = newEvent({
  event_type: 'refused',
  at,
  source: 'log',
  device_id: '3c22fb0a1b2c',
  name: 'Panel',
  to,
  reason: 'authentication failed',
  count: 3,
});
const up = newEvent({ event_type: 'access_point_up', at, source: 'poll', to });
const back = newEvent({ event_type: 'router_up', at, source: 'poll', router: 'router' });
const moved = newEvent({ event_type: 'roamed', at, source: 'poll', device_id: '3c22fb0a1b2c' });

/** A journal that tells each event once; `asked`: where each reading began. */
function journalOf(...records: readonly ReturnType<typeof newEvent>[]) {
  const events = records.map((record, index): NumberedEvent => ({ event_id: index + 1, ...record }));
  const asked: number[] = [];
  const read = async (range: { after?: number }, isWanted: (event: NumberedEvent) => boolean) => {
    asked.push(range.after ?? 0);
    const found = events.filter((event) => event.event_id > (range.after ?? 0) && isWanted(event));
    return { events: found, lastId: events.length, isEnd: true };
  };
  return { read, asked };
}

it('refusals and restarts are read once and kept, and a router is the access point with its id', async () => {
  const { read, asked } = journalOf(refused, up, moved, back);
  const reader = createEventReader({ read }, () => false);
  const told = await reader.read(AT);
  expect(told.refusals).toMatchObject([
    { deviceId: '3c22fb0a1b2c', accessPointId: to.access_point_id, reasonClass: 'wrong_key', count: 3 },
  ]);
  expect(told.restarts?.map(({ accessPointId }) => accessPointId)).toEqual([to.access_point_id, 'router']);
  expect(await reader.read(AT)).toEqual(told);
  expect(asked).toEqual([0, 4]);
  expect((await reader.read(AT + 8 * 86_400_000)).restarts).toEqual([]);
});

it('without log lines nothing is known of refusals', async () => {
  expect((await createEventReader(journalOf(), () => false).read(AT)).refusals).toBeNull();
  expect((await createEventReader(journalOf(), () => true).read(AT)).refusals).toEqual([]);
});

it('own rules are those with the comment of changes; a name that may be that of a list is left out', () => {
  const own = { ...exampleAccessRule, interface: 'wifi1', comment: 'mikrotik-presence: kept off' };
  const known = (accessRules: (typeof own)[], dynamic: boolean) =>
    ownRules({
      rules: { accessRules, provisioning: [] },
      interfaces: [{ ...exampleInterface, interface: 'wifi1', router: own.router, dynamic }],
    })?.map(({ interface: name }) => name);
  const others = [
    { ...own, comment: 'Old phone' },
    { ...own, in_force: false },
    { ...own, interface: 'any' },
  ];
  expect(known([own, ...others], true)).toEqual(['wifi1']);
  expect(known([{ ...own, interface: 'gone' }], false)).toEqual(['gone']);
  expect(known([{ ...own, interface: 'gone' }], true)).toEqual([]);
  expect(ownRules({ interfaces: [] })).toBeNull();
});

it('an update is one that a router has told', () => {
  const versions = { version: '7.24', latest_version: '7.24.1' };
  const routers = [
    { ...exampleRouter, ...versions },
    { ...exampleRouter, ...versions, latest_version: null },
  ];
  expect(updatesOf({ routers })).toEqual([
    { router: exampleRouter.router, installed: '7.24', latest: '7.24.1' },
  ]);
});
