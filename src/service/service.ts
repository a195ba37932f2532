/** Everything but the edges: the pollers and the tick, and the writer that takes what they bring. */
import type { Config } from '../config/config.ts';
import { parseLogLine } from '../parse/log-line.ts';
import { parseMac } from '../parse/mac.ts';
import { createPollers } from '../poll/pollers.ts';
import type { EventRecord } from '../record/event.ts';
import type { Reach } from '../presence/reach.ts';
import type { Finding, Findings } from '../record/finding.ts';
import type { Health } from '../record/health.ts';
import type { AtRouter } from '../record/switch.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Deletions, Lapses } from '../record/deletion.ts';
import { createAutosave } from '../state/autosave.ts';
import type { StateFile } from '../state/state-file.ts';
import { type Clock, systemClock } from '../telemetry/clock.ts';
import { type Counters, noCounters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import { inSlices } from '../telemetry/slices.ts';
import { noTrace, type Trace } from '../telemetry/trace.ts';
import { vendorOf } from '../vendor/vendor.ts';
import { atRouter } from '../world/at-router.ts';
import { createSnapshotHolder } from '../world/snapshot-holder.ts';
import { hasMissing, hasNewlyMissing } from '../world/missing.ts';
import { createWriter } from '../world/writer.ts';
import { createHealth, type ServiceState } from './health.ts';

export interface ServiceOptions {
  config: Config;
  log: Log;
  /** The state file; without it nothing outlives the process. */
  stateFile?: StateFile | null;
  /** Where snapshots are published; a holder of the service's own if not given. */
  holder?: ReturnType<typeof createSnapshotHolder>;
  counters?: Counters | undefined;
  trace?: Trace | undefined;
  /** Every wait that is not for a router goes through `sleep`. */
  clock?: Pick<Clock, 'now' | 'monotonicNow' | 'sleep'>;
}

export interface Service {
  start: () => void;
  snapshot: SnapshotHolder;
  deletions: Deletions;
  /** Kept over restarts, as `deletions`. */
  lapses: Lapses;
  /** Takes in devices that only the broker knows, as unknown. A device in memory stays as it is. */
  adopt: (deviceIds: readonly string[]) => Promise<void>;
  /** Gives a device a name of the service's own; null takes it back. Resolves when it is saved and published. */
  name: (deviceId: string, name: string | null) => Promise<void>;
  /**
   * Takes a line of a router's log (`router` null: of an unknown one), received at `at` (epoch ms). It changes no device: it causes a quick
   * poll, or is an event of its own. False if it is about no device, radio or access point.
   */
  takeLine: (line: { router: string | null; text: string; at: number }) => boolean;
  /** Publishes events that other parts make, such as those of findings and changes. */
  announce: (events: readonly EventRecord[]) => void;
  /** Findings as they are, with those that ended. */
  findings: () => Findings;
  atRouter: () => AtRouter;
  /** Takes what was computed. `begun`: those that are worth an event. */
  takeFindings: (findings: Findings, begun: readonly Finding[]) => void;
  /** Forgets a device; false if there is none. A device that is configured or seen again comes back. */
  forget: (deviceId: string) => boolean;
  /**
   * Applies the devices, routers, people and delays of another configuration; ignores the rest of it. `onTurn` is called when every earlier
   * step has been published.
   */
  configure: (config: Config, onTurn?: () => void) => void;
  /** Reads the registrations, access lists and interfaces of a router at once: a change has altered it. */
  readRules: (router: string) => void;
  /** Tells presence what changes in flight reach. */
  reach: (reach: Reach) => void;
  /** Whether a poll of the router is running. */
  isPolling: (router: string) => boolean;
  state: () => ServiceState;
  /** Saves the state file; resolves when no poller runs any more. */
  stop: () => Promise<void>;
}

const TICK_MS = 1000;
/** A tick this late means that the process stood still: it was stopped, or the machine slept. */
const STANDSTILL_MS = 5000;

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
    stateFile = null,
    holder = createSnapshotHolder((error) => log.error({ error }, 'snapshot listener failed')),
    trace = noTrace,
    counters = noCounters,
    clock = systemClock,
  } = options;
  const { config } = options;
  const startedAt = clock.now();
  const startedMs = clock.monotonicNow();
  const parts = { log, counters, clock };
  const writer = createWriter({
    ...parts,
    settings: config,
    remembered: stateFile?.loaded?.remembered ?? null,
    tracked: stateFile?.loaded?.tracked,
    createSaving: (remembered, tracked) =>
      createAutosave({
        ...parts,
        clock: { ...clock, after: systemClock.after },
        stateFile,
        remembered,
        tracked,
      }),
    holder,
    vendorOf,
    trace,
    run: inSlices,
  });
  const { write, world, saving } = writer;

  const stopping = new AbortController();
  async function tick(): Promise<void> {
    let resumedMs: number | undefined;
    while (!stopping.signal.aborted) {
      const beganMs = clock.monotonicNow();
      await clock.sleep(TICK_MS, stopping.signal);
      if (clock.monotonicNow() - beganMs > STANDSTILL_MS) resumedMs = clock.monotonicNow();
      if (!stopping.signal.aborted) await write({ type: 'tick', resumedMs });
    }
  }

  /** Switches of Home Assistant say what the router was last read to do. */
  let hasSwitches = config.homeassistant.actions !== undefined;
  const pollers = createPollers({
    config,
    readsRules: () => hasSwitches,
    hasMissing: (id, macs) => hasMissing(world(), writer.settings(), id, macs),
    hasNewlyMissing: (id, macs) => hasNewlyMissing(world(), id, macs),
    onReading: (reading) => write({ type: 'reading', reading }),
    ...parts,
    trace,
  });
  let ticking: Promise<void> | null = null;
  function start(): void {
    ticking = tick();
    pollers.start();
  }

  function configure(next: Config, onTurn?: () => void): void {
    hasSwitches = next.homeassistant.actions !== undefined;
    pollers.configure(next);
    void writer.configure(next, onTurn);
    if (ticking !== null && !stopping.signal.aborted) pollers.start();
  }

  return {
    start,
    configure,
    snapshot: holder,
    deletions: saving.deletions,
    lapses: saving.lapses,
    adopt: (deviceIds) =>
      write({ type: 'adopt', macAddresses: deviceIds.flatMap((deviceId) => parseMac(deviceId) ?? []) }),
    name: (deviceId, name) => write({ type: 'name', deviceId, name }),
    takeLine: ({ router, text, at }) => {
      const line = parseLogLine(text);
      if (line === null) return false;
      if (writer.keepLine(line, router, at)) pollers.quickPoll(router, { leases: line.type === 'lease' });
      return true;
    },
    announce: writer.announce,
    findings: () => world().findings,
    atRouter: () => atRouter(world()),
    takeFindings: (findings, begun) => void write({ type: 'findings', findings, begun }),
    forget: (deviceId) => {
      const isKnown = world().devices.has(deviceId);
      void write({ type: 'forget', deviceId });
      return isKnown;
    },
    readRules: (router) => pollers.quickPoll(router, { leases: false, rules: true }),
    reach: (reach) => write({ type: 'reach', reach }),
    isPolling: (router) => pollers.states().get(router)?.nextPollAt === null,
    state: () => ({
      now: clock.now(),
      startedAt,
      uptimeMs: clock.monotonicNow() - startedMs,
      world: world(),
      snapshot: holder.current(),
      pollers: pollers.states(),
      state: { problem: saving.problem() ?? stateFile?.problem() ?? null },
      isStateKept: saving.problem() === null,
      defect: writer.defect(),
    }),
    stop: async () => {
      stopping.abort();
      await Promise.all([ticking, pollers.stop()]);
      await writer.idle();
      writer.end();
      if (ticking !== null) await saving.save(null);
      await saving.settled();
    },
  };
}
