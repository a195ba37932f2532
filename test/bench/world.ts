/** Join, step and render of many devices on fifty routers: the cost per device should not grow with their number. */
import { gzipSync } from 'node:zlib';
import { createFleet } from '../../src/demo/fleet.ts';
import { type Menu, menuPaths } from '../../src/parse/menu.ts';
import type { Reading } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import { MAX_LIMIT, select } from '../../src/record/select.ts';
import type { Taken } from '../../src/world/snapshot.ts';
import { newWorld, type World } from '../../src/world/world.ts';
import { readingOf } from '../capture.ts';
import { step, takeSnapshot } from '../at-once.ts';

const ROUTERS = 50;
const SIZES = [1_000, 10_000, 50_000];
const ROUNDS = 5;

interface Cost {
  step: number;
  snapshot: number;
  render: number;
}

export function benchWorld(): void {
  console.log(
    `\nJoin + step of one reading of each of ${ROUTERS} routers, a snapshot after each, and all devices rendered once`,
  );
  console.log(
    'in both forms as JSON and gzip, in pages of 1,000. Milliseconds, median of five rounds; µs per device.\n',
  );
  console.log('devices   join+step       snapshots       render          all');
  const perDevice = SIZES.map((size) => {
    const { step: stepMs, snapshot: snapshotMs, render: renderMs } = measure(size);
    const all = stepMs + snapshotMs + renderMs;
    const cell = (ms: number) => `${ms.toFixed(0)} ms (${((ms * 1000) / size).toFixed(1)})`.padEnd(16);
    console.log(`${String(size).padEnd(10)}${cell(stepMs)}${cell(snapshotMs)}${cell(renderMs)}${cell(all)}`);
    return all / size;
  });
  const ratio = perDevice.at(-1)! / perDevice[0]!;
  console.log(`\nCost per device at 50,000 to that at 1,000: ${ratio.toFixed(2)} (1 is linear growth)`);
}

function measure(size: number): Cost {
  const start = Date.UTC(2026, 10, 20);
  let now = start;
  const fleet = createFleet({
    routers: ROUTERS,
    devicesPerRouter: size / ROUTERS,
    accessPointsPerRouter: 5,
    now: () => now,
  });
  const settings = {
    pollIntervalMs: 10_000,
    awayDelayMs: 180_000,
    unknownAfterMs: 900_000,
    routers: fleet.routers.map((_, index) => ({ id: `site-${index}`, zone: 'home' })),
    devices: [],
    accessPoints: [],
  };
  let world: World = newWorld(settings, { at: start, monotonicMs: 0 });
  let taken: Taken | null = null;
  const costs: Cost[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    now = start + round * 10_000;
    const readings = fleet.routers.map((router, index) => toReading(router.tables(), `site-${index}`, now));
    const cost = { step: 0, snapshot: 0, render: 0 };
    for (const reading of readings) {
      const began = performance.now();
      const stepped = step(world, { type: 'reading', reading }, settings, {
        at: now,
        monotonicMs: now - start,
      });
      world = stepped.world;
      const between = performance.now();
      taken = takeSnapshot(world, settings, taken, stepped.changed);
      cost.step += between - began;
      cost.snapshot += performance.now() - between;
    }
    const began = performance.now();
    for (const detail of ['compact', 'full'] as const) {
      for (let offset = 0; offset < size; offset += MAX_LIMIT) {
        const json = JSON.stringify(select(taken!.snapshot, { detail, limit: MAX_LIMIT, offset }, MAX_LIMIT));
        gzipSync(json, { level: 6 });
      }
    }
    cost.render = performance.now() - began;
    // the first round makes everything new: that is the start, not the running
    if (round > 0) costs.push(cost);
  }
  const median = (pick: (cost: Cost) => number) =>
    costs.map(pick).toSorted((a, b) => a - b)[Math.floor(costs.length / 2)]!;
  return {
    step: median((cost) => cost.step),
    snapshot: median((cost) => cost.snapshot),
    render: median((cost) => cost.render),
  };
}

/** Parsed, as it comes from where a router is read: that is outside what is measured. */
function toReading(tables: Readonly<Record<string, unknown>>, router: string, startedAt: number): Reading {
  const rows = Object.fromEntries(
    menuPaths.filter((path) => path in tables).map((path) => [path, tables[path]]),
  );
  return readingOf(rows as Partial<Record<Menu, Row[]>>, { router, startedAt });
}
