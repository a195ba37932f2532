/** Everything but the edges: the one writer of the world, what makes it write, and the snapshot it publishes. */
import type { Config } from '../config/config.ts';
import type { Reload } from '../config/reload.ts';
import { type Counters, noCount } from '../telemetry/counters.ts';
import { createDoubtLog } from './doubt-log.ts';
import { toHealth } from './health.ts';
import { createHearsay } from '../world/pending-lines.ts';
import type { Log } from '../telemetry/log.ts';
import { createPollers } from '../poll/pollers.ts';
import { tell } from '../world/enrich.ts';
import { parseLogLine } from '../parse/log-line.ts';
import { type Mac, parseMac } from '../parse/mac.ts';
import type { MemoryFile } from '../state/memory-file.ts';
import { type PollerOptions, sleepFor } from '../poll/poller.ts';
import { type EventRecord, toEvent } from '../record/event.ts';
import type { Health } from '../record/health.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { createSaving, type Deletions } from '../state/autosave.ts';
import { createSnapshotHolder, type Taken, takeSnapshot } from '../world/snapshot.ts';
import { noTrace, type Trace } from '../telemetry/trace.ts';
import {
  type Input,
  isSomeoneMissing,
  isSomeoneNewlyMissing,
  newWorld,
  remember,
  step,
} from '../world/world.ts';

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
  /** Of whoever reads it anew; what was given at the start holds without. */
  configuration?: Reload['state'];
  count?: Counters | undefined;
  trace?: Trace | undefined;
  now?: () => number;
  monotonicNow?: () => number;
  /** All waiting that is not for a router; resolves after the time or when the signal aborts. */
  sleep?: NonNullable<PollerOptions['sleep']>;
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
  /** Another configuration holds from here on: devices, routers, people and delays; the rest of it is not looked at. */
  configure: (config: Config) => void;
  health: () => Health;
  /** Resolves when no loop runs any more. */
  stop: () => Promise<void>;
}

const TICK_MS = 1000;

/** A service that reads from the start. */
export function startService(options: ServiceOptions): Service {
  const service = createService(options);
  service.start();
  return service;
}

/** A service that reads nothing, and writes nothing, before it is started. */
export function createService(options: ServiceOptions): Service {
  const {
    version,
    log,
    memory = null,
    mqtt = () => null,
    syslog = () => null,
    history = () => null,
    trace = noTrace,
    count = noCount,
    now = Date.now,
    monotonicNow = () => performance.now(),
    sleep = sleepFor,
  } = options;
  let { config } = options;
  const loadedAt = now();
  const { configuration = () => ({ loadedAt, problem: null }) } = options;
  const startedMs = monotonicNow();
  const instant = () => ({ at: now(), monotonicMs: monotonicNow() });
  const holder = createSnapshotHolder((error) => log.error({ error }, 'snapshot listener failed'));
  let world = newWorld(config, instant(), memory?.loaded?.remembered ?? null);
  let taken: Taken | null = takeSnapshot(world, config, null);
  const saving = createSaving({ memory, remembered: () => remember(world), log, count, now, monotonicNow });
  let isDefective = false;
  const hearsay = createHearsay();
  const logDoubts = createDoubtLog(log);
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
    const walk = () => step(before, input, config, instant());
    // a tick changes nothing, almost always
    const stepped = input.type === 'tick' ? walk() : trace.span('step', { input: input.type }, walk);
    const isAnew = input.type === 'configure';
    if (stepped.world !== before)
      taken = takeSnapshot(stepped.world, config, taken, isAnew ? null : stepped.changed);
    world = stepped.world;
    // whoever is told of a change of presence must find it again after a crash: it is on disk first
    const isMoved = [...stepped.changed].some(
      (id) => before.devices.get(id)?.presence !== world.devices.get(id)?.presence,
    );
    if (isMoved || saving.isDue()) saving.save();
    if (world === before) return;
    const snapshot = taken?.snapshot ?? null;
    logDoubts(snapshot?.meta.warnings ?? [], world.routers);
    const nameOf = (deviceId: string) => snapshot?.devices.get(deviceId)?.name ?? deviceId;
    // a device that has another id now has not moved
    const told = isAnew ? [] : tell(before, stepped, hearsay, now());
    const events = told.map((event) => toEvent(event, nameOf(event.deviceId), config));
    for (const event of events) {
      logEvent(log, event);
      count.event(event.event_type, event.router);
    }
    trace.span('publish', {}, () => holder.publish(snapshot, events));
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

  const loops = createPollers({
    config,
    someoneMissing: (id, macs) => isSomeoneMissing(world, config, id, macs),
    someoneNewlyMissing: (id, macs) => isSomeoneNewlyMissing(world, id, macs),
    onReading: (reading) => write({ type: 'reading', reading }),
    log,
    count,
    trace,
    now,
    monotonicNow,
    sleep,
  });
  let ticking: Promise<void> | null = null;
  function start(): void {
    ticking = tick();
    loops.start();
  }

  function configure(next: Config): void {
    config = next;
    loops.configure(next);
    write({ type: 'configure' });
    if (ticking !== null && !stopping.signal.aborted) loops.start();
  }

  return {
    start,
    configure,
    snapshot: holder,
    deletions: saving.deletions,
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
      loops.quickPoll(router, { leases: isLease });
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
        loops: loops.states(),
        configuration: configuration(),
        mqtt: mqtt(),
        syslog: syslog(),
        history: history(),
        state: { problem: saving.problem() ?? memory?.problem() ?? null },
        isStateKept: saving.problem() === null,
        isDefective,
        now: now(),
      }),
    stop: async () => {
      stopping.abort();
      if (ticking === null) return;
      await Promise.all([ticking, loops.stop()]);
      saving.save();
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
