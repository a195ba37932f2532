/** The order in which the writer saves and publishes, and what a defect leaves. */
import { expect, it } from 'vitest';
import type { Remembered } from '../../src/presence/remember.ts';
import { noCounters } from '../../src/telemetry/counters.ts';
import { noTrace } from '../../src/telemetry/trace.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import { createWriter } from '../../src/world/writer.ts';
import { idOf, macOf, type Menus, quiet, readAt, registered, settingsOf, START } from '../builder.ts';
import { type Line, listLog } from '../history/scene.ts';

const phone = macOf(1);
const seeing = (...macs: string[]): Menus => ({
  ...quiet,
  'interface/wifi/registration-table': macs.map((mac) => registered(mac)),
});
const home = seeing(phone, macOf(2));
const gone = seeing(macOf(2));

const presenceIn = ({ devices }: Remembered) =>
  devices.find(({ macAddress }) => macAddress === phone)?.presence;

/** A writer whose saves and publications are listed in their order, each with the presence of the phone. */
function start() {
  const order: string[] = [];
  const lines: Line[] = [];
  const holder = createSnapshotHolder(() => {});
  holder.subscribe(({ devices }) => order.push(`published ${devices.get(idOf(phone))?.presence}`));
  let seconds = 0;
  let isDue = false;
  const writer = createWriter({
    settings: settingsOf(),
    remembered: null,
    createSaving: (remembered) => ({
      save: () => order.push(`saved ${presenceIn(remembered())}`),
      isDue: () => isDue,
    }),
    log: listLog(lines),
    holder,
    counters: noCounters,
    trace: noTrace,
    clock: { now: () => START + 1000 * seconds, monotonicNow: () => 1000 * seconds },
  });
  const read = (at: number, menus: Menus) => {
    seconds = at;
    writer.write({ type: 'reading', reading: readAt(at, menus) });
    return order.splice(0);
  };
  return { writer, read, lines, order, makeDue: () => void (isDue = true) };
}

it('a change of presence is on disk before it is published', () => {
  const { read } = start();
  expect(read(0, home)).toEqual(['saved home', 'published home']);
});

it('a reading that changes no presence is published, and saved only when a save is due', () => {
  const { read, makeDue } = start();
  read(0, home);
  expect(read(10, home)).toEqual(['published home']);
  makeDue();
  expect(read(20, home)).toEqual(['saved home', 'published home']);
});

it('a departure is on disk before it is published', () => {
  const { read } = start();
  read(0, home);
  const steps: string[] = [];
  for (let at = 10; at <= 200; at += 10) steps.push(...read(at, gone));
  expect(steps.indexOf('saved away')).toBe(steps.indexOf('published away') - 1);
  expect(steps.filter((each) => each.startsWith('saved'))).toEqual(['saved away']);
});

/** A reading that no step can process. */
const broken = (router = 'router', isPartial = false) => ({
  type: 'reading' as const,
  reading: { ...readAt(5, home), router, isPartial, tables: null as never },
});

it('a defect leaves the world as it was, is logged once, and is over with the next reading that succeeds', () => {
  const { writer, read, lines, order } = start();
  read(0, home);
  const before = writer.world();
  for (let time = 0; time < 2; time++) writer.write(broken());
  expect([writer.world() === before, order]).toEqual([true, []]);
  expect(writer.defect()).toContain('"reading of router"');
  expect(lines.filter(({ event }) => event === 'step failed')).toHaveLength(1);
  read(10, home);
  expect(writer.defect()).toBeNull();
});

it('a defect lasts until its own kind of step succeeds, whatever else succeeds meanwhile', () => {
  const { writer, read } = start();
  read(0, home);
  writer.write(broken());
  writer.write({ type: 'tick' });
  writer.write({ type: 'forget', deviceId: idOf(phone) });
  writer.write({ type: 'reading', reading: { ...readAt(8, home), isPartial: true } });
  expect(writer.defect()).toContain('"reading of router"');
  read(10, home);
  expect(writer.defect()).toBeNull();
  // a whole reading includes what a quick poll reads
  writer.write(broken('router', true));
  expect(writer.defect()).toContain('"quick poll of router"');
  read(20, home);
  expect(writer.defect()).toBeNull();
});

it('the readings of one router say nothing about a defect in those of another, whose end is its removal', () => {
  const settings = settingsOf({ routers: ['router', 'attic'].map((id) => ({ id, zone: 'home' })) });
  const { writer, read } = start();
  writer.configure(settings);
  writer.write(broken('attic'));
  read(10, home);
  expect(writer.defect()).toContain('"reading of attic"');
  writer.configure(settings);
  expect(writer.defect()).toContain('"reading of attic"');
  writer.configure(settingsOf());
  expect(writer.defect()).toBeNull();
});

it('a table that lists one device 220,000 times is read like any other', () => {
  const { writer, read } = start();
  const row = registered(phone);
  read(0, { ...quiet, 'interface/wifi/registration-table': Array.from({ length: 220_000 }, () => row) });
  expect(writer.defect()).toBeNull();
  expect(writer.world().devices.get(idOf(phone))?.presence).toBe('home');
});
