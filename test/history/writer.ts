/**
 * A program to be killed: hands over events and readings as fast as a house of many days would, in the folder it is given, and prints the number of
 * each event after it was handed over, with the time.
 */
import { systemClock } from '../../src/telemetry/clock.ts';
import { eventOf, deviceOf, garden, hall, spotOf, START, startScene } from './scene.ts';

const DEVICES = 30;
const STEP_MS = 60_000;
const EVERY_MS = 10;

// what the program finds at its start is of an earlier time: days go by at a hundred minutes a second
const begin = START + Number(process.argv[3] ?? 0);
// how it ends when it is not killed
const exitAfterMs = process.argv[4];
if (exitAfterMs !== undefined) setTimeout(() => process.exit(3), Number(exitAfterMs));
let at = START;
const scene = startScene(process.argv[2]!, {
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
