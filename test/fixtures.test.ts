/** Every folder of router tables, joined, and compared with the file beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { menuPaths, menus } from '../src/parse/menu.ts';
import { accessPointSchema, routerSchema, wifiInterfaceSchema } from '../src/record/network.ts';
import { deviceSchema } from '../src/record/device.ts';
import { takeSnapshot } from '../src/world/snapshot.ts';
import { step } from '../src/world/step.ts';
import { newWorld } from '../src/world/world.ts';
import { settingsOf } from './builder.ts';
import { readingFromFolder } from './capture.ts';

const home = join(import.meta.dirname, 'fixtures');
// "7.24-wifi-qcom-capsman"
const folders = readdirSync(home).filter((name) => /^\d+\.\d+-[a-z0-9-]+$/.test(name));
const fileOf = new Map(menuPaths.map((path) => [`${path.replaceAll('/', '-')}.json`, path]));

it('the dialects are all here', () => {
  expect(folders).toEqual(
    expect.arrayContaining([
      '6.49-wireless',
      '7.12-wifiwave2',
      '7.21-caps-man',
      '7.22-wifi-caps-by-ip',
      '7.24-wifi-qcom-capsman',
      '7.25-wifi-mlo',
    ]),
  );
});

describe.each(folders)('%s', (name) => {
  const folder = join(home, name);
  const settings = settingsOf();
  const reading = readingFromFolder(folder);
  const now = { at: reading.startedAt, monotonicMs: reading.startedMonotonicMs };
  const { world, events } = step(newWorld(settings, now), { type: 'reading', reading }, settings, now);
  const { devices, interfaces, accessPoints, routers, meta } = takeSnapshot(world, settings, null)!.snapshot;

  it('holds nothing but menus that are read, in the shape REST gives them', () => {
    for (const file of readdirSync(folder).filter((other) => other !== 'expected.json')) {
      const path = fileOf.get(file);
      expect([file, path !== undefined]).toEqual([file, true]);
      const body = JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;
      expect([file, Array.isArray(body) ? 'list' : 'singleton']).toEqual([file, menus[path!].shape]);
      for (const row of [body].flat() as Record<string, unknown>[]) {
        expect([file, Object.values(row).every((value) => typeof value === 'string')]).toEqual([file, true]);
        expect(Object.keys(row)).toEqual(Object.keys(row).toSorted());
      }
    }
  });

  it('is joined to what its expected.json says', async () => {
    const file = join(folder, 'expected.json');
    // a missing file would be written, and agree with itself
    expect(existsSync(file), `${file} is missing: make it, empty, and run vitest with -u`).toBe(true);
    const joined = { devices: [...devices.values()], interfaces, access_points: accessPoints, routers };
    await expect(`${JSON.stringify(joined, null, 2)}\n`).toMatchFileSnapshot(file);
  });

  it('is a whole reading, whose records keep to the published shapes and whose first look tells of nobody', () => {
    expect(meta).toMatchObject({ complete: true, warnings: [] });
    expect(events).toEqual([]);
    expect(devices.size).toBeGreaterThan(0);
    for (const record of devices.values()) deviceSchema.parse(record);
    for (const record of interfaces) wifiInterfaceSchema.parse(record);
    for (const record of accessPoints) accessPointSchema.parse(record);
    for (const record of routers) routerSchema.parse(record);
  });

  it('places every device, and counts it where it is', () => {
    for (const { client_count, access_point_id } of accessPoints) {
      const here = [...devices.values()].filter((device) => device.access_point_id === access_point_id);
      expect([access_point_id, client_count]).toEqual([access_point_id, here.length]);
    }
    expect([...devices.values()].filter((device) => device.access_point_id === null)).toEqual([]);
  });
});
