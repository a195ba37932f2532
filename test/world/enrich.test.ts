/** Log lines and readings of the same house: what is told, and what lines alone can never do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPendingLines } from '../../src/world/pending-lines.ts';
import { enrichEvents } from '../../src/world/enrich.ts';
import type { LogLine } from '../../src/parse/log-event.ts';
import type { PresenceEvent } from '../../src/presence/event.ts';
import { step } from '../../src/world/step.ts';
import { newWorld, type World } from '../../src/world/world.ts';
import {
  macOf,
  type Menus,
  quiet,
  readAt,
  registered,
  REGISTRATIONS,
  settingsOf,
  START,
} from '../builder.ts';

const phone = macOf(1);
const panel = macOf(2);
const settings = settingsOf();
const menus = {
  ...quiet,
  'interface/wifi': ['hall', 'attic', 'cellar'].map((name) => ({
    name,
    'default-name': name,
    'configuration.ssid': 'home',
  })),
} as Menus;

type Words = `${'connected' | 'disconnected' | 'reconnecting'} ${string}` | `roamed ${string} ${string}`;

/** A house with a panel that stays and a phone that moves. Seconds; `up`: how long the association lasts, by the table. */
function beginning() {
  let world: World = newWorld(settings, { at: START, monotonicMs: 0 });
  const pendingLines = createPendingLines();
  const read = (second: number, on: string | null, up = 3600): readonly PresenceEvent[] => {
    const rows = [registered(panel, { interface: 'hall', uptime: '1d' })];
    if (on !== null) rows.push(registered(phone, { interface: on, uptime: `${up}s`, signal: '-60' }));
    const reading = readAt(second, { ...menus, [REGISTRATIONS]: rows });
    const now = { at: START + second * 1000, monotonicMs: second * 1000 };
    const before = world;
    const stepped = step(before, { type: 'reading', reading }, settings, now);
    world = stepped.world;
    return enrichEvents(before, stepped, pendingLines, now.at).filter(({ deviceId }) => deviceId !== panel);
  };
  return {
    read,
    /** A line that came then: "disconnected hall: group key exchange timeout". */
    hear(second: number, words: Words, signalDbm: number | null = null, router: string | null = 'router') {
      const [said, ...reasons] = words.split(': ');
      const reason = reasons.join(': ') || null;
      const [verb, first, second_] = said!.split(' ');
      const at = (name: string) => ({ interface: name, ssid: null });
      const macAddress = phone;
      const line: LogLine =
        verb === 'roamed'
          ? { type: 'roamed', macAddress, from: at(first!), to: at(second_!), signalDbm }
          : verb === 'disconnected'
            ? { type: 'disconnected', macAddress, at: at(first!), reason, signalDbm }
            : { type: 'connected', macAddress, at: at(first!), signalDbm };
      return pendingLines.add({ line, router, at: START + second * 1000 });
    },
    pendingLines,
    world: () => world,
  };
}

/** "2.5s roamed hall -50 → attic -70 (reason) by log" */
function told(events: readonly PresenceEvent[]): string[] {
  return events.map(({ at, type, from, to, reason, source }) => {
    const ends = [from, to].map((spot) => (spot === null ? '–' : `${spot.interface} ${spot.signalDbm}`));
    return `${(at - START) / 1000}s ${type} ${ends.join(' → ')}${reason === null ? '' : ` (${reason})`} by ${source}`;
  });
}

/** The phone is in the hall since long. */
function inTheHall() {
  const house = beginning();
  house.read(0, 'hall');
  house.read(10, 'hall');
  return house;
}

