/** How good findings are beside the truth: precision and recall per kind, of the findings and of what anybody could say without them. */
import { advise, type Advice } from '../../../src/advise/advise.ts';
import type { House } from '../../../src/advise/house.ts';
import type { Found } from '../../../src/advise/kind.ts';
import { createLife } from '../../../src/demo/site/life.ts';
import { live } from '../../../src/demo/site/past.ts';
import { createRandom } from '../../../src/demo/random.ts';
import { findingKinds, type FindingKind } from '../../../src/record/finding.ts';
import { toHouse } from '../../advise/simulated.ts';
import { type RandomSite, randomSite } from './random-site.ts';
import { createWitness, type Truth } from './truth.ts';

export const DAY_MS = 86_400_000;
export const UNTIL_AT = Date.UTC(2026, 10, 28, 18);

export const BETTER_COST = 0.05;

/** Part of the time of the devices of a network that a proposed threshold puts right, by trying. */
export function gainOf({ trial }: Truth, network: string, evidence: Found['evidence']): number {
  const cost = (key: string) => trial(network, Number(evidence[key]));
  return cost('present_dbm') - cost('proposed_dbm');
}

export interface Case {
  site: RandomSite;
  house: House;
  advice: Advice;
  truth: Truth;
}

export function makeCase(seed: number, days: number, isHealthy = false): Case {
  const site = randomSite(seed, UNTIL_AT, isHealthy);
  const life = createLife(site);
  const witness = createWitness(life, site);
  const past = live(life, UNTIL_AT - days * DAY_MS, days, (at) => witness.watch(at));
  const house = toHouse(life, past, site.plans, site.configured);
  const advice = advise(house);
  const truth = witness.tell(UNTIL_AT, past.moves);
  // a proposal that proves better than what is set is no error
  for (const { kind, subject, evidence } of advice.found) {
    if (kind !== 'transition_threshold') continue;
    if (gainOf(truth, subject.id, evidence) >= BETTER_COST) truth.tolerated.get(kind)!.add(subject.id);
  }
  return { site, house, advice, truth };
}

export interface Score {
  /** Claims that are true or nearly so. */
  hits: number;
  /** Truths that are claimed. */
  found: number;
  claims: number;
  truths: number;
}

export const precision = ({ hits, claims }: Score) => (claims === 0 ? Number.NaN : hits / claims);
export const recall = ({ found, truths }: Score) => (truths === 0 ? Number.NaN : found / truths);
export function f1(score: Score): number {
  const [p, r] = [precision(score), recall(score)];
  return score.claims === 0 || p + r === 0 ? 0 : (2 * p * r) / (p + r);
}

export type Claims = (one: Case, kind: FindingKind) => ReadonlySet<string>;

export const byFindings: Claims = ({ advice }, kind) =>
  new Set(advice.found.filter((found) => found.kind === kind).map(({ subject }) => subject.id));

export const never: Claims = () => new Set();

/** A device whose signal is this much below the best it ever had: what a chart suggests. */
export const bestEver: Claims = (one, kind) =>
  spread(one, kind, (deviceId, signal) => {
    const stays = one.house.past!.stays.get(deviceId) ?? [];
    return signal <= Math.max(...stays.map(({ highDbm }) => highDbm ?? -200)) - 8;
  });

/** A device below −75 dBm: what an alarm suggests. */
export const below75: Claims = (one, kind) => spread(one, kind, (_, signal) => signal < -75);

/** Of devices; or of whatever has such a device on it. */
function spread(
  one: Case,
  kind: FindingKind,
  test: (deviceId: string, signal: number) => boolean,
): Set<string> {
  const devices = [...one.house.snapshot.devices.values()].filter(
    ({ device_id, signal_dbm }) => signal_dbm !== null && test(device_id, signal_dbm),
  );
  const words = devices.flatMap((device) => [device.device_id, device.access_point_id!, device.ssid!]);
  const subjects = one.truth.subjects.get(kind)!;
  return new Set(subjects.filter((id) => id.split(' ').some((part) => words.includes(part))));
}

export function scoreOf(
  cases: readonly Case[],
  kind: FindingKind,
  claimsOf: Claims,
  shuffleSeed?: number,
): Score {
  const key = (one: Case, id: string) => `${one.site.seed} ${id}`;
  const of = (idsOf: (one: Case) => Iterable<string>) =>
    cases.flatMap((one) => [...idsOf(one)].map((id) => key(one, id)));
  const truths = of(({ truth }) => truth.positives.get(kind)!);
  const subjects = of(({ truth }) => truth.subjects.get(kind)!);
  const mix = (ids: readonly string[]) =>
    new Set(shuffleSeed === undefined ? ids : shuffled(subjects, ids.length, shuffleSeed));
  const held = mix(truths);
  const tolerated = mix(of(({ truth }) => truth.tolerated.get(kind)!));
  const claims = of((one) => claimsOf(one, kind));
  const claimed = new Set(claims);
  return {
    hits: claims.filter((id) => tolerated.has(id)).length,
    found: [...held].filter((id) => claimed.has(id)).length,
    claims: claims.length,
    truths: held.size,
  };
}

/** As many truths, about other subjects of other houses. */
function shuffled(subjects: readonly string[], count: number, seed: number): string[] {
  const random = createRandom(seed);
  const order = subjects.map((id) => ({ id, luck: random() })).sort((a, b) => a.luck - b.luck);
  return order.slice(0, count).map(({ id }) => id);
}

/** The part of all subjects about which the kind is true: the precision of chance. */
export function chanceOf(cases: readonly Case[], kind: FindingKind): number {
  const subjects = cases.reduce((sum, { truth }) => sum + truth.subjects.get(kind)!.length, 0);
  return cases.reduce((sum, { truth }) => sum + truth.tolerated.get(kind)!.size, 0) / Math.max(1, subjects);
}

export { findingKinds };
