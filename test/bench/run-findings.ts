/** `npm run bench:findings`: findings beside the truth in random houses, beside three baselines and chance; what they cost. `SEED=… HOUSES=…` repeats a run. */
import { randomInt } from 'node:crypto';
import { adviseInSlices } from '../../src/advise/advise.ts';
import { createHotel } from '../../src/demo/house.ts';
import { hotel } from '../../src/demo/site/hotel.ts';
import { toHouse } from '../advise/simulated.ts';
import {
  BETTER_COST,
  below75,
  bestEver,
  byFindings,
  type Case,
  chanceOf,
  f1,
  findingKinds,
  gainOf,
  makeCase,
  never,
  precision,
  recall,
  scoreOf,
  UNTIL_AT,
} from './findings/score.ts';
import type { House } from '../../src/advise/house.ts';

const first = Number(process.env['SEED'] ?? randomInt(1, 2 ** 30));
const count = Number(process.env['HOUSES'] ?? 200);
const show = (value: number) => (Number.isNaN(value) ? '  – ' : value.toFixed(2));
let isGood = true;
const say = (text: string) => console.log(text);
const check = (holds: boolean, text: string) => {
  if (!holds) isGood = false;
  say(`${holds ? 'ok  ' : 'FAIL'} ${text}`);
};

say(`${count} random houses, seeds ${first} to ${first + count - 1}, seven days each`);
const cases: Case[] = Array.from({ length: count }, (_, index) => makeCase(first + index, 7));
say(
  'kind                   true claimed | precision recall | F1: own never best-ever below-75 | shuffled precision, chance',
);
for (const kind of findingKinds) {
  const own = scoreOf(cases, kind, byFindings);
  const others = [never, bestEver, below75].map((claims) => f1(scoreOf(cases, kind, claims)));
  const [p, r] = [precision(own), recall(own)];
  const shuffledPrecision = precision(scoreOf(cases, kind, byFindings, 17));
  const base = chanceOf(cases, kind);
  const line = `${kind.padEnd(22)} ${String(own.truths).padStart(4)} ${String(own.claims).padStart(7)} |      ${show(p)}   ${show(r)} |     ${show(f1(own))}  ${others.map(show).join('      ')}    | ${show(shuffledPrecision)} ${show(base)}`;
  const margin = 2.6 * Math.sqrt((base * (1 - base)) / Math.max(1, own.claims)) + 0.03;
  check(
    p >= 0.9 &&
      r >= 0.5 &&
      others.every((other) => f1(own) > other) &&
      Math.abs(shuffledPrecision - base) <= margin,
    line,
  );
}
const proposals = cases.flatMap(({ advice, truth }) =>
  advice.found
    .filter(({ kind }) => kind === 'transition_threshold')
    .map(({ evidence, subject }) => ({
      gain: gainOf(truth, subject.id, evidence),
      errors: (truth.bestThresholdsDbm.get(subject.id) ?? []).map((dbm) =>
        Math.abs(Number(evidence['proposed_dbm']) - dbm),
      ),
    })),
);
const proved = proposals.filter(({ gain }) => gain >= BETTER_COST).length;
const harmful = proposals.filter(({ gain }) => gain <= -BETTER_COST).length;
check(
  proved >= 0.9 * proposals.length,
  `proposed thresholds, lived with for two days: ${proved} of ${proposals.length} put ${100 * BETTER_COST} % of the time right or more, ${harmful} put as much wrong`,
);
const near = proposals.filter(({ errors }) => errors.length > 0).map(({ errors }) => Math.min(...errors));
const within = (db: number) => near.filter((error) => error <= db).length;
say(
  `of ${near.length} where one is needed, ${within(3)} are within 3 dB of the best, ${within(6)} within 6 dB`,
);

const healthy: Case[] = [];
for (let seed = first; healthy.length < 20; seed += 1) {
  const one = makeCase(seed, 7, true);
  // chance may leave a fault in it
  if ([...one.truth.tolerated.values()].every(({ size }) => size === 0)) healthy.push(one);
}
const wrong = healthy.flatMap(({ advice, site }) =>
  advice.found.map(({ kind, title }) => `${site.seed} ${kind}: ${title}`),
);
check(
  wrong.length === 0,
  `20 healthy houses, seeds ${first} to ${healthy.at(-1)!.site.seed}: ${wrong.length} findings ${wrong.slice(0, 5).join(' | ')}`,
);

const young = Array.from({ length: 20 }, (_, index) => makeCase(first + index, 1));
const waiting = new Set(
  young.flatMap(({ advice }) =>
    advice.checks.filter(({ status }) => status === 'not_enough_data').map(({ kind }) => kind),
  ),
);
const early = young.flatMap(({ advice }) => advice.found.filter(({ kind }) => waiting.has(kind)));
check(
  waiting.size >= 6 && early.length === 0,
  `one day of data: not_enough_data for ${[...waiting].join(', ')}`,
);

function cost(name: string, house: House, limitMs: number): void {
  const start = process.cpuUsage();
  let slices = 0;
  let longestMs = 0;
  for (const work = adviseInSlices(house); ; slices += 1) {
    const from = performance.now();
    const { done } = work.next();
    longestMs = Math.max(longestMs, performance.now() - from);
    if (done === true) break;
  }
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  check(
    ms <= limitMs,
    `${name}: ${ms.toFixed(0)} ms of CPU time, at most ${limitMs}, in ${slices} slices, the longest ${longestMs.toFixed(1)} ms`,
  );
}

const own = createHotel({ seed: 1, now: () => UNTIL_AT });
const plan = hotel(1);
const settings = { settings: own.settings, defaultPowerDbm: { '2.4': 26, '5': 20 } };
const big = toHouse(own.life!, own.past!, plan.plans, settings);
for (let round = 0; round < 3; round += 1) cost('300 devices, 7 days', big, 200);
cost('10,000 devices, 7 days', times(big, 34), 5000);

/** The same house several times, with other ids. */
function times({ snapshot, past, ...rest }: House, factor: number): House {
  const names = Array.from({ length: factor }, (_, copy) => copy);
  const id = (text: string, copy: number) => (copy === 0 ? text : `${text}-${copy}`);
  return {
    ...rest,
    snapshot: {
      devices: new Map(
        names.flatMap((copy) =>
          [...snapshot.devices].map(([key, device]) => [
            id(key, copy),
            { ...device, device_id: id(key, copy), access_point_id: id(device.access_point_id ?? '', copy) },
          ]),
        ),
      ),
      accessPoints: names.flatMap((copy) =>
        snapshot.accessPoints.map((box) => ({ ...box, access_point_id: id(box.access_point_id, copy) })),
      ),
      interfaces: names.flatMap((copy) =>
        snapshot.interfaces.map((one) => ({ ...one, access_point_id: id(one.access_point_id!, copy) })),
      ),
      routers: snapshot.routers,
    },
    past: {
      sinceAt: past!.sinceAt,
      stays: new Map(
        names.flatMap((copy) =>
          [...past!.stays].map(([key, stays]) => [
            id(key, copy),
            stays.map((stay) => ({ ...stay, accessPointId: id(stay.accessPointId, copy) })),
          ]),
        ),
      ),
    },
  };
}

say(isGood ? 'all hold' : 'some do not hold');
process.exitCode = isGood ? 0 : 1;
