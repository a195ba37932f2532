/** The simulated house, whose routers can be written to, and the service with changes on and its page. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { startServer } from '../../src/http/server.ts';
import { createStreams } from '../../src/http/sse.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { toId } from '../../src/parse/mac.ts';
import { createApp } from '../../src/rest/app.ts';
import { startChanges } from '../../src/service/changes.ts';
import { createHealth } from '../../src/service/health.ts';
import { createService } from '../../src/service/service.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createJournal } from '../../src/world/journal.ts';
import { createWeb } from '../../src/web/web.ts';
import { writableRouters, writer } from '../writable-routers.ts';
import { createFastClock } from './clock.ts';

export const KEY = 'the-key-of-these-tests';
export const OPERATOR_KEY = 'the-key-of-the-operator';

const RIGHTS = ['read', 'query', 'propose'] as const;

export async function openWritableHouse({
  directory,
  changed = {},
  times = 1,
}: {
  directory: string;
  changed?: Partial<Config['routers'][number]>;
  /** How much faster the time of the house and the service runs: a guard is proved in 20 s of it. */
  times?: number;
}) {
  const clock = times === 1 ? systemClock : createFastClock(times);
  const network = await startNetwork({ seed: 1, now: clock.now, users: [writer] });
  network.house.pause();
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-changes-'));
  const config: Config = {
    ...defaults.config,
    stateDir,
    // seldom, because each poll costs: what a change has touched is read at once
    pollIntervalMs: 2000 * times,
    awayDelayMs: 3_600_000,
    changes: true,
    changeWatchMs: 500 * times,
    routers: writableRouters(network, changed),
  };
  const lines: Record<string, unknown>[] = [];
  const write = (text: string) => void lines.push(JSON.parse(text) as Record<string, unknown>);
  const log = createLog({ level: 'info', format: 'json', destination: { write } });
  const service = createService({ config, log, clock });
  const { snapshot } = service;
  const events: EventRecord[] = [];
  snapshot.subscribe((_, more) => void events.push(...more));
  const journal = createJournal({ snapshot, now: clock.now });
  const { isPolling, reach: onReach } = service;
  const running = startChanges({
    config,
    snapshot,
    isPolling,
    onReach,
    announce: service.announce,
    log,
    clock,
  });
  const streams = createStreams({ clock: systemClock });
  const keys = [
    { ...plainKey(KEY, 'anna'), may: RIGHTS },
    { ...plainKey(OPERATOR_KEY, 'olga'), may: [...RIGHTS, 'approve'] as const },
  ];
  const app = createApp({
    snapshot,
    health: createHealth({ version: '0.0.0', service: service.state }),
    journal,
    history: null,
    streams,
    authenticator: createAuthenticator({ keys }),
    changes: running.changes,
    version: '0.0.0',
    log,
    clock,
    further: createWeb({ directory, isRestOn: true, areChangesOn: true }),
  });
  const server = await startServer({ app, host: '127.0.0.1', port: 0, log });
  service.start();
  await new Promise<void>((resolve) => {
    const end = snapshot.subscribe(({ meta, routers }) => {
      if (!meta.complete || routers.some(({ reachable }) => !reachable)) return;
      end();
      resolve();
    });
  });
  return {
    url: server.url,
    network,
    service,
    changes: running.changes,
    lines,
    /** Every event so far. */
    events,
    /** By its name in the house, which the service may not know. */
    device: (name: string) => {
      const { mac } = network.house.devices().find((each) => each.name === name)!;
      return snapshot.current()!.devices.get(toId(mac))!;
    },
    stop: async () => {
      streams.close();
      await server.close();
      await running.stop(0);
      await service.stop();
      journal.close();
      await network.stop();
      rmSync(stateDir, { recursive: true });
    },
  };
}
