/** Child process: so many simulated routers, and when each of them was polled. */
import { createFleet } from '../../src/demo/fleet.ts';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';

export interface Order {
  routers: number;
  devicesPerRouter: number;
}

/** Seconds between the starts of two polls of one router, over all of them. */
export interface Beat {
  polls: number;
  /** NaN, all three, when nobody was polled twice. */
  meanS: number;
  p99S: number;
  maxS: number;
}

const REGISTRATIONS = 'interface/wifi/registration-table';
let routers: SimulatedRouter[] = [];

process.on('message', (message: Order | 'forget' | 'tell') => {
  if (message === 'forget') for (const router of routers) router.resetCounters();
  else if (message === 'tell') process.send!(beatOf(routers));
  else void start(message);
});
process.send!('ready');

async function start({ routers: count, devicesPerRouter }: Order): Promise<void> {
  const fleet = createFleet({
    routers: count,
    devicesPerRouter,
    accessPointsPerRouter: Math.max(2, Math.ceil(devicesPerRouter / 40)),
  });
  routers = await Promise.all(
    fleet.routers.map((router) => startRouter({ tables: () => router.tables(), identity: router.identity })),
  );
  process.send!(routers.map(({ url, username, password }) => ({ url, username, password })));
}

function beatOf(all: readonly SimulatedRouter[]): Beat {
  const gaps = all.flatMap(({ requests }) => {
    const at = requests.filter(({ menu }) => menu === REGISTRATIONS).map((request) => request.at);
    return at.slice(1).map((time, index) => (time - at[index]!) / 1000);
  });
  const sorted = gaps.toSorted((a, b) => a - b);
  return {
    polls: gaps.length + all.length,
    meanS: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
    p99S: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    maxS: sorted.at(-1) ?? Number.NaN,
  };
}
