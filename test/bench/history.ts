/** A month of history: what it costs to write, how much disk it takes, how soon it answers; and what is left of it after a hundred kills. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HistoryOff } from '../../src/record/history.ts';
import {
  deviceOf,
  eventOf,
  iso,
  newFolder,
  START,
  type Scene,
  startScene,
  snapshotOf,
} from '../history/scene.ts';
import { kill } from '../history/kill.ts';

const DEVICES = 300;
const ACCESS_POINTS = 10;
const POLL_MS = 10_000;
const DAY_MS = 86_400_000;
/** Handed over at once, as a simulated minute. */
const POLLS_PER_FLUSH = 6;
const ROAMS_PER_DAY = 5;
const QUESTIONS = 100;

/** Small and quick, the same at every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = createRandom(7);
const pick = (count: number) => Math.floor(random() * count);

const places = Array.from({ length: ACCESS_POINTS }, (_, n) => ({
  access_point: `Access point ${n}`,
  access_point_id: `a0000000000${n}`,
  interface: `cap-${n}-5`,
}));

/** The compiled thread, as it runs in earnest. */
function startBuilt(data: object): Worker {
  return new Worker(new URL('../../dist/parts/worker.js', import.meta.url), { workerData: data });
}

export async function benchHistory(print: (line: string) => void, days = 30): Promise<void> {
  const folder = newFolder();
  const scene = startScene(folder.path, { startWorker: startBuilt });
  try {
    print(
      `\nHistory: ${days} days of ${DEVICES} devices on ${ACCESS_POINTS} access points, a poll every ${POLL_MS / 1000} s, ${ROAMS_PER_DAY} roams per device and day`,
    );
    const cost = await write(scene, days);
    const bytes = statSync(join(folder.path, 'history.db')).size;
    print(
      `  ${(cost.samples / 1e6).toFixed(1)} M readings in ${cost.seconds.toFixed(0)} s   main thread ${cost.mainUs.toFixed(0)} µs per poll   other thread ${cost.workMs.toFixed(2)} ms per poll (most for ${POLLS_PER_FLUSH} at once: ${cost.mostMs.toFixed(0)} ms)`,
    );
    print(`  file ${(bytes / 1e6).toFixed(1)} MB`);
    const end = START + days * DAY_MS;
    const day = await ask(() => {
      const untilAt = end - pick(Math.max(1, days - 1)) * DAY_MS;
      const span = { sinceAt: untilAt - DAY_MS, untilAt };
      return scene.history.deviceHistory(deviceOf(pick(DEVICES), end).device_id, span, null);
    });
    const week = await ask(() => {
      const span = { sinceAt: end - 7 * DAY_MS, untilAt: end };
      return scene.history.accessPointHistory(places[pick(ACCESS_POINTS)]!.access_point_id, span, null);
    });
    print(`  one device's day ${day}   one access point's week ${week}`);
  } finally {
    await scene.stop();
    folder.remove();
  }
}

