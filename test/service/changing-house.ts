/** A service that polls the simulated house and changes it, on one clock: what happens beside the changes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '../../src/change/change.ts';
import { defaults } from '../../src/config/read.ts';
import type { Reach } from '../../src/change/reach.ts';
import type { Config } from '../../src/config/config.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import type { SimulatedRouter } from '../../src/demo/router.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { type RunningChanges, startChanges } from '../../src/service/changes.ts';
import { createService, type Service } from '../../src/service/service.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createTime, SECOND } from '../drill/time.ts';
import { routerIds, writableRouters, writer } from '../writable-routers.ts';

export const POLL = 10 * SECOND;
export const BY = { key: 'anna', door: 'rest' } as const;
const IDS: readonly string[] = routerIds;
const LOOPS = IDS.length + 1;
const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });

export type ChangingHouse = Awaited<ReturnType<typeof openChangingHouse>>;

export async function openChangingHouse(given: Partial<Config> = {}) {
  const time = createTime();
  const network: SimulatedNetwork = await startNetwork({ seed: 1, now: time.true, users: [writer] });
  network.house.pause();
  const stateDir = mkdtempSync(join(tmpdir(), 'changes-'));
  const config: Config = {
    ...defaults.config,
    stateDir,
    pollIntervalMs: POLL,
    changes: true,
    changeWatchMs: 30 * SECOND,
    routers: writableRouters(network),
    ...given,
  };
  const events: EventRecord[] = [];
  let service = createService({ config, log, clock: time });
  let running: RunningChanges;

  function serve(): void {
    time.begin(LOOPS);
    service.snapshot.subscribe((_, more) => void events.push(...more));
    service.start();
  }

  /** What presence was last told. */
  let reach: Reach;

  function openChanges(changed: Partial<Config> = {}): void {
    const every = (ms: number, run: () => void) => {
      let cancel = () => {};
      const again = () => {
        cancel = time.after(ms, () => {
          run();
          again();
        });
      };
      again();
      return () => cancel();
    };
    running = startChanges({
      config: { ...config, ...changed },
      snapshot: service.snapshot,
      isPolling: service.isPolling,
      onReach(next) {
        reach = next;
        service.reach(next);
      },
      announce: service.announce,
      log,
      clock: { ...time, every },
    });
  }

  /** One more loop sleeps by this time until what was begun has ended. */
  function following(work: Promise<unknown>): void {
    time.begin(1);
    void work.finally(() => time.sleep(0, AbortSignal.abort()));
  }

  serve();
  await time.pass(3 * POLL);
  openChanges();

  return {
    time,
    network,
    router: (id: string): SimulatedRouter => network.routers[IDS.indexOf(id)]!,
    stateDir,
    config,
    events,
    service: (): Service => service,
    running: () => running,
    reach: () => reach,
    following,
    openChanges,
    /** A new service, which has read nothing yet. */
    renewService: async () => {
      await service.stop();
      service = createService({ config, log, clock: time });
      await running.stop(0);
      serve();
    },
    approve: async (action: string, input: unknown): Promise<string> => {
      const proposed = await running.changes.propose({ action, input, by: BY, approverAddress: null });
      if (proposed.outcome !== 'created') throw new Error(JSON.stringify(proposed));
      const { id, digest } = proposed.change;
      await running.changes.approve(id, { digest: digest!, by: BY });
      return id;
    },
    /** From its proposal to its end, while time passes; null where there was nothing to approve. `begin`: once it is planned. */
    run: async (action: string, input: unknown, begin: (planned: Change) => void): Promise<Change | null> => {
      let isDone = false;
      const work = async () => {
        const proposed = await running.changes.propose({ action, input, by: BY, approverAddress: null });
        if (proposed.outcome !== 'created' || proposed.change.state !== 'planned') return null;
        const { id, digest } = proposed.change;
        begin(proposed.change);
        await running.changes.approve(id, { digest: digest!, by: BY });
        await running.changes.idle();
        return running.changes.get(id);
      };
      const result = work().finally(() => (isDone = true));
      following(result);
      // oxlint-disable-next-line typescript/no-unnecessary-condition -- the work ends meanwhile
      while (!isDone) await time.pass(SECOND);
      return result;
    },
    /** What the user for reading sent to the router. */
    readings: (id: string) => {
      const { requests, username, password } = network.routers[IDS.indexOf(id)]!;
      return requests.filter(({ headers }) =>
        headers['authorization']!.endsWith(btoa(`${username}:${password}`)),
      );
    },
    stop: async () => {
      await time.quiet();
      await Promise.all([service.stop(), running.stop(0)]);
      await network.stop();
      rmSync(stateDir, { recursive: true });
    },
  };
}
