/** The REST service of one router, from a request to its answer. It does not touch sockets. */
import { parseBytes } from './bytes.ts';
import { type CommandRequest, execute } from './command.ts';
import { delayOf, type Fault, faultName, spoil } from './fault.ts';
import { monitorMs } from './monitor.ts';
import { createCommandQueue, elapse, type CommandQueue } from './queue.ts';
import { failure, html, jsonReply, notPermitted, type Reply, sessionClosed } from './reply.ts';
import type { Machine } from './machine.ts';
import { write, WRITING } from './rest-write.ts';
import type { Target } from './target.ts';
import type { createWriteFaults } from './write-fault.ts';
import type { createLogins } from './user.ts';

export interface ServiceRequest {
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  /** Null when the client disconnects before the end of the body. */
  body: Promise<Buffer | null>;
  remoteAddress: string;
  /** Null outside /rest. */
  target: Target | null;
}

export interface RouterServiceOptions {
  logins: ReturnType<typeof createLogins>;
  machine: Machine;
  writeFaults: ReturnType<typeof createWriteFaults>;
  putStatus: () => 200 | 201;
  fault: (menu: string) => Fault | null;
  /** Aborted when faults change. */
  faultsChanged: () => AbortSignal;
  latencyMs: number;
  commandLimitMs: number;
  missingStatus: 400 | 406;
  reboot: () => void;
  answersReboot: () => boolean;
}

export interface RouterService {
  /** Null for no answer. */
  answer(request: ServiceRequest): Promise<Reply | null>;
  /** The router went down: log-ins and queued commands are lost. */
  reset(): void;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const FOREVER_MS = 2 ** 31 - 1;

export function createRouterService(options: RouterServiceOptions): RouterService {
  const { logins, machine, writeFaults, fault, missingStatus } = options;
  const queues = new Map<string, CommandQueue>();

  function queueOf(username: string): CommandQueue {
    const queue = queues.get(username) ?? createCommandQueue(options.commandLimitMs);
    queues.set(username, queue);
    return queue;
  }

  async function answer(request: ServiceRequest): Promise<Reply | null> {
    const { method, path, query, target, headers } = request;
    if (method === 'OPTIONS') return failure(503);
    if (!METHODS.includes(method)) return html(503, 'Error 503: Service Unavailable');
    // webfig needs no log-in
    if (target === null) return /^\/(?:webfig\/?)?$/.test(path) ? html(200, 'RouterOS') : failure(404);
    const login = logins.authenticate(headers['authorization'], request.remoteAddress);
    if ('status' in login) return login;
    return queueOf(login.username).run(async (cut) => {
      const bytes = await request.body;
      if (bytes === null) return null;
      if (target.kind === 'command' && target.command === 'reboot' && method === 'POST')
        return writeFaults.write('system', () => reboot(login.policies));
      const isWriting = isWrite(method, target);
      const body = ['POST', 'PUT', 'PATCH'].includes(method) ? parseBody(headers, bytes, isWriting) : {};
      if (isReply(body)) return body;
      const now = await wait(target, body, cut);
      if (now !== null && faultName(now) === 'hang') return null;
      if (cut.aborted) return sessionClosed();
      machine.catchUp();
      const asked = { method, target, query, body, policies: login.policies };
      const reply = isWriting
        ? writeFaults.write(target.menu, () => change(asked, login.username))
        : execute(asked, { table: machine.table, missingStatus });
      return now === null ? reply : spoil(now, target.menu, reply);
    });
  }

  /** It goes down once the answer is sent, or instead. */
  function reboot(policies: ReadonlySet<string>): Reply {
    if (!policies.has('reboot')) return notPermitted();
    setImmediate(options.reboot);
    return { ...jsonReply(200, '[]'), isLost: !options.answersReboot() };
  }

  function change(asked: CommandRequest, username: string): Reply {
    const { method, target, body, policies } = asked;
    if (target.kind !== 'menu' && target.kind !== 'row' && target.kind !== 'command') return failure(400);
    if (target.kind === 'command' && target.command === 'execute')
      return machine.execute(body, username, policies);
    if (target.kind === 'command' && target.command === 'undo') {
      if (!policies.has('write')) return notPermitted();
      return machine.undo() ? jsonReply(200, '[]') : failure(400, 'failure: nothing to undo');
    }
    if (target.menu === 'system/script/job') {
      if (!policies.has('write')) return notPermitted();
      return machine.endJob(String(body['numbers'] ?? body['.id'])) ? jsonReply(200, '[]') : failure(404);
    }
    return write({ method, target, body, policies }, machine.contextFor(username), options.putStatus());
  }

  /** Waits as long as the command takes. Returns the fault at that time. */
  async function wait(target: Target, body: Body, cut: AbortSignal): Promise<Fault | null> {
    await elapse(options.latencyMs, cut);
    let now = fault(target.menu);
    while (now !== null && faultName(now) === 'hang' && !cut.aborted) {
      await elapse(FOREVER_MS, AbortSignal.any([cut, options.faultsChanged()]));
      now = fault(target.menu);
    }
    if (now !== null && faultName(now) === 'slow') await elapse(delayOf(now), cut);
    if (target.kind === 'command' && target.command === 'monitor') {
      await elapse(Math.min(monitorMs(body), FOREVER_MS), cut);
    }
    return now;
  }

  return {
    answer,
    reset() {
      logins.forget();
      for (const queue of queues.values()) queue.clear();
    },
  };
}

type Body = Readonly<Record<string, unknown>>;

function isWrite(method: string, target: Target): boolean {
  if (target.kind === 'command')
    return method === 'POST' && (WRITING.has(target.command) || ['execute', 'undo'].includes(target.command));
  return (target.kind === 'menu' || target.kind === 'row') && ['PUT', 'PATCH', 'DELETE'].includes(method);
}

/** `asBytes`: what is written may be in any charset. */
function parseBody(headers: ServiceRequest['headers'], bytes: Buffer, asBytes: boolean): Body | Reply {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return failure(415);
  try {
    const parsed: unknown = asBytes ? parseBytes(bytes) : JSON.parse(bytes.toString());
    if (typeof parsed === 'object' && parsed !== null) return parsed as Body;
  } catch {
    // answered below
  }
  return failure(400, 'Failed to parse json');
}

function isReply(body: Body | Reply): body is Reply {
  return Buffer.isBuffer(body['body']);
}
