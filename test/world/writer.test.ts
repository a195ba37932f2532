/** The order in which the writer saves and publishes, and what a defect leaves. */
import { expect, it } from 'vitest';
import { atOnce, type RunSliced } from '../../src/parse/sliced.ts';
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
function start(run: RunSliced = async (work) => atOnce(work)) {
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
      save: async (changed) => {
        // the disk answers later
        await new Promise(setImmediate);
        order.push(`saved ${presenceIn(remembered(changed?.ids ?? null))}`);
      },
      isDue: () => isDue,
    }),
    log: listLog(lines),
    holder,
    counters: noCounters,
    trace: noTrace,
    clock: { now: () => START + 1000 * seconds, monotonicNow: () => 1000 * seconds },
    run,
  });
  const read = async (at: number, menus: Menus) => {
    seconds = at;
    await writer.write({ type: 'reading', reading: readAt(at, menus) });
    return order.splice(0);
  };
  return { writer, holder, read, lines, order, makeDue: () => void (isDue = true) };
}

it('a change of presence is on disk before it is published', async () => {
  const { read } = start();
  expect(await read(0, home)).toEqual(['saved home', 'published home']);
});

it('a reading that changes no presence is published, and saved only when a save is due', async () => {
  const { read, makeDue } = start();
  await read(0, home);
  expect(await read(10, home)).toEqual(['published home']);
  makeDue();
  expect(await read(20, home)).toEqual(['saved home', 'published home']);
});

it('a departure is on disk before it is published', async () => {
  const { read } = start();
  await read(0, home);
  const steps: string[] = [];
  for (let at = 10; at <= 200; at += 10) steps.push(...(await read(at, gone)));
  expect(steps.indexOf('saved away')).toBe(steps.indexOf('published away') - 1);
  expect(steps.filter((each) => each.startsWith('saved'))).toEqual(['saved away']);
});

/** Runs each work up to its first place to pause, and the rest of it when it is let go. */
function interrupted() {
  let goOn: (() => void)[] = [];
  const run: RunSliced = async (work) => {
    const step = work.next();
    if (step.done === true) return step.value;
    await new Promise<void>((resolve) => goOn.push(resolve));
    return atOnce(work);
  };
  const letGo = () => {
    const waiting = goOn;
    goOn = [];
    for (const resume of waiting) resume();
    return waiting.length;
  };
  return { run, letGo };
}
const turn = () => new Promise(setImmediate);

it('while a step is interrupted, the world and the snapshot are those before it, and no other step begins', async () => {
  const { run, letGo } = interrupted();
  const { writer, holder, read, order } = start(run);
  const first = read(0, home);
  await turn();
  const second = writer.write({ type: 'reading', reading: readAt(10, seeing(phone)) });
  await turn();
  expect([holder.current(), writer.world().devices.size, order]).toEqual([null, 0, []]);
  expect(letGo()).toBe(1);
  expect(await first).toEqual(['saved home', 'published home']);
  await turn();
  expect(letGo()).toBe(1);
  await second;
  expect(writer.world().takenAt).toBe(START + 10_000);
});

it('other settings wait for the step that is interrupted', async () => {
  const { run, letGo } = interrupted();
  const { writer, read } = start(run);
  const before = writer.settings();
  const first = read(0, home);
  await turn();
  const turns: string[] = [];
  const configured = writer.configure(settingsOf({ awayDelayMs: 60_000 }), () => turns.push('configured'));
  await turn();
  expect([writer.settings() === before, turns]).toEqual([true, []]);
  letGo();
  expect(await first).toContain('published home');
  for (await turn(); letGo() > 0; await turn());
  await configured;
  expect([writer.settings().awayDelayMs, turns]).toEqual([60_000, ['configured']]);
});

/** A reading that no step can process. */
const broken = (router = 'router', isPartial = false) => ({
  type: 'reading' as const,
  reading: { ...readAt(5, home), router, isPartial, tables: null as never },
});

it('a defect leaves the world as it was, is logged once, and is over with the next reading that succeeds', async () => {
  const { writer, read, lines, order } = start();
  await read(0, home);
  const before = writer.world();
  for (let time = 0; time < 2; time++) await writer.write(broken());
  expect([writer.world() === before, order]).toEqual([true, []]);
  expect(writer.defect()).toContain('"reading of router"');
  expect(lines.filter(({ event }) => event === 'step failed')).toHaveLength(1);
  await read(10, home);
  expect(writer.defect()).toBeNull();
});

it('a defect lasts until its own kind of step succeeds, whatever else succeeds meanwhile', async () => {
  const { writer, read } = start();
  await read(0, home);
  await writer.write(broken());
  await writer.write({ type: 'tick' });
  await writer.write({ type: 'forget', deviceId: idOf(phone) });
  await writer.write({ type: 'reading', reading: { ...readAt(8, home), isPartial: true } });
  expect(writer.defect()).toContain('"reading of router"');
  await read(10, home);
  expect(writer.defect()).toBeNull();
  // a whole reading includes what a quick poll reads
  await writer.write(broken('router', true));
  expect(writer.defect()).toContain('"quick poll of router"');
  await read(20, home);
  expect(writer.defect()).toBeNull();
});

it('the readings of one router say nothing about a defect in those of another, whose end is its removal', async () => {
  const settings = settingsOf({ routers: ['router', 'attic'].map((id) => ({ id, zone: 'home' })) });
  const { writer, read } = start();
  await writer.configure(settings);
  await writer.write(broken('attic'));
  await read(10, home);
  expect(writer.defect()).toContain('"reading of attic"');
  await writer.configure(settings);
  expect(writer.defect()).toContain('"reading of attic"');
  await writer.configure(settingsOf());
  expect(writer.defect()).toBeNull();
});

it('a table that lists one device 220,000 times is read like any other', async () => {
  const { writer, read } = start();
  const row = registered(phone);
  await read(0, {
    ...quiet,
    'interface/wifi/registration-table': Array.from({ length: 220_000 }, () => row),
  });
  expect(writer.defect()).toBeNull();
  expect(writer.world().devices.get(idOf(phone))?.presence).toBe('home');
});
