/** The state file: what survives a restart, and what happens to a file or an entry that cannot be read. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, migrations, VERSION } from '../../src/state/migration.ts';
import { MOST_DELETIONS, type SavedState } from '../../src/state/schema.ts';
import { exampleFinding } from '../../src/question/example-finding.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import { newWorld, remember, type World } from '../../src/world/world.ts';
import { house, tell } from '../presence/story.ts';
import { runs } from '../runs.ts';
import { checkEntries, step } from '../at-once.ts';
import { anyText } from '../any-text.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-memory-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const START = Date.UTC(2026, 10, 20, 8);
const NOW = Date.UTC(2026, 10, 20, 9);
const path = () => join(directory, 'memory.json');
const phone = '020000000001';
const nothing = { remembered: { devices: [], routers: [] }, deletions: [], lapses: [] };

async function save(world: World): Promise<void> {
  expect(
    await openStateFile(directory, NOW).save(
      { remembered: remember(world), deletions: ['020000000009'] },
      NOW,
    ),
  ).toBeNull();
}

function restore(afterSeconds: number): World {
  const { loaded } = openStateFile(directory, NOW);
  return newWorld(
    house,
    { at: START + afterSeconds * 1000, monotonicMs: afterSeconds * 1000 },
    loaded!.remembered,
  );
}

describe('a restart', () => {
  it('keeps presence, its times, the place and the name', async () => {
    const before = tell('0s hall: phone+wifi1 panel → phone home');
    await save(before);
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

  it('home longer ago than unknown_after starts as unknown, and is home again at a sighting as if nothing had been', async () => {
    const before = tell('0s hall: phone panel → phone home');
    await save(before);
    const world = restore(1000);
    expect(world.devices.get(phone)!.presence).toBe('unknown');
    const after = tell('2000s hall: phone panel → phone home', {}, world);
    expect(after.devices.get(phone)!.presenceSinceAt).toBe(before.devices.get(phone)!.presenceSinceAt);
  });

  it('nobody becomes away before the whole delay of complete evidence', async () => {
    await save(tell('0s hall: phone panel → phone home'));
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

  it('a router that answered before and does not now counts as failed', async () => {
    await save(tell('0s hall: phone panel ; garden: tablet → phone home'));
    tell('60s..600s hall: panel ; garden: dead → phone home?', {}, restore(60));
  });

  it('who was away stays away, and arrives', async () => {
    await save(
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

  it('an access point missing for a day is still missing', async () => {
    await save(tell('0s hall: phone+wifi1 panel → phone home\n10s hall: panel no-cap → phone home?'));
    tell('60s..600s hall: panel no-cap → phone home?', {}, restore(60));
  });

  it('a wall clock a day back makes nobody gone and nobody seen in the future', async () => {
    await save(tell('0s hall: phone panel → phone home'));
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
    const memory = openStateFile(join(directory, 'new', 'folder'), NOW);
    expect([memory.loaded, memory.problem()]).toEqual([null, null]);
  });

  it('keeps findings, those that ended too, and drops one that it cannot read', async () => {
    const tracked = {
      findings: [exampleFinding],
      ended: [{ ...exampleFinding, finding_id: 'a', kind: 'ping_pong' as const }],
    };
    await openStateFile(directory, NOW).save({ ...nothing, tracked }, NOW);
    expect(openStateFile(directory, NOW).loaded!.tracked).toEqual(tracked);
    writeFileSync(path(), readFileSync(path(), 'utf8').replace('"ping_pong"', '"of_a_later_version"'));
    const memory = openStateFile(directory, NOW);
    expect(memory.loaded!.tracked).toEqual({ findings: [exampleFinding], ended: [] });
  });

  it('keeps what was deleted in Home Assistant', async () => {
    await save(tell('0s hall: phone → phone home'));
    expect(openStateFile(directory, NOW).loaded!.deletions).toEqual(['020000000009']);
  });

  it.each([
    ['truncated', (content: string) => content.slice(0, content.length / 2)],
    ['garbage', () => '\u0000\u0001 not JSON'],
    ['empty', () => ''],
    ['of another shape', () => '{"version":1,"devices":{}}'],
    [
      'whose every entry is impossible',
      () =>
        '{"format":"mikrotik-presence memory","version":2,"devices":[{"macAddress":1}],"routers":[],"deletions":[7]}',
    ],
    ['of a version before the first', (content: string) => content.replace('"version":2', '"version":0')],
  ])('%s is set aside and reported, not overwritten', async (_, spoil) => {
    await save(tell('0s hall: phone → phone home'));
    const spoilt = spoil(readFileSync(path(), 'utf8'));
    writeFileSync(path(), spoilt);
    const memory = openStateFile(directory, NOW);
    expect(memory.loaded).toBeNull();
    expect(memory.problem()).toMatch(/damaged.*renamed/);
    const [aside] = readdirSync(directory).filter((name) => name.includes('damaged'));
    expect(readFileSync(join(directory, aside!), 'utf8')).toBe(spoilt);
  });

  it('of a newer version is set aside and says so', () => {
    writeFileSync(path(), '{"format":"mikrotik-presence memory","version":99}');
    const memory = openStateFile(directory, NOW);
    expect(memory.loaded).toBeNull();
    expect(memory.problem()).toMatch(/newer version/);
    expect(readdirSync(directory)).toEqual([expect.stringContaining('memory.json.newer-')]);
  });

  it('that cannot be written is a sentence, and leaves the old one whole', async () => {
    await save(tell('0s hall: phone → phone home'));
    const before = readFileSync(path(), 'utf8');
    const memory = openStateFile(directory, NOW);
    // root may write anywhere, so the temporary file is made impossible instead of the directory read-only
    mkdirSync(`${path()}.tmp`);
    const problem = await memory.save(nothing, NOW);
    expect(problem).toMatch(/could not be written/);
    expect(memory.problem()).toBeNull();
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  it('that can be neither read nor set aside is not written over', async () => {
    // a folder in its place: root may read every file
    mkdirSync(path());
    const memory = openStateFile(directory, NOW);
    expect(memory.problem()).toMatch(/could not be read/);
    expect(await memory.save(nothing, NOW)).toBe(memory.problem());
    expect(readdirSync(directory)).toEqual(['memory.json']);
  });

  it('in a directory that cannot be made yet is written once it can be', async () => {
    const parent = join(directory, 'mount');
    writeFileSync(parent, '');
    const memory = openStateFile(join(parent, 'data'), NOW);
    expect(memory.problem()).toMatch(/could not be written.*Make room, or make STATE_DIR writable/);
    expect(await memory.save(nothing, NOW)).toMatch(/could not be written/);
    rmSync(parent);
    expect(await memory.save(nothing, NOW)).toBeNull();
    expect(memory.problem()).toBeNull();
    expect(openStateFile(join(parent, 'data'), NOW).loaded).toMatchObject(nothing);
    expect(await memory.save(nothing, NOW)).toBeNull();
  });

  it('whose disk comes after the start is not written over', async () => {
    const memory = openStateFile(directory, NOW);
    await save(tell('0s hall: phone → phone home'));
    const before = readFileSync(path(), 'utf8');
    expect(await memory.save(nothing, NOW)).toMatch(/could not be read.*then restart/);
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  it('where the system makes no directory is a sentence, and not a search without end', () => {
    expect(openStateFile('/proc/nowhere/data', NOW).problem()).toMatch(/could not be written \(ENOENT\)/);
  });

  it('of any content throws nothing', async () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (content) => {
        writeFileSync(path(), content);
        expect(openStateFile(directory, NOW).loaded).toBeNull();
        for (const name of readdirSync(directory)) rmSync(join(directory, name));
      }),
      { numRuns: runs(100) },
    );
  });
});

type Entry = Record<string, unknown>;
interface Content {
  version: number;
  devices: Entry[];
  routers: (Entry & { dialects: Entry; accessPoints: Entry[] })[];
  deletions: unknown[];
}

/** A state file of three devices on two routers, altered. */
async function rewrite(change: (content: Content) => void): Promise<ReturnType<typeof openStateFile>> {
  await save(tell('0s hall: phone+wifi1 panel ; garden: tablet → phone home'));
  const content = JSON.parse(readFileSync(path(), 'utf8')) as Content;
  change(content);
  writeFileSync(path(), JSON.stringify(content));
  return openStateFile(directory, NOW);
}
const macsOf = ({ loaded }: ReturnType<typeof openStateFile>) =>
  loaded!.remembered.devices.map(({ macAddress }) => macAddress);

