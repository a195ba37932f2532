/**
 * A RouterOS REST server over real HTTP or HTTPS: the far end of the demo and of the tests. It serves the given tables with the behaviour and the
 * faults of routers; it does not interpret them.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createCertificate } from './certificate.ts';
import { type Fault, faultName, spoil, stageOf } from './fault.ts';
import { createListener } from './listener.ts';
import { type Command, perform } from './perform.ts';
import { createLogging, type Logging } from './logging.ts';
import { isInstalled } from './menu.ts';
import { type Joining, isAdmitted } from './admission.ts';
import { type Behaviour, createMachine, OWN_MENUS, usualBehaviour } from './machine.ts';
import { failure, type Reply } from './reply.ts';
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';
import { createRouterService } from './service.ts';
import { elementsOf, resolve } from './target.ts';
import type { LineListener } from './log-feed.ts';
import { createTraffic, type SimulatedRequest } from './traffic.ts';
import type { AirState } from './on-air.ts';
import { createLogins, type Login, type SimulatedUser } from './user.ts';
import { createWriteFaults, type WriteFault } from './write-fault.ts';

export type { Fault, FaultName } from './fault.ts';
export { faults } from './fault.ts';
export type { LogFault, LogFaultName } from './log-fault.ts';
export { logFaults } from './log-fault.ts';
export type { RemoteLog } from './logging.ts';
export type { RouterRow, RouterTable } from './row.ts';
export type { SimulatedRequest } from './traffic.ts';
export type { SimulatedUser } from './user.ts';
export type { WriteFault, WriteFaultName } from './write-fault.ts';

export interface SimulatedRouterOptions {
  /**
   * Rows of each menu at this moment, keyed by path ("interface/wifi/registration-table"); an object for a singleton. A menu missing
   * here does not exist on this router. Called at each command; frozen arrays are encoded once.
   */
  tables: () => Readonly<Record<string, RouterTable>>;
  /** `system/identity`, unless the tables have it. */
  identity?: string;
  /** The main user; the password is generated when not given. */
  username?: string;
  password?: string;
  /** Of the main user. Default: read, api, rest-api, sensitive. */
  policies?: readonly string[];
  /** Further users. */
  users?: readonly SimulatedUser[];
  /** Driver packages and version: menus outside them are missing even if the tables have them. Default: all exist. */
  packages?: readonly string[];
  version?: string;
  /** Status for a missing menu; releases before 2024 answered 406. */
  missingMenuStatus?: 400 | 406;
  /** `no-certificate`: `www-ssl` without one, so that the handshake fails for usual clients. */
  tls?: boolean | 'no-certificate';
  host?: string;
  port?: number;
  /** Duration of one command. */
  latencyMs?: number;
  /** A command that takes longer is cut. */
  commandLimitMs?: number;
  now?: () => number;
  /** Called when the router goes down for a reboot, so that the owner of the tables can reset them. */
  onReboot?: () => void;
  /** A row of a registration table was removed: the device is thrown off. Without it the row just goes. */
  onKick?: (menu: string, row: RouterRow) => void;
  /** What the settings of interfaces do to devices, by the name that the tables were rendered with. */
  onAir?: (states: ReadonlyMap<string, AirState>) => void;
  /** Subscribes to the lines that the router writes into its log; returns the call that ends it. */
  lines?: (listener: LineListener) => () => void;
}

