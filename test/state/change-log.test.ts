/** What is added to the state file between two times that it is written as a whole. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Change } from '../../src/state/change-log.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import { remember } from '../../src/world/world.ts';
import { tell } from '../presence/story.ts';
import { runs } from '../runs.ts';

const NOW = Date.UTC(2026, 10, 20, 9);
const { devices, routers } = remember(tell('0s hall: phone panel ; garden: tablet → phone home'));
const [phone, panel, tablet] = devices as unknown as [Device, Device, Device];
interface Device {
  macAddress: string;
  presence: string;
}
const everything = { remembered: { devices, routers }, deletions: ['client_1'], lapses: [] };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-changes-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
const changesPath = () => join(directory, 'memory.changes');

/** The state file after everything was saved, and then each of these changes. */
async function saved(...changes: Change[]) {
  const stateFile = openStateFile(directory, NOW);
  expect(await stateFile.save(everything, NOW)).toBeNull();
  for (const change of changes) expect(await stateFile.append(change)).toBeNull();
  return stateFile;
}

const presences = () =>
  Object.fromEntries(
    openStateFile(directory, NOW).loaded!.remembered.devices.map((device) => [
      device.macAddress,
      device.presence,
    ]),
  );
const away = (device: Device) => ({ ...device, presence: 'away' });

it('the next start reads the newest entry of each device, and none of one that is gone', async () => {
  await saved(
    { devices: [away(phone)] },
    { devices: [away(panel)], gone: [tablet.macAddress] },
    { devices: [phone] },
  );
  expect(presences()).toEqual({ [phone.macAddress]: 'home', [panel.macAddress]: 'away' });
  expect(openStateFile(directory, NOW).problem()).toBeNull();
});

it('routers, deletions and lapses of a change replace those before, and what a change does not name stays', async () => {
  await saved(
    { deletions: ['client_2'] },
    { routers: [{ ...routers[0]!, ssids: ['attic'] }], lapses: [{ key: 'client_3', sinceAt: NOW }] },
  );
  const { remembered, deletions, lapses } = openStateFile(directory, NOW).loaded!;
  expect([deletions, lapses]).toEqual([['client_2'], [{ key: 'client_3', sinceAt: NOW }]]);
  expect(remembered.routers).toEqual([{ ...routers[0]!, ssids: ['attic'] }, ...routers.slice(1)]);
  expect(remembered.devices).toEqual(devices);
});

it('cut off at any byte, the changes before the cut are read, and nothing is reported', async () => {
  await saved({ devices: [away(phone)] }, { devices: [away(panel)] });
  const whole = readFileSync(changesPath());
  const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 10 ? at + 1 : []));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
      writeFileSync(changesPath(), whole);
      truncateSync(changesPath(), length);
      const lines = ends.filter((end) => end <= length).length;
      expect(presences()).toEqual({
        [phone.macAddress]: lines > 1 ? 'away' : 'home',
        [panel.macAddress]: lines > 2 ? 'away' : 'home',
        [tablet.macAddress]: 'home',
      });
      expect(openStateFile(directory, NOW).problem()).toBeNull();
    }),
    { numRuns: runs(60) },
  );
});

it('a line that is damaged costs itself and is reported', async () => {
  await saved({ devices: [away(phone)] }, { devices: [away(panel)] });
  const lines = readFileSync(changesPath(), 'utf8').split('\n');
  lines[1] = 'x';
  writeFileSync(changesPath(), lines.join('\n'));
  expect(presences()).toMatchObject({ [phone.macAddress]: 'home', [panel.macAddress]: 'away' });
  expect(openStateFile(directory, NOW).problem()).toMatch(/^1 entry could not be read .*memory\.changes/);
});

it('the changes of another state file count for nothing', async () => {
  await saved({ devices: [away(phone)] });
  const old = readFileSync(changesPath());
  const stateFile = openStateFile(directory, NOW);
  expect(presences()).toMatchObject({ [phone.macAddress]: 'away' });
  expect(await stateFile.save(everything, NOW)).toBeNull();
  // as after a crash before they were removed
  writeFileSync(changesPath(), old);
  expect(presences()).toMatchObject({ [phone.macAddress]: 'home' });
  // as an earlier version writes it
  const path = join(directory, 'memory.json');
  const { changes: _, ...content } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify(content));
  expect(presences()).toMatchObject({ [phone.macAddress]: 'home' });
});

it('everything is due before the first change, after a change that could not be added, and when changes have grown longer than the file', async () => {
  const stateFile = openStateFile(directory, NOW);
  expect(stateFile.isWholeDue()).toBe(true);
  await stateFile.save(everything, NOW);
  expect(stateFile.isWholeDue()).toBe(false);
  mkdirSync(changesPath());
  expect(await stateFile.append({ devices: [away(phone)] })).toMatch(/memory\.json could not be written/);
  expect(stateFile.isWholeDue()).toBe(true);
  rmSync(changesPath(), { recursive: true });
  await stateFile.save(everything, NOW);
  for (let turn = 0; !stateFile.isWholeDue() && turn < 100; turn++)
    expect(await stateFile.append({ devices: [away(phone)] })).toBeNull();
  const [all, changes] = ['memory.json', 'memory.changes'].map(
    (name) => readFileSync(join(directory, name)).length,
  );
  expect(stateFile.isWholeDue() && changes! < 3 * all!).toBe(true);
});