async function write(scene: Scene, days: number) {
  // two of each, in turn: the history compares a record with the one of the poll before
  const make = () => Array.from({ length: DEVICES }, (_, n) => deviceOf(n, START, places[n % ACCESS_POINTS]));
  const turns = [make(), make()] as const;
  const snapshots = turns.map((devices) => snapshotOf(START, devices));
  const level = turns[0].map(() => -45 - pick(35));
  const at = turns[0].map((_, n) => n % ACCESS_POINTS);
  const since = turns[0].map(() => iso(START));
  const began = performance.now();
  let [mainMs, workMs, mostMs, polls] = [0, 0, 0, 0];
  const underWay: Promise<void>[] = [];
  for (let poll = 0; poll * POLL_MS < days * DAY_MS; poll++) {
    const now = START + poll * POLL_MS + pick(30);
    const devices = turns[poll % 2]!;
    const text = iso(now);
    const events = [];
    for (let n = 0; n < DEVICES; n++) {
      const device = devices[n]!;
      if (random() < (ROAMS_PER_DAY * POLL_MS) / DAY_MS) {
        const from = places[at[n]!]!;
        at[n] = pick(ACCESS_POINTS);
        level[n] = -45 - pick(35);
        since[n] = text;
        const spot = { ssid: 'home', band: '5GHz', signal_dbm: device.signal_dbm } as const;
        const [fromSpot, to] = [
          { ...from, ...spot },
          { ...places[at[n]!]!, ...spot },
        ];
        events.push(
          eventOf(n, 'roamed', now, { from: fromSpot, to, reason: 'roamed to another access point' }),
        );
      }
      level[n] = Math.max(-88, Math.min(-40, level[n]! + (random() < 0.1 ? pick(3) - 1 : 0)));
      const place = places[at[n]!]!;
      device.access_point = place.access_point;
      device.access_point_id = place.access_point_id;
      device.interface = place.interface;
      device.last_seen_at = text;
      device.connected_since_at = since[n]!;
      device.signal_dbm = level[n]! + pick(5) - 2;
      device.tx_bytes = poll * 1000;
      device.rx_bytes = poll * 100;
    }
    const accessPoints = places.map((place, index) => ({
      ...accessPointRecord(place),
      client_count: at.reduce((sum, own) => sum + (own === index ? 1 : 0), 0),
    }));
    const snapshot = { ...snapshots[poll % 2]!, takenAt: now, accessPoints };
    const before = performance.now();
    scene.publishSnapshot(now, snapshot, events);
    mainMs += performance.now() - before;
    polls++;
    if (polls % POLLS_PER_FLUSH > 0) continue;
    const handing = performance.now();
    const written = scene.history.flush();
    mainMs += performance.now() - handing;
    underWay.push(
      written.then((cost) => {
        if (cost === null) throw new Error(scene.history.state().problem ?? 'nothing was written');
        workMs += cost.workMs;
        mostMs = Math.max(mostMs, cost.workMs);
      }),
    );
    if (underWay.length > 2) await underWay.shift();
    if (process.stderr.isTTY && now % DAY_MS < POLLS_PER_FLUSH * POLL_MS) {
      process.stderr.write(`\rday ${Math.floor((now - START) / DAY_MS)} of ${days}`);
    }
  }
  await Promise.all(underWay);
  if (process.stderr.isTTY) process.stderr.write('\r');
  return {
    samples: polls * DEVICES,
    seconds: (performance.now() - began) / 1000,
    mainUs: (mainMs / polls) * 1000,
    workMs: workMs / polls,
    mostMs,
  };
}

function accessPointRecord({ access_point_id, access_point, interface: name }: (typeof places)[number]) {
  const unknown = {
    board_name: null,
    version: null,
    serial_number: null,
    address: null,
    uptime_seconds: null,
    latest_version: null,
    update_channel: null,
    update_status: null,
  };
  return {
    access_point_id,
    name: access_point,
    router: 'router',
    ...unknown,
    reachable: true,
    interfaces: [name],
  };
}

/** "p50 2.1 ms, p95 3.0 ms (288 values)" */
async function ask(question: () => Promise<object | HistoryOff>): Promise<string> {
  const tookMs: number[] = [];
  let size = 0;
  for (let count = 0; count < QUESTIONS; count++) {
    const began = performance.now();
    const answer = await question();
    tookMs.push(performance.now() - began);
    if ('off' in answer) throw new Error(String(answer.off));
    size = JSON.stringify(answer).length;
  }
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!.toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (${(size / 1000).toFixed(0)} kB of JSON)`;
}

export async function benchKills(print: (line: string) => void, times = 100): Promise<void> {
  let [safe, missing, unheard, broken] = [0, 0, 0, 0];
  await kill(times, (killed) => {
    safe += killed.handedOver;
    missing += killed.missing.length;
    if (killed.isSignalMissing) unheard++;
    if (killed.integrity !== 'ok' || killed.setAside !== null || killed.doubled > 0) broken++;
  });
  print(
    `  killed ${times} times while writing: ${broken} files damaged, ${missing} of ${safe} events missing that were told a second before, signals of that moment missing ${unheard} times`,
  );
}
