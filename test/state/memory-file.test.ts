/** The memory: what survives a restart, and what happens to a file that cannot be read. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMemory } from '../../src/state/memory-file.ts';
import { step } from '../../src/world/step.ts';
import { newWorld, remember, type World } from '../../src/world/world.ts';
import { house, tell } from '../presence/story.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-memory-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const START = Date.UTC(2026, 10, 20, 8);
const NOW = Date.UTC(2026, 10, 20, 9);
const path = () => join(directory, 'memory.json');
const phone = '020000000001';
const nothing = { remembered: { devices: [], routers: [] }, deletions: [] };

function save(world: World): void {
  expect(
    openMemory(directory, NOW).save({ remembered: remember(world), deletions: ['020000000009'] }, NOW),
  ).toBeNull();
}

function restore(afterSeconds: number): World {
  const { loaded } = openMemory(directory, NOW);
  return newWorld(
    house,
    { at: START + afterSeconds * 1000, monotonicMs: afterSeconds * 1000 },
    loaded!.remembered,
  );
}

describe('a restart', () => {
  it('keeps presence, its times, the place and the name', () => {
    const before = tell('0s hall: phone+wifi1 panel → phone home');
    save(before);
    const device = restore(60).devices.get(phone)!;
    expect(device).toMatchObject({ presence: 'home', connected: null, client: null });
    const { presenceSinceAt, firstSeenAt, place, name } = before.devices.get(phone)!;
    expect(device).toMatchObject({
      presenceSinceAt,
      firstSeenAt,
      place: { ...place, signalDbm: null },
      name,
    });
  });

  it('home longer ago than unknown_after starts as unknown, and is home again at a sighting as if nothing had been', () => {
    const before = tell('0s hall: phone panel → phone home');
    save(before);
    const world = restore(1000);
    expect(world.devices.get(phone)!.presence).toBe('unknown');
    const after = tell('2000s hall: phone panel → phone home', {}, world);
    expect(after.devices.get(phone)!.presenceSinceAt).toBe(before.devices.get(phone)!.presenceSinceAt);
  });

  it('nobody becomes away before the whole delay of complete evidence', () => {
    save(tell('0s hall: phone panel → phone home'));
    tell(
      `
      60s         hall: panel   → disconnected phone, phone home-
      70s..230s   hall: panel   → phone home-
      240s        hall: panel   → left phone, phone away
    `,
      {},
      restore(60),
    );
  });

  it('a router that answered before and does not now counts as failed', () => {
    save(tell('0s hall: phone panel ; garden: tablet → phone home'));
    tell('60s..600s hall: panel ; garden: dead → phone home?', {}, restore(60));
  });

  it('who was away stays away, and arrives', () => {
    save(
      tell(
        '0s hall: phone panel → phone home\n10s..200s hall: panel → disconnected phone, left phone, phone away',
      ),
    );
    tell(
      '300s hall: panel → phone away\n310s hall: phone panel → arrived phone, connected phone, phone home',
      {},
      restore(290),
    );
  });

  it('an access point missing for a day is still missing', () => {
    save(tell('0s hall: phone+wifi1 panel → phone home\n10s hall: panel no-cap → phone home?'));
    tell('60s..600s hall: panel no-cap → phone home?', {}, restore(60));
  });

  it('a wall clock a day back makes nobody gone and nobody seen in the future', () => {
    save(tell('0s hall: phone panel → phone home'));
    const world = restore(-86_400);
    expect(world.devices.get(phone)!.presence).toBe('home');
    const { world: ticked } = step(world, { type: 'tick' }, house, {
      at: START - 86_399_000,
      monotonicMs: -86_399_000,
    });
    expect(ticked.devices.get(phone)!.presence).toBe('home');
  });
});

describe('the file', () => {
  it('is null at a first start', () => {
    const memory = openMemory(join(directory, 'new', 'folder'), NOW);
    expect([memory.loaded, memory.problem()]).toEqual([null, null]);
  });

  it('keeps what was deleted in Home Assistant', () => {
    save(tell('0s hall: phone → phone home'));
    expect(openMemory(directory, NOW).loaded!.deletions).toEqual(['020000000009']);
  });

  it.each([
    ['truncated', (content: string) => content.slice(0, content.length / 2)],
    ['garbage', () => '\u0000\u0001 not JSON'],
    ['empty', () => ''],
    ['of another shape', () => '{"version":1,"devices":{}}'],
    [
      'of a time no calendar has',
      (content: string) => content.replace(/"lastSeenAt":\d+/, '"lastSeenAt":1e300'),
    ],
  ])('%s is set aside and reported, not overwritten', (_, spoil) => {
    save(tell('0s hall: phone → phone home'));
    const spoilt = spoil(readFileSync(path(), 'utf8'));
    writeFileSync(path(), spoilt);
    const memory = openMemory(directory, NOW);
    expect(memory.loaded).toBeNull();
    expect(memory.problem()).toMatch(/damaged.*renamed/);
    const [aside] = readdirSync(directory).filter((name) => name.includes('damaged'));
    expect(readFileSync(join(directory, aside!), 'utf8')).toBe(spoilt);
  });

  it('of a newer version is set aside and says so', () => {
    writeFileSync(path(), '{"format":"mikrotik-presence memory","version":99}');
    const memory = openMemory(directory, NOW);
    expect(memory.loaded).toBeNull();
    expect(memory.problem()).toMatch(/newer version/);
    expect(readdirSync(directory)).toEqual([expect.stringContaining('memory.json.newer-')]);
  });

  it('that cannot be written is a sentence, and leaves the old one whole', () => {
    save(tell('0s hall: phone → phone home'));
    const before = readFileSync(path(), 'utf8');
    const memory = openMemory(directory, NOW);
    // root may write anywhere, so the temporary file is made impossible instead of the directory read-only
    mkdirSync(`${path()}.tmp`);
    const problem = memory.save(nothing, NOW);
    expect(problem).toMatch(/could not be written/);
    expect(memory.problem()).toBeNull();
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  it('that can be neither read nor set aside is not written over', () => {
    // a folder in its place: root may read every file
    mkdirSync(path());
    const memory = openMemory(directory, NOW);
    expect(memory.problem()).toMatch(/could not be read/);
    expect(memory.save(nothing, NOW)).toBe(memory.problem());
    expect(readdirSync(directory)).toEqual(['memory.json']);
  });

  it('in a directory that cannot be made yet is written once it can be', () => {
    const parent = join(directory, 'mount');
    writeFileSync(parent, '');
    const memory = openMemory(join(parent, 'data'), NOW);
    expect(memory.problem()).toMatch(/could not be written.*Make room, or make STATE_DIR writable/);
    expect(memory.save(nothing, NOW)).toMatch(/could not be written/);
    rmSync(parent);
    expect(memory.save(nothing, NOW)).toBeNull();
    expect(memory.problem()).toBeNull();
    expect(openMemory(join(parent, 'data'), NOW).loaded).toEqual(nothing);
    expect(memory.save(nothing, NOW)).toBeNull();
  });

  it('whose disk comes after the start is not written over', () => {
    const memory = openMemory(directory, NOW);
    save(tell('0s hall: phone → phone home'));
    const before = readFileSync(path(), 'utf8');
    expect(memory.save(nothing, NOW)).toMatch(/could not be read.*and restart/);
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  it('where the system makes no directory is a sentence, and not a search without end', () => {
    expect(openMemory('/proc/nowhere/data', NOW).problem()).toMatch(/could not be written \(ENOENT\)/);
  });

  it('of any content throws nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (content) => {
        writeFileSync(path(), content);
        expect(openMemory(directory, NOW).loaded).toBeNull();
        for (const name of readdirSync(directory)) rmSync(join(directory, name));
      }),
      { numRuns: 100 },
    );
  });
});