describe('an entry of the file', () => {
  const impossible: [string, (content: Content) => void, RegExp][] = [
    [
      'a MAC address that is none',
      ({ devices }) => (devices[0]!['macAddress'] = 'x'),
      /devices\[0\]\.macAddress/,
    ],
    [
      'a time no calendar has',
      ({ devices }) => (devices[0]!['lastSeenAt'] = 1e300),
      /devices\[0\]\.lastSeenAt/,
    ],
    [
      'a name without end',
      ({ devices }) => (devices[0]!['hostName'] = 'x'.repeat(600)),
      /devices\[0\]\.hostName/,
    ],
    ['another type', ({ devices }) => devices.splice(0, 1, 7 as unknown as Entry), /devices\[0\]:/],
  ];
  it.each(impossible)(
    'with %s is dropped and reported, and every other entry is loaded',
    async (_, spoil, example) => {
      const all = macsOf(await rewrite(() => {}));
      const stateFile = await rewrite(spoil);
      expect(macsOf(stateFile)).toEqual(all.slice(1));
      expect(stateFile.loaded!.deletions).toEqual(['020000000009']);
      expect(stateFile.problem()).toMatch(/^1 entry could not be read from .*memory\.json/);
      expect(stateFile.problem()).toMatch(example);
      expect(readdirSync(directory)).toEqual(['memory.json']);
    },
  );

  it('of which many are impossible is reported by its count and the first three', async () => {
    const { problem } = await rewrite(({ deletions }) => deletions.push(1, 2, 3, 4, 5));
    expect(problem()).toMatch(/^5 entries .*deletions\[1\].*deletions\[3\]/);
    expect(problem()).not.toContain('deletions[4]');
  });

  it('with an impossible access point or dialect loses that alone', async () => {
    const stateFile = await rewrite(({ routers }) => {
      routers[0]!.accessPoints.push({ ref: { id: 7 } });
      routers[0]!.dialects['wifi'] = { met: 'yes' };
    });
    const [before, after] = [await rewrite(() => {}), stateFile].map(
      ({ loaded }) => loaded!.remembered.routers[0]!,
    );
    expect(after!.accessPoints).toEqual(before!.accessPoints);
    expect(after!.dialects.wifi).toEqual({ met: false, everHeld: false, inventoryRead: false });
    expect(after!.dialects.capsman).toEqual(before!.dialects.capsman);
    expect(stateFile.problem()).toMatch(
      /^2 entries .*router "hall": dialects.wifi.*accessPoints\[\d\]\.ref\.id/,
    );
  });

  it('with words that this version does not know is loaded without them', async () => {
    const stateFile = await rewrite(({ devices, routers }) => {
      Object.assign(devices[0]!, { presence: 'asleep', name: { name: 'Phone', source: 'crystal_ball' } });
      (devices[0]!['place'] as Entry)['band'] = '60GHz';
      (devices[1]!['place'] as Entry)['source'] = 'wifi8';
      routers[0]!.dialects['wifi8'] = { met: true, everHeld: true, inventoryRead: true };
    });
    expect(stateFile.problem()).toBeNull();
    const [first, second] = stateFile.loaded!.remembered.devices;
    expect(first).toMatchObject({
      presence: 'unknown',
      name: { name: 'Phone', source: 'host_name' },
      place: { band: null, router: 'hall' },
    });
    expect(second).toMatchObject({ presence: 'home', place: null });
    expect(Object.keys(stateFile.loaded!.remembered.routers[0]!.dialects)).not.toContain('wifi8');
  });

  it('with invisible characters in what is shown is loaded without them', async () => {
    const stateFile = await rewrite(({ devices, routers }) => {
      const place = devices[0]!['place'] as Entry;
      Object.assign(devices[0]!, {
        name: { name: 'phone\u202Egnp.exe\u200B', source: 'host_name' },
        hostName: 'phone\u200B',
        comment: `${'x'.repeat(200)}`,
        place: { ...place, ssid: 'ho\u00ADme', accessPoint: { id: 'hall', name: 'Ha\uFEFFll' } },
      });
      Object.assign(devices[1]!, { name: { name: '\u200B', source: 'host_name' }, hostName: '\u202E' });
      (routers[0]!.accessPoints[0]!['ref'] as Entry)['name'] = 'Ha\u2066ll';
    });
    expect(stateFile.problem()).toBeNull();
    const { devices, routers } = stateFile.loaded!.remembered;
    expect(devices[0]).toMatchObject({
      name: { name: 'phonegnp.exe', source: 'host_name' },
      hostName: 'phone',
      comment: 'x'.repeat(128),
      place: { ssid: 'home', accessPoint: { id: 'hall', name: 'Hall' } },
    });
    expect(devices[1]).toMatchObject({ name: null, hostName: null });
    expect(routers[0]!.accessPoints[0]!.ref.name).toBe('Hall');
  });

  it('without fields that this version has is loaded with their defaults', async () => {
    const stateFile = await rewrite(({ devices, routers }) => {
      devices[0] = { macAddress: devices[0]!['macAddress'], presence: 'home' };
      delete routers[0]!.dialects['wifiwave2'];
    });
    expect(stateFile.problem()).toBeNull();
    expect(stateFile.loaded!.remembered.devices[0]).toMatchObject({
      place: null,
      isMarked: false,
      zone: null,
    });
    const { dialects } = stateFile.loaded!.remembered.routers[0]!;
    expect(dialects.wifiwave2).toEqual({ met: false, everHeld: false, inventoryRead: false });
  });
});

