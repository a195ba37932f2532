/**
 * `npx tsx test/matrix/run.ts [fault …]`: every fault of a router, for one poll, for ten, and flapping, on the only router and on one of two,
 * against the built program. Prints a line for each: what the service answered meanwhile, what it said of itself, who was sent away, and how long
 * it took to be well again. Exit code 1 when anything crashed, somebody was sent away who was there, or it did not recover.
 */
import { type FaultName, faults } from '../../src/demo/router.ts';
import { type Outcome, play, type Scenario } from './scenario.ts';

const AT_ONCE = 6;
const patterns = ['1 poll', '10 polls', 'flapping'] as const;
const layouts = ['single', 'one of two'] as const;

const wanted = process.argv.slice(2) as FaultName[];
const scenarios: Scenario[] = (wanted.length > 0 ? wanted : faults).flatMap((fault) =>
  patterns.flatMap((pattern) => layouts.map((layout) => ({ fault, pattern, layout }))),
);

console.log(
  ['fault', 'for', 'routers', 'answers', 'health', 'held', 'left', 'log', 'well again', 'verdict']
    .map((title, index) => title.padEnd(WIDTHS()[index]!))
    .join(' '),
);
const waiting = [...scenarios];
let failures = 0;
await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(`${scenarios.length} scenarios, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
    const outcome = await play(scenario);
    if (outcome.verdict !== 'ok') failures++;
    console.log(line(scenario, outcome));
  }
}

function line({ fault, pattern, layout }: Scenario, outcome: Outcome): string {
  const { answers, health, held, left, log, recoveredMs, verdict } = outcome;
  const again = recoveredMs === null ? 'never' : `${(recoveredMs / 1000).toFixed(1)} s`;
  return [fault, pattern, layout, answers, health, held, left, log, again, verdict]
    .map((text, index) => String(text).padEnd(WIDTHS()[index]!))
    .join(' ');
}

function WIDTHS(): number[] {
  return [19, 9, 10, 12, 20, 5, 4, 10, 10, 8];
}
