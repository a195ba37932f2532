/**
 * What is true about a simulated site, from what only the simulation knows: where devices are, and what every access point would receive. It
 * shares no line with the finders.
 */
import type { Life, Move } from '../../../src/demo/site/life.ts';
import { pathLossDb } from '../../../src/demo/site/loss.ts';
import { PAST_STEP_MS } from '../../../src/demo/site/past.ts';
import type { Dweller, Port } from '../../../src/demo/site/reception.ts';
import { thresholdOf } from '../../../src/demo/site/setting.ts';
import type { FindingKind } from '../../../src/record/finding.ts';
import { accessPointId, deviceId } from '../../advise/simulated.ts';
import type { RandomSite } from './random-site.ts';
import { createTrial, type Trial } from './trial.ts';

const DAY_MS = 86_400_000;
const WEAK_DBM = -70;
const BETTER_DB = 8;
/** A claim that misses by less is not wrong: reports vary by 4 dB. */
const SLACK_DB = 2;

const worth = (life: Life, dweller: Dweller, port: Port) =>
  life.meanSignalDbm(dweller, port) - (port.wifi.band === '2.4' ? 7 : 0);

/** Steps in a row, and when they last were two or more: ten minutes. */
interface Episode {
  steps: number;
  lastAt: number;
}

function note(episode: Episode, holds: boolean, at: number): void {
  episode.steps = holds ? episode.steps + 1 : 0;
  if (episode.steps >= 2) episode.lastAt = at;
}

/** As often must the better access point have served a device at its place. */
const TIMES = 3;

interface Account {
  /** Associations by place of the device and port. */
  served: Map<number, Map<Port, number>>;
  /** The present association. */
  since: number;
  /** Places during it. */
  atPlaces: Set<number>;
  /** Start of each weak time of ten minutes or more in which another access point was better. */
  sticky: Episode;
  nearlySticky: Episode;
  /** The best signal it could have had, at each step. */
  bestDbm: number[];
  home: Map<Port, number>;
  astray: Map<Port, number>;
}

export interface Truth {
  /** Ids of the subjects about which each kind is true. */
  positives: Map<FindingKind, Set<string>>;
  /** The same where a claim is nearly true, which is no error. */
  tolerated: Map<FindingKind, Set<string>>;
  /** Ids of every subject that each kind could be about. */
  subjects: Map<FindingKind, readonly string[]>;
  /** The best thresholds of each network where one is needed, in dBm. */
  bestThresholdsDbm: Map<string, readonly number[]>;
  trial: Trial;
}

const networks = ['home', 'iot', 'guest'];

