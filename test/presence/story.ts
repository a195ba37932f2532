/**
 * Presence told as stories. A line is a time, what each router answered, and what should follow:
 *
 *   0s          hall: phone            → phone home
 *   10s..180s   hall: nobody           → phone home-          (a reading every ten seconds)
 *   190s        hall: nobody           → left phone, phone away
 *   200s..8000s/60s  hall: nobody      → phone away           (a reading every minute)
 *
 * A router answers with the names of the devices in its registration table, `nobody`, `unreadable` (the table fails), `dead` (everything
 * fails), `booting` (up for a minute), `no-resource`, or `no-menu`; `name@interface` puts a device on another interface, `name+interface`
 * on an interface of the access point "cap". After the arrow come the events of the whole line, then states: `home` (connected), `home-` (missing),
 * `home?` (held), `away`, `unknown`. Between readings the clock ticks every second, in a line of more
 * than 500 readings every ten seconds.
 */
import { expect } from 'vitest';
import { type Menu, menuPaths } from '../../src/parse/menu.ts';
import type { Reading } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import type { PresenceEvent } from '../../src/presence/event.ts';
import type { Settings } from '../../src/presence/settings.ts';
import { newWorld, type World } from '../../src/world/world.ts';
import { readingOf } from '../capture.ts';
import { step } from '../at-once.ts';

const START = Date.UTC(2026, 10, 20, 8);
const CAP_MAC = '02:CA:00:00:00:01';

export const macs: Record<string, string> = {
  phone: '02:00:00:00:00:01',
  panel: '02:00:00:00:00:02',
  tablet: '02:00:00:00:00:03',
  laptop: '02:00:00:00:00:04',
};

export const house: Settings = {
  pollIntervalMs: 10_000,
  awayDelayMs: 180_000,
  unknownAfterMs: 900_000,
  routers: [
    { id: 'hall', zone: 'home' },
    { id: 'garden', zone: 'home' },
    { id: 'cabin', zone: 'cabin' },
  ],
  devices: [],
  accessPoints: [],
};

export function tell(text: string, changed: Partial<Settings> = {}, beginning: World | null = null): World {
  const settings = { ...house, ...changed };
  let world = beginning ?? newWorld(settings, { at: START, monotonicMs: 0 });
  let clockMs: number | null = null;
  for (const line of text.trim().split('\n')) {
    const [told, expected = ''] = line.split('→');
    const { times, answers: words } = parseLine(told!);
    const answers = words.map(([router, answer]) => [router, answerOf(answer)] as const);
    // a day of seconds would show nothing that its polls do not
    const tickMs = times.length > 500 ? 10_000 : 1000;
    const events: PresenceEvent[] = [];
    for (const timeMs of times) {
      for (clockMs ??= timeMs; clockMs < timeMs; clockMs += tickMs) {
        world = step(world, { type: 'tick' }, settings, { at: START + clockMs, monotonicMs: clockMs }).world;
      }
      for (const [router, answer] of answers) {
        const reading = readingOf(answer.menus, { ...answer, router, startedAt: START + timeMs });
        const input = { type: 'reading', reading: { ...reading, startedMonotonicMs: timeMs } } as const;
        const stepped = step(world, input, settings, { at: START + timeMs, monotonicMs: timeMs });
        world = stepped.world;
        events.push(...stepped.events);
      }
    }
    check(line.trim(), expected, events, world);
  }
  return world;
}

function parseLine(told: string): { times: number[]; answers: [string, string[]][] } {
  const [, from, to, every = 10, rest] = /^\s*(\d+)s(?:\.\.(\d+)s(?:\/(\d+)s)?)?\s*(.*)$/.exec(told)!;
  const times: number[] = [];
  for (let second = Number(from); second <= Number(to ?? from); second += Number(every))
    times.push(second * 1000);
  const answers = rest!
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part): [string, string[]] => {
      const [router, names] = part.split(':');
      return [router!.trim(), names!.trim().split(/\s+/)];
    });
  return { times, answers };
}

interface Answer {
  menus: Partial<Record<Menu, Row | Row[]>>;
  failed: readonly Menu[];
  breaker: Reading['breaker'];
}

function answerOf(words: string[]): Answer {
  const [word] = words;
  const devices =
    word === 'nobody' || word === undefined || !(word.replace(/[@+].*/, '') in macs) ? [] : words;
  const rows = devices.map((name): Row => {
    const [device, wing = 'wifi1'] = name.split(/[@+]/);
    return {
      'mac-address': macs[device!]!,
      interface: name.includes('+') ? `cap-${wing}` : wing,
      signal: '-60',
      'last-activity': '1s',
    };
  });
  const uptime = word === 'booting' ? '1m' : '5d';
  const menus: Answer['menus'] = {
    'interface/wifi/registration-table': rows,
    'interface/wifi': [
      { name: 'wifi1', 'default-name': 'wifi1' },
      { name: 'wifi2', 'default-name': 'wifi2' },
      {
        name: 'cap-wifi1',
        cap: `cap@${CAP_MAC}%*1`,
        disabled: words.includes('cap-disabled') ? 'true' : 'false',
      },
    ],
    'interface/wifi/radio': [],
    'interface/wifi/capsman/remote-cap': words.includes('no-cap')
      ? []
      : [{ 'base-mac': CAP_MAC, identity: 'cap', state: 'Ok' }],
    'system/resource': { uptime, 'board-name': 'test' },
    'ip/dhcp-server/lease': [],
    'ip/arp': [],
  };
  if (word === 'no-menu') delete menus['interface/wifi/registration-table'];
  const failed: Menu[] = [];
  if (word === 'unreadable') failed.push('interface/wifi/registration-table');
  if (word === 'no-resource') failed.push('system/resource');
  if (words.includes('no-cap-list')) failed.push('interface/wifi/capsman/remote-cap');
  if (word === 'dead') failed.push(...menuPaths);
  return { menus, failed, breaker: word === 'open' ? 'open' : 'closed' };
}

function check(line: string, expected: string, events: PresenceEvent[], world: World): void {
  const nameOf = (id: string) =>
    Object.keys(macs).find((name) => macs[name]!.replaceAll(':', '').toLowerCase() === id);
  const wanted = expected
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const isEvent = (part: string) => /^(arrived|left|connected|disconnected|roamed) /.test(part);
  expect(
    events.map((event) => `${event.type} ${nameOf(event.deviceId)}`),
    line,
  ).toEqual(wanted.filter(isEvent));
  for (const part of wanted.filter((other) => !isEvent(other))) {
    const [name, state] = part.split(' ');
    const device = world.devices.get(macs[name!]!.replaceAll(':', '').toLowerCase());
    const mark =
      device?.presence !== 'home'
        ? ''
        : device.connected === true
          ? ''
          : device.connected === false
            ? '-'
            : '?';
    expect(device === undefined ? 'none' : `${device.presence}${mark}`, line).toBe(state);
  }
}
