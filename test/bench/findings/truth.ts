/** What is true about a simulated site, from what only the simulation knows: where devices are, and what every access point would receive. */
import { partBelow, quietest, separate, totalOf } from '../../../src/advise/placement.ts';
import type { Placement } from '../../../src/advise/tally.ts';
import { MIN_ASTRAY, MIN_DEVICES, MIN_EFFECT, SAME_DB } from '../../../src/advise/transition-threshold.ts';
import { overlaps, toBlock } from '../../../src/advise/channel.ts';
import type { Life, Move } from '../../../src/demo/site/life.ts';
import { pathLossDb } from '../../../src/demo/site/loss.ts';
import { PAST_STEP_MS } from '../../../src/demo/site/past.ts';
import type { Dweller, Port } from '../../../src/demo/site/reception.ts';
import { thresholdOf } from '../../../src/demo/site/setting.ts';
import type { FindingKind } from '../../../src/record/finding.ts';
import { accessPointId, deviceId } from '../../advise/simulated.ts';
import type { RandomSite } from './random-site.ts';

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

interface Account {
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
  /** The best threshold of each network where one is needed, in dBm. */
  thresholdDbm: Map<string, number>;
  /** Part of the time at home in which a threshold asks, and of the time astray in which it does not. */
  thresholdCost: (network: string, dbm: number) => number;
}

/** Watches a site from step to step. */
export function createWitness(life: Life, { plans, site, configured, faulty, settings }: RandomSite) {
  const accounts = life.dwellers.map(
    (): Account => ({
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
      const list =
        best - here >= BETTER_DB ? account.astray : best - here < BETTER_DB / 2 ? account.home : null;
      list?.set(port, (list.get(port) ?? 0) + 1);
      const hereDbm = life.meanSignalDbm(dweller, port);
      note(account.sticky, hereDbm < WEAK_DBM && best - here >= BETTER_DB, at);
      const isNearly = hereDbm < WEAK_DBM + SLACK_DB && best - here >= BETTER_DB - SLACK_DB;
      note(account.nearlySticky, isNearly, at);
    }
  }

  function tell(untilAt: number, moves: readonly Move[]): Truth {
    const id = ({ mac }: Dweller) => deviceId(mac);
    const devices = life.dwellers.map(id);
    const boxes = plans.flatMap((plan) => plan.accessPoints);
    const boxId = new Map(
      boxes.map(({ name, isCap, baseMac }) => [name, isCap ? accessPointId(baseMac) : 'router-1']),
    );
    const boxIds = [...boxId.values()];
    const networks = ['home', 'iot', 'guest'];
    const where = (test: (dweller: Dweller) => boolean) => new Set(life.dwellers.filter(test).map(id));
    const { best: thresholdDbm, placements } = thresholds(life, accounts, settings);
    const pairs = boxes.flatMap((a, index) =>
      boxes.slice(index + 1).flatMap((b) => ['2.4', '5'].map((band) => ({ a, b, band }))),
    );
    const channel = (name: string, band: string) => configured.channels!.get(`${name} ${band}GHz`)!;
    const pairId = ({ a, b, band }: (typeof pairs)[number]) =>
      `${[boxId.get(a.name)!, boxId.get(b.name)!].sort().join(' ')} ${band}GHz`;
    const letters = (band: string) => (band === '5' ? '5180/ax/Ceee' : null);
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
      ['transition_threshold', new Set(thresholdDbm.keys())],
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
              return overlaps(toBlock(one, letters(band)), toBlock(other, letters(band))) && heard > -85;
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
      thresholdCost: (network, dbm) => {
        const { home, astray } = placements.get(network)!;
        return partBelow(home, dbm) + 1 - partBelow(astray, dbm);
      },
      subjects: new Map([...positives.keys()].map((kind) => [kind, of(kind)])),
      thresholdDbm,
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

/** The best threshold of each network that has none near it, where one would help. */
function thresholds(
  life: Life,
  accounts: readonly Account[],
  settings: RandomSite['settings'],
): { best: Map<string, number>; placements: Map<string, Placement> } {
  const found = new Map<string, number>();
  const placements = new Map<string, Placement>();
  for (const network of ['home', 'iot', 'guest']) {
    const placement: Placement = { home: [], astray: [], devices: 0, astrayDevices: 0 };
    for (const dweller of life.dwellers.filter(({ plan }) => plan.network === network)) {
      const { home, astray } = accounts[dweller.index]!;
      const total = [...home.values(), ...astray.values()].reduce((sum, steps) => sum + steps, 0);
      if (total === 0) continue;
      placement.devices += 1;
      const of = (map: ReadonlyMap<Port, number>) =>
        [...map].map(([port, steps]) => ({ dbm: life.meanSignalDbm(dweller, port), weight: steps / total }));
      placement.home.push(...of(home));
      placement.astray.push(...of(astray));
    }
    placements.set(network, placement);
    const { home, astray, devices } = placement;
    const port = life.ports.find(({ wifi }) => wifi.network === network)!;
    const present = thresholdOf(settings, port.wifi);
    if (devices < MIN_DEVICES - 1) continue;
    const isAstray = totalOf(astray) >= MIN_ASTRAY;
    const best = isAstray ? separate(placement) : quietest(placement);
    const reached = partBelow(astray, best) - partBelow(astray, present);
    const spared = partBelow(home, present) - partBelow(home, best);
    if (Math.abs(best - present) < SAME_DB) continue;
    if (best > present ? isAstray && reached >= MIN_EFFECT - 0.15 : spared >= MIN_EFFECT - 0.15)
      found.set(network, best);
  }
  return { best: found, placements };
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