/** Watches a site from step to step. */
export function createWitness(life: Life, own: RandomSite) {
  const { plans, site, configured, faulty, settings } = own;
  const accounts = life.dwellers.map(
    (): Account => ({
      served: new Map(),
      since: -1,
      atPlaces: new Set(),
      sticky: { steps: 0, lastAt: 0 },
      nearlySticky: { steps: 0, lastAt: 0 },
      bestDbm: [],
      home: new Map(),
      astray: new Map(),
    }),
  );

  function watch(at: number): void {
    for (const dweller of life.dwellers) {
      const { port, index } = dweller;
      if (port === null) continue;
      const account = accounts[index]!;
      const ports = life.portsOf(dweller);
      const here = worth(life, dweller, port);
      let best = here;
      let bestDbm = -200;
      for (const other of ports) {
        if (other.accessPoint !== port.accessPoint) best = Math.max(best, worth(life, dweller, other));
        bestDbm = Math.max(bestDbm, life.meanSignalDbm(dweller, other));
      }
      account.bestDbm.push(bestDbm);
      countService(account, dweller);
      const list =
        best - here >= BETTER_DB ? account.astray : best - here < BETTER_DB / 2 ? account.home : null;
      list?.set(port, (list.get(port) ?? 0) + 1);
      const hereDbm = life.meanSignalDbm(dweller, port);
      const isKnown = servedBetter(account, dweller, here);
      note(account.sticky, hereDbm < WEAK_DBM && isKnown, at);
      const isNearly = hereDbm < WEAK_DBM + SLACK_DB && best - here >= BETTER_DB - SLACK_DB;
      note(account.nearlySticky, isNearly, at);
    }
  }

  /** One at each place that it was at during an association. */
  function countService(account: Account, { spot, port, since }: Dweller): void {
    if (since !== account.since) account.atPlaces.clear();
    account.since = since;
    if (account.atPlaces.has(spot)) return;
    account.atPlaces.add(spot);
    const here = account.served.get(spot) ?? new Map<Port, number>();
    account.served.set(spot, here.set(port!, (here.get(port!) ?? 0) + 1));
  }

  /** Another access point is better at this place, and served it there three times or more, on whichever of its bands. */
  function servedBetter({ served }: Account, dweller: Dweller, here: number): boolean {
    const times = new Map<string, number>();
    for (const [port, count] of served.get(dweller.spot) ?? []) {
      const isBetter =
        port.accessPoint !== dweller.port!.accessPoint && worth(life, dweller, port) - here >= BETTER_DB;
      const { name } = port.accessPoint;
      if (isBetter) times.set(name, (times.get(name) ?? 0) + count);
    }
    return [...times.values()].some((count) => count >= TIMES);
  }

  function tell(untilAt: number, moves: readonly Move[]): Truth {
    const id = ({ mac }: Dweller) => deviceId(mac);
    const devices = life.dwellers.map(id);
    const boxes = plans.flatMap((plan) => plan.accessPoints);
    const boxId = new Map(
      boxes.map(({ name, isCap, baseMac }) => [name, isCap ? accessPointId(baseMac) : 'router-1']),
    );
    const boxIds = [...boxId.values()];
    const where = (test: (dweller: Dweller) => boolean) => new Set(life.dwellers.filter(test).map(id));
    const trial = createTrial(life, own, networks, untilAt);
    const bestThresholdsDbm = thresholds(life, settings, trial);
    const pairs = boxes.flatMap((a, index) =>
      boxes.slice(index + 1).flatMap((b) => ['2.4', '5'].map((band) => ({ a, b, band }))),
    );
    const channel = (name: string, band: string) => configured.channels!.get(`${name} ${band}GHz`)!;
    const pairId = ({ a, b, band }: (typeof pairs)[number]) =>
      `${[boxId.get(a.name)!, boxId.get(b.name)!].sort().join(' ')} ${band}GHz`;
    // 80 MHz upwards on 5 GHz; on 2.4 GHz channels 1, 6 and 11 do not touch
    const isShared = (a: number, b: number, band: string) => Math.abs(a - b) < (band === '5' ? 80 : 25);
    const positives = new Map<FindingKind, Set<string>>([
      ['sticky_client', where(({ index }) => accounts[index]!.sticky.lastAt >= untilAt - DAY_MS)],
      ['wrong_access_point', where((dweller) => isWrong(dweller, BETTER_DB))],
      ['ping_pong', where((dweller) => reversals(dweller, moves, untilAt) >= 4)],
      [
        'weak_coverage',
        where(({ index }) => {
          const own = accounts[index]!.bestDbm.toSorted((a, b) => a - b);
          return own.length > 0 && own[Math.floor(own.length * 0.9)]! < WEAK_DBM;
        }),
      ],
      ['transition_threshold', new Set(bestThresholdsDbm.keys())],
      ['cell_size', new Set(boxes.filter((box) => isTooLoud(box.name)).map(({ name }) => boxId.get(name)!))],
      [
        'roaming_support',
        new Set(networks.filter((name) => Object.values(configured.off!.get(name)!).some(Boolean))),
      ],
      [
        'shared_channel',
        new Set(
          pairs
            .filter(({ a, b, band }) => {
              const [one, other] = [channel(a.name, band), channel(b.name, band)];
              const [from, to] = [site.accessPoints.get(a.name)!, site.accessPoints.get(b.name)!];
              const heard = site.defaultPowerDbm[band as '5'] - pathLossDb(site, from, to, band as '5');
              return isShared(one, other, band) && heard > -85;
            })
            .map(pairId),
        ),
      ],
      [
        'crowded_band',
        new Set(
          boxes
            .filter(({ name }) => {
              const here = life.dwellers.filter(({ port }) => port?.accessPoint.name === name);
              const low = here.filter(({ port }) => port!.wifi.band === '2.4');
              const able = low.filter(({ plan }) => plan.standards['5'] !== undefined);
              return low.length >= 4 && low.length >= 0.6 * here.length && able.length >= 2;
            })
            .map(({ name }) => boxId.get(name)!),
        ),
      ],
      ['slow_client', where(({ plan, port }) => configured.slow!.has(plan.name) && port !== null)],
      [
        'refused',
        new Set(
          configured
            .refusals!.filter(({ name }) => name.startsWith('Stranger'))
            .map((refusal) => refusal.deviceId),
        ),
      ],
      ['unstable_device', where(({ plan }) => faulty.dropping.has(plan.name))],
      [
        'unstable_access_point',
        new Set(
          boxes
            .filter(
              ({ name }) =>
                life.restarts.filter(
                  ({ accessPoint, at }) => accessPoint === name && at >= untilAt - 7 * DAY_MS,
                ).length >= 3,
            )
            .map(({ name }) => boxId.get(name)!),
        ),
      ],
      [
        'firmware',
        new Set(
          boxes
            .filter(({ name, isCap }) => isCap && configured.versions!.has(name))
            .map(({ name }) => boxId.get(name)!),
        ),
      ],
      [
        'stray_rule',
        new Set(
          configured
            .rules!.filter((rule) => rule.interface!.endsWith('old'))
            .map(({ ruleId }) => `router-1 ${ruleId}`),
        ),
      ],
    ]);
    const tolerated = new Map([...positives].map(([kind, ids]) => [kind, new Set(ids)]));
    tolerated.set(
      'sticky_client',
      where(({ index }) => accounts[index]!.nearlySticky.lastAt >= untilAt - DAY_MS),
    );
    tolerated.set(
      'wrong_access_point',
      where((dweller) => isWrong(dweller, BETTER_DB - SLACK_DB)),
    );
    function isWrong(dweller: Dweller, db: number): boolean {
      const { port, traits, since } = dweller;
      if (port === null || traits.spots.length > 1 || untilAt - since < 3_600_000) return false;
      return life
        .portsOf(dweller)
        .some(
          (other) =>
            other.accessPoint !== port.accessPoint &&
            worth(life, dweller, other) - worth(life, dweller, port) >= db,
        );
    }
    const of = (kind: FindingKind): readonly string[] => {
      if (kind === 'shared_channel') return pairs.map(pairId);
      if (kind === 'roaming_support' || kind === 'transition_threshold') return networks;
      if (kind === 'stray_rule') return configured.rules!.map(({ ruleId }) => `router-1 ${ruleId}`);
      if (kind === 'refused')
        return [...new Set([...devices, ...configured.refusals!.map((one) => one.deviceId)])];
      return ['cell_size', 'crowded_band', 'unstable_access_point', 'firmware'].includes(kind)
        ? boxIds
        : devices;
    };
    return {
      positives,
      tolerated,
      trial,
      subjects: new Map([...positives.keys()].map((kind) => [kind, of(kind)])),
      bestThresholdsDbm,
    };
  }

  /** 2.4 GHz is louder than 5 GHz where devices are, and holds devices that would do better elsewhere. */
  function isTooLoud(name: string): boolean {
    const loud = site.defaultPowerDbm['2.4'] - site.defaultPowerDbm['5'] + 7 >= 6;
    if (!loud) return false;
    return life.dwellers.some(({ index, plan }) => {
      const { astray, home } = accounts[index]!;
      const count = (map: ReadonlyMap<Port, number>, band: string) =>
        [...map]
          .filter(([port]) => port.accessPoint.name === name && port.wifi.band === band)
          .reduce((sum, [, steps]) => sum + steps, 0);
      const isKept = plan.standards['5'] !== undefined && count(home, '2.4') + count(astray, '2.4') > 144;
      return isKept || count(astray, '2.4') > 144;
    });
  }

  return { watch, tell };
}

