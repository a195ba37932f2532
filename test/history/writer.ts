/**
 * A program to be killed: hands over events and readings as fast as a house of many days would, and prints the number of each event after it was
 * handed over, with the time. Arguments: the file of the thread, the folder, how much later than the beginning it is, and when to exit.
 */
import { systemClock } from '../../src/telemetry/clock.ts';
import { Worker } from 'node:worker_threads';
import { eventOf, deviceOf, garden, hall, spotOf, START, startScene } from './scene.ts';

const DEVICES = 30;
const STEP_MS = 60_000;
const EVERY_MS = 10;

// what the program finds at its start is of an earlier time: days go by at a hundred minutes a second
const [workerFile, directory, offsetMs = '0', exitAfterMs] = process.argv.slice(2);
const begin = START + Number(offsetMs);
// how it ends when it is not killed
if (exitAfterMs !== undefined) setTimeout(() => process.exit(3), Number(exitAfterMs));
let at = START;
const scene = startScene(directory!, {
  startWorker: (workerData) => new Worker(workerFile!, { workerData }),
  flushEveryMs: exitAfterMs === undefined ? 500 : 1,
  clock: { ...systemClock, now: () => at },
});
let step = 0;
setInterval(() => {
  step++;
  at = begin + step * STEP_MS;
  const there = step % 2 === 0 ? hall : garden;
  const from = step % 2 === 0 ? garden : hall;
  const devices = Array.from({ length: DEVICES }, (_, n) => {
    return deviceOf(n, at, { ...(n === step % DEVICES ? there : hall), signal_dbm: -40 - (step % 40) });
  });
  scene.publish(at, devices, [
    eventOf(step % DEVICES, 'roamed', at, { from: spotOf(from), to: spotOf(there) }),
  ]);
  process.stdout.write(`${scene.journal.lastId()} ${Date.now()}\n`);
}, EVERY_MS);