export interface SimulatedRouter extends Logging {
  url: string;
  port: number;
  username: string;
  password: string;
  certificatePem: string | null;
  /** SHA-256, "AA:BB:…". */
  fingerprint: string | null;
  /** Every request received, in order (the last 20,000). */
  requests: SimulatedRequest[];
  /** Every log-in of REST to the native API; REST keeps one for ten minutes. */
  logins: readonly Login[];
  /** All users, the main one first; changing one takes effect as on a router. */
  users: readonly SimulatedUser[];
  /** TCP connections accepted so far. */
  connectionCount(): number;
  /** Maximum number of requests open at once. */
  maxInFlight(): number;
  /** Without a menu: for all menus, and null clears those of single menus too. A menu's own fault wins. */
  setFault(fault: Fault | null, menu?: string): void;
  /** How the router behaves; changing it takes effect at once. */
  behaviour: Behaviour;
  /** Of the next writes; null: none. */
  setWriteFault(fault: WriteFault | null): void;
  /** The table as it stands now, whatever faults there are; runs what is due. */
  table(menu: string): RouterTable;
  /** Changes what a menu holds, as somebody else at the router would. Bytes, one character each. Throws. */
  change: (command: Command) => RouterRow[];
  /** Whether an access list lets the device join. */
  admits: (menu: string, joining: Joining) => boolean;
  /** Resets open connections and log-ins; `.id`s change and the uptime restarts. Resolves when the router listens again. */
  reboot(options?: { downMs?: number }): Promise<void>;
  resetCounters(): void;
  /** Closes every connection at once. */
  stop(): Promise<void>;
}

const POLICIES = ['read', 'api', 'rest-api', 'sensitive'];

