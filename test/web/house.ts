/** The simulated house, the service that reads it, and the page it serves: everything but the process. */
import { type Config, defaults } from '../../src/config.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { createJournal } from '../../src/journal.ts';
import { createLog } from '../../src/log.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createApp } from '../../src/rest/app.ts';
import { startServer } from '../../src/rest/server.ts';
import { createStreams } from '../../src/rest/stream.ts';
import { startService } from '../../src/service.ts';
import { createWeb } from '../../src/web/web.ts';

export const KEY = 'the key of these tests';

export interface HouseOptions extends Partial<Config> {
  /** Of the built page. */
  directory: string;
  /** Devices in all. */
  size?: number;
  /** Names to configure for devices of the house, by the name they have there. */
  names?: Readonly<Record<string, string>>;
}

export async function openHouse({ directory, size = 0, names = {}, ...changed }: HouseOptions) {
  const network = await startNetwork({ seed: 7, size });
  network.house.pause();
  const routers = network.routers.map(({ url, username, password }, index) => ({
    ...defaults.router,
    id: index === 0 ? 'main' : 'workshop',
    url,
    username,
    password,
    timeoutMs: 400,
  }));
  const people = network.house.people().map(({ name, macs }) => ({
    name,
    devices: macs.map((mac) => mac.toUpperCase()),
  }));
  const devices = network.house.devices().flatMap(({ name, mac }) => {
    const given = names[name];
    return given === undefined
      ? []
      : [{ macs: [mac.toUpperCase()], name: given, awayDelayMs: null, track: null }];
  });
  const config: Config = {
    ...defaults.config,
    routers,
    people,
    devices,
    pollIntervalMs: 200,
    awayDelayMs: 3_600_000,
    apiKey: KEY,
    ...changed,
  };
  const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
  const service = startService({ config, version: '0.0.0', log });
  const { snapshot, health } = service;
  const journal = createJournal({ snapshot });
  const serve = async (port: number) => {
    const streams = createStreams();
    const app = createApp({
      snapshot,
      health,
      journal,
      history: null,
      streams,
      apiKey: KEY,
      version: '0.0.0',
      log,
    });
    const web = createWeb({ directory, isRestOn: true });
    for (const path of web.paths) app.get(path, (context) => web.handle(context.req.raw));
    const server = await startServer({ app, host: '127.0.0.1', port, log });
    return { server, streams };
  };
  let serving = await serve(0);
  const { url, port } = serving.server;
  const stopServing = async () => {
    serving.streams.close();
    await serving.server.close();
  };
  return {
    url,
    network,
    house: network.house,
    snapshot,
    /** The first snapshot that is so. */
    until: (wanted: (snapshot: Snapshot) => boolean) =>
      new Promise<Snapshot>((resolve) => {
        const look = (taken: Snapshot | null) => {
          if (taken === null || !wanted(taken)) return;
          end();
          resolve(taken);
        };
        const end = snapshot.subscribe((taken) => look(taken));
        look(snapshot.current());
      }),
    /** As when the service is stopped: the port is shut. */
    shut: stopServing,
    /** As when it is started again. */
    reopen: async () => {
      serving = await serve(port);
    },
    stop: async () => {
      await stopServing();
      journal.close();
      await service.stop();
      await network.stop();
    },
  };
}
