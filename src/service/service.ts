/** Everything but the edges: the one writer of the world, the inputs that make it write, and the snapshots it publishes. */
import type { Config } from '../config/config.ts';
import { type Counters, noCounters } from '../telemetry/counters.ts';
import { createSuspectLog } from './suspect-log.ts';
import { createHealth, type ServiceState } from './health.ts';
import { createHearsay } from '../world/pending-lines.ts';
import type { Log } from '../telemetry/log.ts';
import { createLoops } from '../poll/loops.ts';
import { tell } from '../world/enrich.ts';
import { parseLogLine } from '../parse/log-line.ts';
import { type Mac, parseMac } from '../parse/mac.ts';
import type { MemoryFile } from '../state/memory-file.ts';
import { type PollOptions, sleepFor } from '../poll/loop.ts';
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
  log: Log;
  /** The state file; without it nothing outlives the process. */
  memory?: MemoryFile | null;
  /** Where snapshots are published; a holder of the service's own if not given. */
  holder?: ReturnType<typeof createSnapshotHolder>;
  counters?: Counters | undefined;
  trace?: Trace | undefined;
  now?: () => number;
  monotonicNow?: () => number;
  /** Every wait that is not for a router; resolves after the time or when the signal aborts. */
  sleep?: NonNullable<PollOptions['sleep']>;
}

export interface Service {
  start: () => void;
  snapshot: SnapshotHolder;
  deletions: Deletions;
  /** Takes in a device that only the broker knows, as unknown. A device in memory stays as it is. */
  adopt: (deviceId: string) => void;
  /**
   * Takes a line of a router's log (`router` null: of an unknown one), received at `at` (epoch ms). It changes no device: it causes a quick
   * poll. False if it mentions no device.
   */
  hear: (line: { router: string | null; text: string; at: number }) => boolean;
  /** Forgets a device; false if there is none. A device that is configured or seen again comes back. */
  forget: (deviceId: string) => boolean;
  /** Applies the devices, routers, people and delays of another configuration; ignores the rest of it. */
  configure: (config: Config) => void;
  state: () => ServiceState;
  /** Saves the state file; resolves when no poller runs any more. */
  stop: () => Promise<void>;
}

const TICK_MS = 1000;

/** A started service without edges, and its health. */
export function startService({
  version,
  ...options
}: ServiceOptions & { version: string }): Service & { health: () => Health } {
  const service = createService(options);
  service.start();
  return { ...service, health: createHealth({ version, service: service.state }) };
}

/** The service reads nothing and writes nothing before it is started. */
export function createService(options: ServiceOptions): Service {
  const {
    log,
    memory = null,
    holder = createSnapshotHolder((error) => log.error({ error }, 'snapshot listener failed')),
    trace = noTrace,
    counters = noCounters,
    now = Date.now,
    monotonicNow = () => performance.now(),
    sleep = sleepFor,
  } = options;
  let { config } = options;
  const startedAt = now();
  const startedMs = monotonicNow();
  const instant = () => ({ at: now(), monotonicMs: monotonicNow() });
  let world = newWorld(config, instant(), memory?.loaded?.remembered ?? null);
  let taken: Taken | null = takeSnapshot(world, config, null);
  const remembered = () => remember(world);
  const autosave = createSaving({ memory, remembered, log, count: counters, now, monotonicNow });
  let isDefective = false;
  const hearsay = createHearsay();
  const logSuspects = createSuspectLog(log);
  if (taken !== null) holder.publish(taken.snapshot, []);

  // a defect of this program must not stop the pollers; the world stays as it was before
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
    const run = () => step(before, input, config, instant());
    // a tick changes nothing, almost always
    const stepped = input.type === 'tick' ? run() : trace.span('step', { input: input.type }, run);
    const isConfigured = input.type === 'configure';
    if (stepped.world !== before)
      taken = takeSnapshot(stepped.world, config, taken, isConfigured ? null : stepped.changed);
    world = stepped.world;
    // a change of presence is on disk before it is published, so that it survives a crash
    const isPresenceChanged = [...stepped.changed].some(
      (id) => before.devices.get(id)?.presence !== world.devices.get(id)?.presence,
    );
    if (isPresenceChanged || autosave.isDue()) autosave.save();
    if (world === before) return;
    const snapshot = taken?.snapshot ?? null;
    logSuspects(snapshot?.meta.warnings ?? [], world.routers);
    const nameOf = (deviceId: string) => snapshot?.devices.get(deviceId)?.name ?? deviceId;
    // a device that has another id under the new configuration has not moved
    const enriched = isConfigured ? [] : tell(before, stepped, hearsay, now());
    const events = enriched.map((event) => toEvent(event, nameOf(event.deviceId), config));
    for (const event of events) {
      logEvent(log, event);
      counters.event(event.event_type, event.router);
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

  const pollers = createLoops({
    config,
    someoneMissing: (id, macs) => isSomeoneMissing(world, config, id, macs),
    someoneNewlyMissing: (id, macs) => isSomeoneNewlyMissing(world, id, macs),
    onReading: (reading) => write({ type: 'reading', reading }),
    log,
    count: counters,
    trace,
    now,
    monotonicNow,
    sleep,
  });
  let ticking: Promise<void> | null = null;
  function start(): void {
    ticking = tick();
    pollers.start();
  }

  function configure(next: Config): void {
    config = next;
    pollers.configure(next);
    write({ type: 'configure' });
    if (ticking !== null && !stopping.signal.aborted) pollers.start();
  }

  return {
    start,
    configure,
    snapshot: holder,
    deletions: autosave.deletions,
    adopt: (deviceId) => {
      const macAddress = parseMac(deviceId);
      if (macAddress !== null) write({ type: 'adopt', deviceId, macAddress });
    },
    hear: ({ router, text, at }) => {
      const line = parseLogLine(text);
      if (line === null) return false;
      const isLease = line.type === 'lease';
      // the lease of a connected device, or of one in a pending line, causes no quick poll: the next poll reads its address
      const isOld = isLease
        ? !line.isAssigned || isConnected(line.macAddress) || hearsay.about([line.macAddress], at).length > 0
        : !hearsay.keep({ line, router, at });
      if (isOld) return true;
      pollers.look(router, { leases: isLease });
      return true;
    },
    forget: (deviceId) => {
      const isKnown = world.devices.has(deviceId);
      write({ type: 'forget', deviceId });
      return isKnown;
    },
    state: () => ({
      now: now(),
      startedAt,
      uptimeMs: monotonicNow() - startedMs,
      world,
      snapshot: holder.current(),
      pollers: pollers.states(),
      state: { problem: autosave.problem() ?? memory?.problem() ?? null },
      isStateKept: autosave.problem() === null,
      isDefective,
    }),
    stop: async () => {
      stopping.abort();
      if (ticking === null) return;
      await Promise.all([ticking, pollers.stop()]);
      autosave.save();
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