describe('an event', () => {
  it('that no line foretold is told by the poll alone', () => {
    expect(told(inTheHall().read(20, 'attic', 3))).toEqual(['20s roamed hall -60 → attic -60 by poll']);
  });

  it('has time and signals of the line that foretold it', () => {
    const house = inTheHall();
    house.hear(12.3, 'roamed hall attic', -71);
    expect(told(house.read(13, 'attic', 0))).toEqual(['12.3s roamed hall -60 → attic -71 by log']);
    expect(house.pendingLines.isEmpty()).toBe(true);
    expect(house.read(20, 'attic', 7)).toEqual([]);
  });

  it('is one roam with its reason when a disconnect and a connect tell of it', () => {
    const house = inTheHall();
    house.hear(12, 'disconnected hall: received deauth: sending station leaving (3)', -84);
    house.hear(12.4, 'connected attic', -55);
    expect(told(house.read(13, 'attic', 0))).toEqual([
      '12.4s roamed hall -84 → attic -55 (received deauth: sending station leaving (3)) by log',
    ]);
  });

  it('is the same when the access point that was left says so last, or the lines come in the wrong order', () => {
    const house = inTheHall();
    house.hear(12.1, 'connected attic', -55);
    house.hear(12.4, 'disconnected hall: connection lost', -84);
    expect(told(house.read(13, 'attic', 0))).toEqual([
      '12.1s roamed hall -84 → attic -55 (connection lost) by log',
    ]);
  });

  it('is an arrival at the time of the line', () => {
    const house = beginning();
    house.read(0, null);
    house.hear(3.2, 'connected hall', -66);
    expect(told(house.read(4, 'hall', 0))).toEqual([
      '3.2s arrived – → hall -60 by log',
      '3.2s connected – → hall -66 by log',
    ]);
  });

  it('is a disconnection with its reason', () => {
    const house = inTheHall();
    house.hear(14, 'disconnected hall: not responding', -88);
    expect(told(house.read(15, null))).toEqual(['14s disconnected hall -88 → – (not responding) by log']);
  });

  it('is told once: a line that comes after the poll adds nothing', () => {
    const house = inTheHall();
    expect(told(house.read(20, 'attic', 0))).toHaveLength(1);
    house.hear(20.2, 'disconnected hall: connection lost');
    house.hear(20.3, 'roamed hall attic', -70);
    house.hear(20.4, 'connected attic', -70);
    expect(house.read(21, 'attic', 1)).toEqual([]);
    expect(house.read(30, 'attic', 10)).toEqual([]);
  });

  it('comes once though a router sends each line twice', () => {
    const house = inTheHall();
    expect(house.hear(12, 'roamed hall attic', -71)).toBe(true);
    expect(house.hear(12, 'roamed hall attic', -71)).toBe(false);
    expect(told(house.read(13, 'attic', 0))).toHaveLength(1);
  });
});

describe('between two readings', () => {
  it('a way there and back is told when the association is new', () => {
    const house = inTheHall();
    house.hear(12, 'roamed hall attic', -71);
    house.hear(14, 'roamed attic hall', -58);
    expect(told(house.read(20, 'hall', 6))).toEqual([
      '12s roamed hall -60 → attic -71 by log',
      '14s roamed attic null → hall -58 by log',
    ]);
    expect(house.read(30, 'hall', 16)).toEqual([]);
  });

  it('a reassociation at the same place is told with its reason', () => {
    const house = inTheHall();
    house.hear(12, 'disconnected hall: group key exchange timeout', -80);
    house.hear(12, 'connected hall', -79);
    expect(told(house.read(13, 'hall', 1))).toEqual([
      '12s disconnected hall -80 → – (group key exchange timeout) by log',
      '12s connected – → hall -79 by log',
    ]);
  });

  it('nothing is told of a way there and back that the table does not confirm', () => {
    const house = inTheHall();
    house.hear(12, 'roamed hall attic', -71);
    house.hear(14, 'roamed attic hall', -58);
    expect(house.read(20, 'hall', 3620)).toEqual([]);
  });

  it('a place that no router has is no place', () => {
    const house = inTheHall();
    house.hear(12, 'roamed hall nowhere', -71);
    house.hear(14, 'roamed nowhere hall', -58);
    expect(house.read(20, 'hall', 6)).toEqual([]);
  });
});

describe('a line', () => {
  it('that the table contradicts waits for a later one, and for no more than a minute', () => {
    const house = inTheHall();
    house.hear(12, 'roamed hall attic', -71);
    expect(house.read(13, 'hall', 3613)).toEqual([]);
    expect(told(house.read(14, 'attic', 1))).toEqual(['12s roamed hall -60 → attic -71 by log']);
    house.hear(20, 'roamed attic cellar', -71);
    for (let second = 30; second <= 80; second += 10) expect(house.read(second, 'attic', second)).toEqual([]);
    expect(told(house.read(90, 'cellar', 1))).toEqual(['90s roamed attic -60 → cellar -60 by poll']);
    expect(house.pendingLines.isEmpty()).toBe(true);
  });

  it('of another place lends an event nothing', () => {
    const house = inTheHall();
    house.hear(12, 'roamed hall cellar', -71);
    expect(told(house.read(20, 'attic', 1))).toEqual(['20s roamed hall -60 → attic -60 by poll']);
  });

  it('from before the device was last seen elsewhere is stale', () => {
    const house = inTheHall();
    house.hear(1, 'roamed hall attic', -71);
    expect(told(house.read(20, 'attic', 1))).toEqual(['20s roamed hall -60 → attic -60 by poll']);
  });

  it('cannot make, keep or hide an event of presence, whatever lines there are', () => {
    const places = ['hall', 'attic', 'cellar', 'nowhere'];
    const name = fc.constantFrom(...places);
    const words = fc.oneof(
      name.map((at) => `connected ${at}` as Words),
      fc.tuple(name, name).map(([from, to]) => `roamed ${from} ${to}` as Words),
      name.map((at) => `disconnected ${at}: gone` as Words),
    );
    const line = fc.tuple(fc.nat(9), words, fc.constantFrom('router', null));
    const move = fc.record({ on: fc.option(fc.constantFrom('hall', 'attic')), lines: fc.array(line) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const [loud, silent] = [beginning(), beginning()];
        moves.forEach(({ on, lines }, index) => {
          const sorted = lines.toSorted(([a], [b]) => a - b);
          for (const [second, said, router] of sorted)
            loud.hear((index - 1) * 10 + second, said, -50, router);
          const [heard, plain] = [loud.read(index * 10, on, 1), silent.read(index * 10, on, 1)];
          const presence = (events: readonly PresenceEvent[]) =>
            events.filter(({ type }) => type === 'arrived' || type === 'left').map(({ type }) => type);
          expect(presence(heard)).toEqual(presence(plain));
          expect(loud.world().devices).toEqual(silent.world().devices);
          // whatever is told of the association leads from where it was to where it is
          let here: string | null = index === 0 ? null : (moves[index - 1]!.on ?? null);
          for (const [nth, { type, from, to }] of heard.entries()) {
            if (type === 'arrived' || type === 'left') continue;
            const isBack = type === 'roamed' && heard[nth - 1]?.type === 'connected';
            if (from !== null && !isBack) expect(from.interface).toBe(here);
            here = to?.interface ?? null;
          }
          if (plain.length > 0) expect(here).toBe(on);
        });
      }),
    );
  });
});