describe('the file of an older version', () => {
  it('is loaded, and kept as it was when the first new one is written', async () => {
    const stateFile = await rewrite((content) => (content.version = 1));
    const old = readFileSync(path(), 'utf8');
    expect([stateFile.loaded !== null, stateFile.problem()]).toEqual([true, null]);
    expect(readdirSync(directory)).toEqual(['memory.json']);
    expect(await stateFile.save(stateFile.loaded!, NOW)).toBeNull();
    expect(await stateFile.save(nothing, NOW)).toBeNull();
    expect(readFileSync(`${path()}.v1`, 'utf8')).toBe(old);
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ version: VERSION, devices: [] });
    expect(readdirSync(directory).sort()).toEqual(['memory.json', 'memory.json.v1']);
  });

  it('replaces what an earlier upgrade kept', async () => {
    const stateFile = await rewrite((content) => (content.version = 1));
    writeFileSync(`${path()}.v1`, 'of an earlier upgrade');
    const old = readFileSync(path(), 'utf8');
    expect(await stateFile.save(nothing, NOW)).toBeNull();
    expect(readFileSync(`${path()}.v1`, 'utf8')).toBe(old);
  });

  it('that cannot be kept is not replaced', async () => {
    const stateFile = await rewrite((content) => (content.version = 1));
    mkdirSync(`${path()}.v1`);
    const old = readFileSync(path(), 'utf8');
    expect(await stateFile.save(nothing, NOW)).toMatch(/could not be kept/);
    expect(readFileSync(path(), 'utf8')).toBe(old);
  });

  it('passes every migration from its version on', () => {
    expect(Object.keys(migrations).map(Number)).toEqual(
      Array.from({ length: VERSION - 1 }, (_, index) => index + 1),
    );
    expect(migrate({ version: 1, devices: [] }, 1)).toEqual({ version: VERSION, devices: [] });
  });
});

