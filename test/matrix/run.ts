/**
 * `npm run matrix [word …]`: everything that can be wrong with a router and around the program, against the built program; words choose the rows
 * that begin with them ("disk", "hang", "router" for all faults of routers, "api" for those over the native API, "around" for all others). Prints a table, and below it what was wrong, each
 * with the row it belongs to; how far it is, and what is wrong as soon as it is known, goes to stderr. Exit code 1 when anything crashed, somebody was sent away who was there, it did not recover, or
 * the trouble was not there at all.
 */
import { ailingBrokerScenarios } from './ailing-broker-fault.ts';
import { brokerScenarios } from './broker-fault.ts';
import { diskScenarios } from './disk-fault.ts';
import { machineScenarios } from './machine-fault.ts';
import { nameScenarios } from './name-fault.ts';
import { nativeScenarios } from './native-fault.ts';
import { networkScenarios } from './network-fault.ts';
import { observe } from './observe.ts';
import { questionScenarios } from './question-fault.ts';
import { routerScenarios } from './router-fault.ts';
import type { Scenario } from './scenario.ts';
import { head, legend, line, skipped } from './table.ts';

const AT_ONCE = 6;

const around = [
  ...brokerScenarios,
  ...ailingBrokerScenarios,
  ...diskScenarios,
  ...machineScenarios,
  ...nameScenarios,
  ...networkScenarios,
  ...questionScenarios,
];
const groups: Record<string, readonly Scenario[]> = {
  router: routerScenarios,
  api: nativeScenarios,
  around,
};
const all = [...routerScenarios, ...nativeScenarios, ...around];
const words = process.argv.slice(2);
const named = words.flatMap(
  (word) => groups[word] ?? all.filter(({ titles: [what] }) => what.startsWith(word)),
);
const chosen = words.length === 0 ? all : [...new Set(named)];
/** Lines of the table, each at its place once it is known. */
const lines: string[] = [];
const details: string[] = [];
const since = performance.now();
let [begun, done, printed, failures, skips] = [0, 0, 0, 0, 0];

console.log(head);
await Promise.all(Array.from({ length: AT_ONCE }, work));
progress('');
const tookMin = ((performance.now() - since) / 60_000).toFixed(1);
console.log(`\n${legend}\n`);
for (const detail of details) console.log(detail);
console.log(`${chosen.length} scenarios, ${failures} failed, ${skips} skipped, ${tookMin} min`);
process.exitCode = failures === 0 ? 0 : 1;

async function work(): Promise<void> {
  while (begun < chosen.length) {
    const place = begun++;
    lines[place] = await play(chosen[place]!);
    done++;
    progress('');
    // in their order, whichever ends first
    for (; lines[printed] !== undefined; printed++) console.log(lines[printed]);
    progress(`${done} of ${chosen.length} done, ${failures} failed`);
  }
}

async function play(scenario: Scenario): Promise<string> {
  const { titles, obstacle = null } = scenario;
  if (obstacle !== null) {
    skips++;
    return skipped(scenario, obstacle);
  }
  const outcome = await (scenario.play?.() ?? observe(scenario));
  if (outcome.faults.length > 0) failures++;
  for (const fault of outcome.faults) {
    details.push(`${titles.join(', ')}: ${fault}`);
    process.stderr.write(`${details.at(-1)}\n`);
  }
  return line(scenario, outcome);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1B[K${text}`);
  else if (text !== '' && done % 10 === 0) process.stderr.write(`${text}\n`);
}
