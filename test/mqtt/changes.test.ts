/** A snapshot that changes single devices is compared device by device; what comes of it is what comes of comparing everything. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { messages, type Published } from '../../src/mqtt/messages.ts';
import { runs } from '../runs.ts';
import { accessPoint, context, device, manyDevices, next, router, snapshot, takenAt } from './house.ts';

const devices = manyDevices(6);

/** What may differ from one snapshot to the next. */
const changes = fc.record({
  index: fc.nat(5),
  changed: fc.constantFrom(
    {},
    { presence: 'away' as const, connected: false },
    { signal_dbm: -40 },
    { signal_dbm: -61 },
    { ssid: 'guest' },
    { ip_address: '10.0.0.9' },
    { name: 'Another name' },
    { name: 'Same name' },
    { name_source: 'mac_address' as const },
  ),
  isRemoved: fc.boolean(),
  isUp: fc.boolean(),
  seconds: fc.constantFrom(0, 10, 61),
});

it('in any order of changes', () => {
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 12 }), (steps) => {
      const inContext = context();
      let now = [...devices];
      let at = takenAt;
      let published: Published | null = null;
      const held = new Map<string, string>();
      const heldByFull = new Map<string, string>();
      let full: Published | null = null;
      for (const { index, changed, isRemoved, isUp, seconds } of [steps[0]!, ...steps].filter(Boolean)) {
        at += 1000 * seconds;
        now = now.map((one, n) => (n === index ? { ...one, ...changed } : one));
        const shown = isRemoved ? now.filter((_, n) => n !== index) : now;
        const taken = {
          ...snapshot(shown, { at }),
          routers: [router({ reachable: isUp })],
          accessPoints: [accessPoint({ reachable: isUp, client_count: index })],
        };
        const input = next(taken, { at });
        const found = messages(published, input, inContext);
        // another context: everything is compared, everything is compared
        const whole = messages(full && { ...full, context: context() }, input, inContext);
        for (const { topic, payload, retain } of found.publishes) if (retain) held.set(topic, payload);
        for (const { topic, payload, retain } of whole.publishes) if (retain) heldByFull.set(topic, payload);
        ({ published } = found);
        full = whole.published;
        expect(held).toEqual(heldByFull);
        expect(published.retained).toEqual(full.retained);
        expect(new Set(published.discovery.keys())).toEqual(new Set(full.discovery.keys()));
        expect(published.live).toEqual(full.live);
      }
    }),
    { numRuns: runs(100) },
  );
});

it('a device that changed costs its own messages, however many others there are', () => {
  const inContext = context();
  const many = manyDevices(300);
  const { published } = messages(null, next(snapshot(many)), inContext);
  const one = device({ ...many[7], signal_dbm: -30, ip_address: '10.9.9.9' });
  const after = messages(published, next(snapshot(many.map((each, n) => (n === 7 ? one : each)))), inContext);
  expect(new Set(after.publishes.map(({ topic }) => topic.split('/').at(-1)))).toEqual(
    new Set(['signal', 'state']),
  );
  expect(after.publishes).toHaveLength(2);
});
