/**
 * A RouterOS REST server over real HTTP or HTTPS: the far end of the demo and of the tests. It serves the given tables with the behaviour and the
 * faults of routers; it does not interpret them.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { usualBehaviour } from './behaviour.ts';
import { createCertificate } from './certificate.ts';
import { faultName, spoil, stageOf } from './fault.ts';
import { createListener } from './listener.ts';
import { createLogging } from './logging.ts';
import { createMachine, OWN_MENUS } from './machine.ts';
import { createMenuFaults } from './menu-faults.ts';
import { isInstalled } from './menu.ts';
import { perform } from './perform.ts';
import { failure, type Reply } from './reply.ts';
import { createRouterService } from './service.ts';
import type { SimulatedRouter, SimulatedRouterOptions } from './simulated-router.ts';
import { elementsOf, type MenuTree, resolve, treeOf } from './target.ts';
import { createTraffic, type SimulatedRequest } from './traffic.ts';
import { createLogins } from './user.ts';
import { createWriteFaults } from './write-fault.ts';

export type { Fault, FaultName } from './fault.ts';
export { faults } from './fault.ts';
export type { LogFault, LogFaultName } from './log-fault.ts';
export { logFaults } from './log-fault.ts';
export type { RemoteLog } from './logging.ts';
export type { RouterRow, RouterTable } from './row.ts';
export type { SimulatedRouter, SimulatedRouterOptions } from './simulated-router.ts';
export type { SimulatedRequest } from './traffic.ts';
export type { SimulatedUser } from './user.ts';
export type { WriteFault, WriteFaultName } from './write-fault.ts';

const POLICIES = ['read', 'api', 'rest-api', 'sensitive'];
const ownMenus = new Set(['system/identity', ...OWN_MENUS]);

export async function startRouter(options: SimulatedRouterOptions): Promise<SimulatedRouter> {
  const { host = '127.0.0.1', now = Date.now, identity = 'MikroTik', tls = false } = options;
  const { packages = null, version = null } = options;
  const username = options.username ?? 'presence';
  const password = options.password ?? randomBytes(12).toString('base64url');
  const users = [{ username, password, policies: options.policies ?? POLICIES }, ...(options.users ?? [])];
  const hosts = [...new Set([host, '127.0.0.1', 'localhost'])];
  const certificate = tls === true ? createCertificate(identity, hosts) : null;
  const logins = createLogins(users, now);
  const menuFaults = createMenuFaults();
  const traffic = createTraffic(now);
  let boots = 0;
  let bootedAt = 0;
  let booting = false;
  let downUntil = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const behaviour = { ...usualBehaviour };
  const writeFaults = createWriteFaults(now);

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
    fault: menuFaults.of,
    faultsChanged: menuFaults.changed,
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
    const target = elements === null ? null : resolve(elements, menuTree());
    const request = traffic.record(message, response, { path, query, menu: target?.menu ?? '' });
    const fault = menuFaults.of(request.menu);
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

  let tree: { names: string; menus: MenuTree } | null = null;

  /** Made anew when other tables are given, which is rare; requests are many. */
  function menuTree(): MenuTree {
    const given = Object.keys(options.tables());
    const names = given.join();
    if (tree?.names !== names) {
      const installed = [...given, ...ownMenus].filter((menu) => isInstalled(menu, { packages, version }));
      tree = { names, menus: treeOf(installed) };
    }
    return tree.menus;
  }

  /** Listens exactly while the router is up and no fault refuses connections. */
  async function settle(): Promise<void> {
    if (!stopped && !booting && !menuFaults.refusesConnections()) await listener.open();
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
      menuFaults.set(fault, menu);
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
    admits: (menu, joining) => !menuTree().menus.has(menu) || machine.admits(menu, joining),
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
