/** Everything but the edges: the poll loops, the one writer of the world, the snapshot it publishes. */
import type { Config, RouterConfig } from './config.ts';
import { createFailureLog } from './failure-log.ts';
import { toHealth } from './health.ts';
import { createHearsay } from './hearsay.ts';
import type { Log } from './log.ts';
import { tell } from './narration.ts';
import { parseLogLine } from './parse/log-line.ts';
import { type Mac, parseMac } from './parse/mac.ts';
import type { MemoryFile } from './memory.ts';
import { type Poll, type PollOptions, sleepFor, startPoll } from './poll.ts';
import { type EventRecord, toEvent } from './record/event.ts';
import type { Health } from './record/health.ts';
import type { SnapshotHolder } from './record/snapshot.ts';
import { createSnapshotHolder, type Taken, takeSnapshot } from './snapshot.ts';
import { type Input, isSomeoneMissing, isSomeoneNewlyMissing, newWorld, remember, step } from './world.ts';

export interface ServiceOptions {
  config: Config;
  version: string;
  log: Log;
  /** Where to remember; nothing outlives the process without it. */
  memory?: MemoryFile | null;
  /** The broker, when there is one. */
  mqtt?: () => Health['mqtt'];
  syslog?: () => Health['syslog'];
  history?: () => Health['history'];
  now?: () => number;
  monotonicNow?: () => number;
  /** All waiting that is not for a router; resolves after the time or when the signal aborts. */
  sleep?: NonNullable<PollOptions['sleep']>;
}

/** What was deleted in Home Assistant and is to stay so. */
export interface Deletions {
  current: () => ReadonlySet<string>;
  add: (key: string) => void;
  remove: (key: string) => void;
}

export interface Service {
  start: () => void;
  snapshot: SnapshotHolder;
  deletions: Deletions;
  /** Takes a device in that others know of; nothing happens to one that is remembered. */
  adopt: (deviceId: string) => void;
  /**
   * A line of a router's log (`router` null: of one of them), heard at `at` (epoch ms). It changes nothing: it says where to look. False when it
   * tells of no device.
   */
  hear: (line: { router: string | null; text: string; at: number }) => boolean;
  /** Whether there was such a device. One that is configured or seen comes back. */
  forget: (deviceId: string) => boolean;
  health: () => Health;
  /** Resolves when no loop runs any more. */
  stop: () => Promise<void>;
}

const TICK_MS = 1000;
const SAVE_EVERY_MS = 5 * 60_000;

/** A service that reads from the start. */
export function startService(options: ServiceOptions): Service {
  const service = createService(options);
  service.start();
  return service;
}