describe('lines that could be of any router', () => {
  it('name only where the device was, or is', () => {
    const house = beginning();
    house.read(0, null);
    house.hear(3, 'connected attic', -66, null);
    house.hear(3.1, 'connected hall', -60);
    expect(told(house.read(4, 'hall', 0))).toEqual([
      '3.1s arrived – → hall -60 by log',
      '3.1s connected – → hall -60 by log',
    ]);
  });
});

describe('lines before a true one', () => {
  it('are not told when the association is older than they are', () => {
    const house = inTheHall();
    house.hear(11, 'roamed hall cellar', -71);
    house.hear(15, 'roamed cellar attic', -71);
    expect(told(house.read(20, 'attic', 9))).toEqual(['15s roamed hall -60 → attic -71 by log']);
  });

  it('are not told of one who has gone', () => {
    const house = inTheHall();
    house.hear(11, 'roamed hall cellar', -71);
    house.hear(12, 'roamed cellar attic', -71);
    house.hear(13, 'disconnected attic: connection lost', -80);
    expect(told(house.read(20, null))).toEqual(['20s disconnected hall -60 → – by poll']);
  });
});

describe('pendingLines', () => {
  it('forgets what nobody confirms', () => {
    const pendingLines = createPendingLines();
    const at = { interface: 'hall', ssid: null };
    const line = { type: 'connected', macAddress: phone, at, signalDbm: null } as const;
    pendingLines.add({ line, router: 'router', at: START });
    pendingLines.add({ line: { ...line, macAddress: panel }, router: 'router', at: START + 61_000 });
    pendingLines.forget([panel]);
    expect(pendingLines.isEmpty()).toBe(true);
  });

  it('takes the same line once more when it comes a second later', () => {
    const pendingLines = createPendingLines();
    const at = { interface: 'hall', ssid: null };
    const line = { type: 'connected', macAddress: phone, at, signalDbm: null } as const;
    expect(pendingLines.add({ line, router: 'router', at: START })).toBe(true);
    expect(pendingLines.add({ line, router: 'router', at: START + 999 })).toBe(false);
    expect(pendingLines.add({ line, router: 'router', at: START + 1000 })).toBe(true);
  });

  it('stays small, however many lines come', () => {
    const pendingLines = createPendingLines();
    for (let index = 0; index < 50_000; index++) {
      const macAddress = `02:00:00:00:${(index % 199).toString(16).padStart(2, '0')}:01`.toUpperCase();
      const at = { interface: 'hall', ssid: null };
      pendingLines.add({
        line: { type: 'connected', macAddress, at, signalDbm: -index % 100 },
        router: null,
        at: START + index,
      });
    }
    expect(pendingLines.find(['02:00:00:00:00:01'], START + 50_000).length).toBeLessThanOrEqual(32);
    for (let index = 0; index < 5_000; index++) {
      const macAddress = `02:00:00:01:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
      const at = { interface: 'hall', ssid: null };
      pendingLines.add({
        line: { type: 'connected', macAddress, at, signalDbm: null },
        router: null,
        at: START,
      });
    }
    expect(pendingLines.find(['02:00:00:01:00:00'], START)).toEqual([]);
    expect(pendingLines.find(['02:00:00:01:13:87'], START)).toHaveLength(1);
  });
});