/** A network of fewer devices has no threshold of its own; a smaller gain is worth no change. */
const FEW_DEVICES = 4;
const WORTH_IT = 0.1;
/** Thresholds of which a trial shows no difference. */
const SAME_COST = 0.015;

/** The best thresholds of each network, by trying, where one is clearly better than the present one. */
function thresholds(life: Life, settings: RandomSite['settings'], trial: Trial): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const network of networks) {
    const devices = life.dwellers.filter(({ plan }) => plan.network === network).length;
    if (devices < FEW_DEVICES) continue;
    const present = thresholdOf(settings, life.ports.find(({ wifi }) => wifi.network === network)!.wifi);
    const tried = Array.from({ length: 11 }, (_, step) => -84 + 4 * step).map((dbm) => ({
      dbm,
      cost: trial(network, dbm),
    }));
    const least = Math.min(...tried.map(({ cost }) => cost));
    const best = tried.filter(({ cost }) => cost <= least + SAME_COST).map(({ dbm }) => dbm);
    if (trial(network, present) - least > WORTH_IT) found.set(network, best);
  }
  return found;
}

/** The most changes back and forth in an hour, if the last was within a day. */
function reversals(dweller: Dweller, moves: readonly Move[], untilAt: number): number {
  const own = moves.filter(
    (move) => move.dweller === dweller && move.from !== null && move.to !== null && move.from !== move.to,
  );
  let [most, run] = [0, 1];
  let last = 0;
  for (const [index, move] of own.entries()) {
    const before = own[index - 1];
    run = before !== undefined && before.from === move.to && before.to === move.from ? run + 1 : 1;
    const start = own[index - Math.min(run, 4) + 1]!;
    if (run >= 4 && move.at - start.at <= 3_600_000) {
      most = Math.max(most, 4);
      last = move.at;
    }
  }
  return last >= untilAt - DAY_MS ? most : 0;
}

export const STEP_MS = PAST_STEP_MS;