/** A service that reads nothing, and writes nothing, before it is started. */
export function createService(options: ServiceOptions): Service {
  const {
    config,
    version,
    log,
    memory = null,
    mqtt = () => null,
    syslog = () => null,
    history = () => null,
    now = Date.now,
    monotonicNow = () => performance.now(),
    sleep = sleepFor,
  } = options;
  const startedMs = monotonicNow();
  const instant = () => ({ at: now(), monotonicMs: monotonicNow() });
  const holder = createSnapshotHolder((error) => log.error({ error }, 'snapshot listener failed'));
  let world = newWorld(config, instant(), memory?.loaded?.remembered ?? null);
  let taken: Taken | null = takeSnapshot(world, config, null);
  let savedMs = monotonicNow();
  let saveProblem: string | null = null;
  let isDefective = false;
  const hearsay = createHearsay();
  const deleted = new Set(memory?.loaded?.deletions);
  if (taken !== null) holder.publish(taken.snapshot, []);

  // A defect in the program must not stop the reading; the world stays as it was before.
  function write(input: Input): void {
    try {
      advance(input);
      isDefective = false;
    } catch (error) {
      if (!isDefective) log.error({ input: input.type, error }, 'step failed');
      isDefective = true;
    }
  }

  function advance(input: Input): void {
    const before = world;
    const stepped = step(before, input, config, instant());
    if (stepped.world !== before) taken = takeSnapshot(stepped.world, config, taken, stepped.changed);
    world = stepped.world;
    // whoever is told of a change of presence must find it again after a crash: it is on disk first
    const isMoved = [...stepped.changed].some(
      (id) => before.devices.get(id)?.presence !== world.devices.get(id)?.presence,
    );
    if (isMoved || monotonicNow() - savedMs >= SAVE_EVERY_MS) save();
    if (world === before) return;
    const snapshot = taken?.snapshot ?? null;
    const nameOf = (deviceId: string) => snapshot?.devices.get(deviceId)?.name ?? deviceId;
    const told = tell(before, stepped, hearsay, now());
    const events = told.map((event) => toEvent(event, nameOf(event.deviceId), config));
    for (const event of events) logEvent(log, event);
    holder.publish(snapshot, events);
  }

  function save(): void {
    savedMs = monotonicNow();
    const problem = memory?.save({ remembered: remember(world), deletions: [...deleted] }, now()) ?? null;
    if (problem !== null && problem !== saveProblem) log.warn({ problem }, 'memory not saved');
    saveProblem = problem;
  }

  function isConnected(mac: Mac): boolean {
    return world.devices.get(world.identity.idOf(mac))?.connected === true;
  }

  const stopping = new AbortController();
  async function tick(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(TICK_MS, stopping.signal);
      if (!stopping.signal.aborted) write({ type: 'tick' });
    }
  }

  const polls = new Map<string, Poll>();
  let ticking: Promise<void> | null = null;
  function start(): void {
    ticking = tick();
    for (const router of config.routers) polls.set(router.id, pollRouter(router));
  }

  function pollRouter(router: RouterConfig): Poll {
    const told = createFailureLog(log);
    return startPoll({
      router,
      intervalMs: config.pollIntervalMs,
      someoneMissing: (id, macs) => isSomeoneMissing(world, config, id, macs),
      someoneNewlyMissing: (id, macs) => isSomeoneNewlyMissing(world, id, macs),
      onReading: (reading) => {
        if (!reading.isLook) told(reading);
        write({ type: 'reading', reading });
      },
      onDefect: (error) => log.error({ router: router.id, error }, 'poll failed'),
      now,
      monotonicNow,
      sleep,
    });
  }

  return {
    start,
    snapshot: holder,
    deletions: {
      current: () => deleted,
      add: (key) => {
        deleted.add(key);
        save();
      },
      remove: (key) => {
        if (deleted.delete(key)) save();
      },
    },
    adopt: (deviceId) => {
      const macAddress = parseMac(deviceId);
      if (macAddress !== null) write({ type: 'adopt', deviceId, macAddress });
    },
    hear: ({ router, text, at }) => {
      const line = parseLogLine(text);
      if (line === null) return false;
      const isLease = line.type === 'lease';
      // one that is here, or was just heard of, is looked at already: its address can wait for the poll
      const isOld = isLease
        ? !line.isAssigned || isConnected(line.macAddress) || hearsay.about([line.macAddress], at).length > 0
        : !hearsay.keep({ line, router, at });
      if (isOld) return true;
      for (const [id, poll] of polls) if (router === null || router === id) poll.look({ leases: isLease });
      return true;
    },
    forget: (deviceId) => {
      const isThere = world.devices.has(deviceId);
      write({ type: 'forget', deviceId });
      return isThere;
    },
    health: () =>
      toHealth({
        version,
        uptimeMs: monotonicNow() - startedMs,
        world,
        snapshot: holder.current(),
        loops: new Map([...polls].map(([id, poll]) => [id, poll.state()])),
        mqtt: mqtt(),
        syslog: syslog(),
        history: history(),
        state: { problem: saveProblem ?? memory?.problem() ?? null },
        isStateKept: saveProblem === null,
        isDefective,
        now: now(),
      }),
    stop: async () => {
      stopping.abort();
      if (ticking === null) return;
      await Promise.all([ticking, ...[...polls.values()].map((poll) => poll.stop())]);
      save();
    },
  };
}

function logEvent(log: Log, { event_type, device_id, name, router, from, to, reason }: EventRecord): void {
  const place = (spot: EventRecord['from']) => spot?.access_point ?? spot?.interface ?? undefined;
  log.info(
    { device_id, name, router, from: place(from), to: place(to), reason: reason ?? undefined },
    event_type,
  );
}