describe('what is saved', () => {
  const { devices, routers } = remember(tell('0s hall: phone+wifi1 panel ; garden: tablet → phone home'));
  const loadedAfter = async (state: SavedState) => {
    const stateFile = openStateFile(directory, NOW);
    expect(await stateFile.save(state, NOW)).toBeNull();
    return { stateFile, ...openStateFile(directory, NOW) };
  };

  it('without a deletion of 80 characters is no longer what the reader discards', async () => {
    const long = `client_${'a'.repeat(80)}`;
    const { loaded, problem } = await loadedAfter({ remembered: { devices, routers }, deletions: [long] });
    expect([loaded!.deletions, problem()]).toEqual([[long], null]);
    expect(loaded!.remembered).toEqual({ devices, routers });
  });

  it('loses an entry that the reader would refuse, says so, and says it no longer once that entry is gone', async () => {
    const state = { remembered: { devices, routers }, deletions: ['client_020000000001', 'x'.repeat(300)] };
    const { stateFile, loaded, problem } = await loadedAfter(state);
    expect(stateFile.problem()).toMatch(/^1 entry could not be saved to .*deletions\[1\]/);
    expect([loaded!.deletions, problem()]).toEqual([['client_020000000001'], null]);
    expect(await stateFile.save(nothing, NOW)).toBeNull();
    expect(stateFile.problem()).toBeNull();
  });

  it('holds the newest 100,000 deletions', async () => {
    const deletions = Array.from({ length: MOST_DELETIONS + 1 }, (_, index) => `client_${index}`);
    const { stateFile, loaded } = await loadedAfter({ remembered: { devices, routers }, deletions });
    expect(loaded!.deletions).toEqual(deletions.slice(1));
    expect(stateFile.problem()).toMatch(/^1 entry .*the oldest of more than 100000/);
  });

  it('is what the next start reads, whatever it is', () => {
    const hostile = fc.oneof(
      anyText({ maxLength: 600 }),
      fc.constantFrom('\ud800', '__proto__', 'wifi', '02:00:00:00:00:01', 'x'.repeat(513)),
      fc.double(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, -0, 253_402_300_800_000, 8.64e15, 1e300),
      fc.constantFrom(null, undefined, true, [], {}),
    );
    const [device, router] = [devices[0]!, routers[0]!];
    const spoilt = <T extends object>(entry: T) =>
      fc
        .tuple(fc.constantFrom(...Object.keys(entry)), hostile)
        .map(([key, value]) => ({ ...entry, [key]: value }) as T);
    const place = spoilt(device.place!).map((value) => ({ ...device, place: value }));
    const name = spoilt(device.name!).map((value) => ({ ...device, name: value }));
    const dialects = spoilt(router.dialects).map((value) => ({ ...router, dialects: value }));
    const accessPoint = spoilt(router.accessPoints[0]!).map((value) => ({
      ...router,
      accessPoints: [value],
    }));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(spoilt(device), place, name, fc.constant(device)), { maxLength: 5 }),
        fc.array(fc.oneof(spoilt(router), dialects, accessPoint), { maxLength: 3 }),
        fc.array(hostile as fc.Arbitrary<string>, { maxLength: 3 }),
        (someDevices, someRouters, deletions) => {
          const written = checkEntries({ devices: someDevices, routers: someRouters, deletions });
          const { remembered } = written.state;
          const lists = { ...remembered, deletions: written.state.deletions };
          const read = checkEntries(JSON.parse(JSON.stringify(lists)) as typeof lists);
          expect([read.droppedCount, read.examples]).toEqual([0, []]);
          expect(JSON.stringify(read.state)).toBe(JSON.stringify(written.state));
          // an entry that is as it should be is never lost for another's sake
          const isGood = (entry: unknown) => entry === device;
          expect(remembered.devices.length).toBeGreaterThanOrEqual(someDevices.filter(isGood).length);
        },
      ),
      { numRuns: runs(500) },
    );
  });
});
