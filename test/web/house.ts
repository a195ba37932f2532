/** The simulated house, the service that reads it, and the page it serves: everything but the process. */
import { plainKey } from '../../src/auth/access-key.ts';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import { createHotel, createHouse } from '../../src/demo/house.ts';
import { type RouterTable, startRouter } from '../../src/demo/router.ts';
import { startHistory } from '../../src/history/start.ts';
import { createJournal } from '../../src/world/journal.ts';
import { admitIngress } from '../../src/auth/ingress.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createLog } from '../../src/telemetry/log.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createApp } from '../../src/rest/app.ts';
import type { HttpRequest } from '../../src/http/exchange.ts';
import { startServer } from '../../src/http/server.ts';
import { createStreams } from '../../src/http/sse.ts';
import { createDecoder } from '../../src/parse/charset.ts';
import { createHealth } from '../../src/service/health.ts';
import { createService } from '../../src/service/service.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import { startSyslog } from '../../src/syslog/start.ts';
import { createWeb } from '../../src/web/web.ts';
import { startSource } from '../history/scene.ts';
import { type Clock, systemClock } from '../../src/telemetry/clock.ts';

export const KEY = 'the key of these tests';

export interface HouseOptions extends Partial<Config> {
  /** Of the built page. */
  directory: string;
  /** The address from which ingress lets in without a key; null, the default: none. */
  supervisor?: string | null;
  /** Devices in all. */
  size?: number;
  /** Three routers, twenty access points and three hundred devices instead of the house. */
  isHotel?: boolean;
  /** Names to configure for devices of the house, by the name they have there. */
  names?: Readonly<Record<string, string>>;
  /** What the routers say instead of a text, wherever they say it: a comment, a host name, a network. */
  texts?: Readonly<Record<string, string>>;
  /** Streams at a time. */
  maxStreams?: number;
  /** The routers send their log lines. */
  isLogged?: boolean;
  /** A history is kept in `stateDir`. */
  hasHistory?: boolean;
  clock?: Clock;
  /** With it devices are named in place, and the names outlive a restart in `stateDir`. */
  operator?: string | null;
}

export async function openHouse(options: HouseOptions) {
  const {
    directory,
    size = 0,
    isHotel = false,
    names = {},
    texts = {},
    maxStreams,
    isLogged = false,
    supervisor = null,
    operator = null,
    ...rest
  } = options;
  const { hasHistory = false, clock = systemClock, ...changed } = rest;
  const { now } = clock;
  const house = isHotel ? createHotel({ seed: 7, now }) : createHouse({ seed: 7, size, now });
  const simulated = await Promise.all(
    house.routers.map((router) =>
      startRouter({
        tables: () =>
          Object.keys(texts).length === 0 ? router.tables() : replaceTexts(router.tables(), texts),
        onReboot: () => router.reboot(),
        lines: router.onLog,
        identity: router.identity,
        packages: router.packages,
        version: router.version,
        now,
      }),
    ),
  );
  house.pause();
  const routers = simulated.map(({ url, username, password }, index) => ({
    ...defaults.router,
    id: ['main', 'workshop'][index] ?? `router-${index + 1}`,
    url,
    username,
    password,
    timeoutMs: 10_000,
  }));
  const people = house.people().map(({ name, macs }) => ({
    id: name.toLowerCase(),
    name,
    devices: macs.map((mac) => mac.toUpperCase()),
  }));
  const devices = house.devices().flatMap(({ name, mac }) => {
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
    pollIntervalMs: 500,
    awayDelayMs: 3_600_000,
    apiKey: [plainKey(KEY)],
    ...changed,
  };
  const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
  const version = '0.0.0';

  const authenticator = createAuthenticator({
    keys: [
      plainKey(KEY),
      ...(operator === null ? [] : [{ ...plainKey(operator, 'olga'), may: ['read', 'approve'] as const }]),
    ],
  });

  /** As a process does at its start; without an operator it remembers nothing of an earlier one. */
  const run = async (port: number) => {
    const stateFile = operator === null ? null : openStateFile(config.stateDir, now());
    const service = createService({ config, log, clock, ...(stateFile !== null && { stateFile }) });
    const { snapshot } = service;
    const journal = createJournal({ snapshot, now });
    const { stateDir, historyMaxBytes: maxBytes } = config;
    const past = { stateDir, maxBytes, snapshot, journal, log, clock, startWorker: startSource };
    const edge = hasHistory ? startHistory(past) : null;
    const health = createHealth({ version, service: service.state, history: edge?.state });
    service.start();
    const streams = createStreams({ clock, ...(maxStreams !== undefined && { maxStreams }) });
    const app = createApp({
      snapshot,
      health,
      journal,
      history: edge,
      streams,
      authenticator: supervisor === null ? authenticator : admitIngress(authenticator, supervisor, ['read']),
      operator: operator === null ? null : { name: service.name, homeassistant: null },
      version,
      log,
      clock,
      further: createWeb({ directory, isRestOn: true, isOperatorOn: operator !== null }),
    });
    const dated = {
      answer: async (request: HttpRequest) => {
        const reply = await app.answer(request);
        reply.headers['Date'] = new Date(now()).toUTCString();
        return reply;
      },
    };
    const server = await startServer({ app: dated, host: '127.0.0.1', port, log });
    const syslog = isLogged
      ? await startSyslog({
          host: '127.0.0.1',
          port: 0,
          isAllowed: () => false,
          routers,
          createDecoder,
          onLine: service.takeLine,
          log,
        })
      : null;
    for (const router of simulated)
      router.setRemoteLog(syslog === null ? null : { host: '127.0.0.1', port: syslog.port });
    return {
      service,
      server,
      streams,
      history: edge,
      stop: async () => {
        streams.close();
        await Promise.all([server.close(), syslog?.close()]);
        await service.stop();
        journal.close();
        await edge?.stop();
      },
    };
  };
  let running: Awaited<ReturnType<typeof run>> | null = await run(0);
  const { url, port } = running.server;
  const current = () => running!;
  const shut = async () => {
    await running?.stop();
    running = null;
  };
  return {
    url,
    network: { house, routers: simulated },
    house,
    snapshot: { current: () => current().service.snapshot.current() },
    history: () => current().history,
    /** Readers of `/events`. */
    streamCount: () => current().streams.count(),
    /** The first snapshot that is so. */
    until: (wanted: (snapshot: Snapshot) => boolean) =>
      new Promise<Snapshot>((resolve) => {
        const { snapshot } = current().service;
        const look = (taken: Snapshot | null) => {
          if (taken === null || !wanted(taken)) return;
          end();
          resolve(taken);
        };
        const end = snapshot.subscribe((taken) => look(taken));
        look(snapshot.current());
      }),
    /** As when the process ends. */
    shut,
    /** As when it is started again, at the same address. */
    reopen: async () => {
      running = await run(port);
    },
    stop: async () => {
      await shut();
      await Promise.all(simulated.map((router) => router.stop()));
    },
  };
}

type Tables = Readonly<Record<string, RouterTable>>;

function replaceTexts(tables: Tables, texts: Readonly<Record<string, string>>): Tables {
  if (Object.keys(texts).length === 0) return tables;
  return Object.fromEntries(
    Object.entries(tables).map(([menu, table]) => [
      menu,
      Array.isArray(table) ? table.map((row) => replaceRow(row, texts)) : replaceRow(table, texts),
    ]),
  ) as Tables;
}

function replaceRow(row: object, texts: Readonly<Record<string, string>>): object {
  const pairs = Object.entries(row) as [string, unknown][];
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, typeof value === 'string' ? (texts[value] ?? value) : value]),
  );
}
