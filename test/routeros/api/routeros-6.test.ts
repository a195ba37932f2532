/** Tables of RouterOS 6.49 over the native API, joined to the same records as from the files. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startNativeApi } from '../../../src/demo/native-api.ts';
import { startRouter } from '../../../src/demo/router.ts';
import type { RouterTable } from '../../../src/demo/row.ts';
import { menuPaths } from '../../../src/parse/menu.ts';
import { atOnce } from '../../../src/parse/sliced.ts';
import { emptyPollMemory } from '../../../src/poll/memory.ts';
import { pollOnce } from '../../../src/poll/once.ts';
import { systemClock } from '../../../src/telemetry/clock.ts';
import { takeSnapshot } from '../../../src/world/snapshot.ts';
import { step } from '../../../src/world/step.ts';
import { newWorld } from '../../../src/world/world.ts';
import { settingsOf } from '../../builder.ts';
import { readingOf } from '../../capture.ts';
import { closeAll, connect } from '../far-end.ts';

const folder = join(import.meta.dirname, '..', '..', 'fixtures', '6.49-wireless');
const tables = Object.fromEntries(
  menuPaths
    .map((path) => [path, join(folder, `${path.replaceAll('/', '-')}.json`)] as const)
    .filter(([, file]) => existsSync(file))
    .map(([path, file]) => [path, JSON.parse(readFileSync(file, 'utf8')) as RouterTable]),
);

it('a router with 6.49 gives the devices, access points and interfaces of its tables', async () => {
  const router = await startRouter({ tables: () => tables });
  const api = await startNativeApi(router);
  try {
    // as on the day on which the tables were recorded
    const { startedAt } = readingOf({});
    const clock = { ...systemClock, now: () => startedAt, monotonicNow: () => startedAt };
    const { username, password } = router;
    const connection = connect({ url: api.url, username, password });
    const context = { router: 'router', timeoutMs: 5_000, budgetMs: 60_000, clock, hasMissing: () => true };
    const { reading } = await pollOnce(connection, emptyPollMemory, context);
    const now = { at: startedAt, monotonicMs: startedAt };
    const settings = settingsOf();
    const { world } = atOnce(step(newWorld(settings, now), { type: 'reading', reading }, settings, now));
    const { devices, interfaces, accessPoints, routers } = atOnce(
      takeSnapshot(world, settings, null),
    )!.snapshot;
    const joined = { devices: [...devices.values()], interfaces, access_points: accessPoints, routers };
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as typeof joined;
    // the simulated radio tells its state when it is asked, the files do not
    const silent = { channel: null, frequency_mhz: null, channel_width: null, tx_power_dbm: null };
    for (const record of [...joined.interfaces, ...expected.interfaces]) Object.assign(record, silent);
    // every simulated router has a clock and a zone
    for (const record of expected.routers) Object.assign(record, { time_zone: 'Europe/Berlin' });
    expect(joined).toEqual(expected);
  } finally {
    closeAll();
    await api.stop();
    await router.stop();
  }
});