export async function startRouter(options: SimulatedRouterOptions): Promise<SimulatedRouter> {
  const { host = '127.0.0.1', now = Date.now, identity = 'MikroTik', tls = false } = options;
  const { packages = null, version = null } = options;
  const username = options.username ?? 'presence';
  const password = options.password ?? randomBytes(12).toString('base64url');
  const users = [{ username, password, policies: options.policies ?? POLICIES }, ...(options.users ?? [])];
  const hosts = [...new Set([host, '127.0.0.1', 'localhost'])];
  const certificate = tls === true ? createCertificate(identity, hosts) : null;
  const logins = createLogins(users, now);
  const faultOfMenu = new Map<string, Fault>();
  const traffic = createTraffic(now);
  let everywhere: Fault | null = null;
  let faultsChanged = new AbortController();
  let boots = 0;
  let bootedAt = 0;
  let booting = false;
  let downUntil = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const behaviour: Behaviour = { ...usualBehaviour };
  const writeFaults = createWriteFaults(now);

  const faultOf = (menu: string) => faultOfMenu.get(menu) ?? everywhere;

  const machine = createMachine({
    behaviour,
    now,
    boots: () => ({ count: boots, at: bootedAt }),
    users,
    kick: options.onKick ?? null,
    onAir: options.onAir ?? null,
    version,
    log: (line) => logging.log(line),
    given(menu) {
      const tables = options.tables();
      if (Object.hasOwn(tables, menu)) return tables[menu];
      return menu === 'system/identity' ? { name: identity } : undefined;
    },
  });

  const service = createRouterService({
    logins,
    machine,
    writeFaults,
    putStatus: () => behaviour.putStatus,
    fault: faultOf,
    faultsChanged: () => faultsChanged.signal,
    latencyMs: options.latencyMs ?? 0,
    commandLimitMs: options.commandLimitMs ?? 60_000,
    missingStatus: options.missingMenuStatus ?? 400,
    reboot() {
      downUntil = now() + behaviour.rebootMs;
      fall();
    },
    answersReboot: () => behaviour.answersReboot,
  });
  const listener = createListener({
    tls: tls === false ? null : { certificate },
    host,
    port: options.port ?? 0,
    onConnection: () => traffic.connected(),
    onRequest: (message, response) => void serve(message, response),
  });

  const logging = createLogging({
    identity,
    host,
    now,
    lines: options.lines ?? (() => () => {}),
    isUp: () => !stopped && !booting,
  });

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query = ''] = (message.url ?? '').split(/\?(.*)/s);
    const elements = elementsOf(path);
    const target = elements === null ? null : resolve(elements, menus());
    const request = traffic.record(message, response, { path, query, menu: target?.menu ?? '' });
    const fault = faultOf(request.menu);
    const stage = fault === null ? null : stageOf(fault);
    if (writeFaults.isResetting() || now() < downUntil) return listener.reset(message);
    if (stage === 'connection') {
      if (faultName(fault!) === 'close') message.socket.end();
      else listener.reset(message);
      return;
    }
    const remoteAddress = message.socket.remoteAddress ?? '';
    const reply =
      stage === 'arrival'
        ? spoil(fault!, request.menu, failure(500))
        : await service.answer({ ...request, body: read(message, request), remoteAddress, target });
    if (reply === null || response.destroyed) return;
    if (reply.isLost === true) return listener.reset(message);
    const foreign = writeFaults.takeForeign() ?? reply;
    request.status = foreign.status;
    send(response, foreign);
  }

  function menus(): string[] {
    const paths = new Set([...Object.keys(options.tables()), 'system/identity', ...OWN_MENUS]);
    return [...paths].filter((menu) => isInstalled(menu, { packages, version }));
  }

  /** Listens exactly while the router is up and no fault refuses connections. */
  async function settle(): Promise<void> {
    if (!stopped && !booting && (everywhere === null || faultName(everywhere) !== 'refuse'))
      await listener.open();
    else listener.close();
  }

  /** What it had in memory is gone. */
  function fall(): void {
    service.reset();
    boots += 1;
    bootedAt = now();
    machine.rebooted();
    options.onReboot?.();
  }

  await settle();
  return {
    ...logging,
    url: `${tls === false ? 'http' : 'https'}://${host}:${listener.port()}`,
    port: listener.port(),
    username,
    password,
    certificatePem: certificate?.certificatePem ?? null,
    fingerprint: certificate?.fingerprint ?? null,
    requests: traffic.requests,
    logins: logins.all,
    users,
    connectionCount: traffic.connectionCount,
    maxInFlight: traffic.maxInFlight,
    setFault(fault, menu) {
      if (menu === undefined) {
        everywhere = fault;
        if (fault === null) faultOfMenu.clear();
      } else if (fault === null) faultOfMenu.delete(menu);
      else faultOfMenu.set(menu, fault);
      faultsChanged.abort();
      faultsChanged = new AbortController();
      void settle();
    },
    async reboot({ downMs = 0 } = {}) {
      booting = true;
      await settle();
      fall();
      if (downMs > 0) await new Promise((done) => setTimeout(done, downMs));
      booting = false;
      await settle();
    },
    behaviour,
    setWriteFault: (fault) => writeFaults.set(fault),
    table(menu) {
      machine.catchUp();
      return machine.table(menu);
    },
    change: (command) => perform(command, machine.contextFor(username)),
    admits(menu, joining) {
      const table = menus().includes(menu) ? machine.table(menu) : [];
      const interfaces =
        menu === 'caps-man/access-list' ? 'caps-man/interface' : menu.replace('/access-list', '');
      const name = machine.radios.nameNow(interfaces, joining.interface);
      const isIn = (wanted: string) => {
        const rows = machine.table(interfaces);
        const row = isList(rows) ? rows.find((each) => textOf(each['name'] ?? '') === name) : undefined;
        return textOf(row?.['datapath.interface-list'] ?? '') === wanted;
      };
      return !isList(table) || isAdmitted(table, { ...joining, interface: name, isIn });
    },
    resetCounters: () => traffic.reset(),
    async stop() {
      stopped = true;
      await logging.stop();
      await settle();
      service.reset();
    },
  };
}

/** Null when the client disconnects before the end of the body. */
async function read(message: IncomingMessage, request: SimulatedRequest): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
  } catch {
    return null;
  }
  const body = Buffer.concat(chunks);
  request.body = body.toString();
  return body;
}

function send(response: ServerResponse, { status, headers, body, truncated }: Reply): void {
  // Set by hand, because a router does not announce how long it keeps a connection.
  const length = status === 204 ? {} : { 'Content-Length': body.length };
  response.writeHead(status, { ...headers, ...length, Connection: 'keep-alive' });
  if (truncated === true) {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroySoon());
  } else response.end(body);
}
