/** The one writer of the world: takes each input, saves what must survive a crash, and publishes the snapshot. */
import type { LogLine } from '../parse/log-event.ts';
import type { Mac } from '../parse/mac.ts';
import type { Remembered } from '../presence/remember.ts';
import type { Settings } from '../presence/settings.ts';
import { type EventRecord, toEvent } from '../record/event.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Trace } from '../telemetry/trace.ts';
import { enrichEvents } from './enrich.ts';
import { createDefects } from './defect.ts';
import { createPendingLines } from './pending-lines.ts';
import type { createSnapshotHolder } from './snapshot-holder.ts';
import { type Taken, takeSnapshot, type VendorOf } from './snapshot.ts';
import { type Input, step } from './step.ts';
import { newWorld, remember, type World } from './world.ts';
import { createSuspectLog } from './suspect-log.ts';

/** Saves what outlives the process. */
export interface Saving {
  save: () => void;
  /** It is time to save, although no presence changed. */
  isDue: () => boolean;
}

export interface WriterOptions<S extends Saving> {
  settings: Settings;
  /** What an earlier run saved; null when there is nothing. */
  remembered: Remembered | null;
  /** Its argument returns what is to be saved now. */
  createSaving: (remembered: () => Remembered) => S;
  log: Log;
  holder: ReturnType<typeof createSnapshotHolder>;
  vendorOf?: VendorOf;
  counters: Pick<Counters, 'event'>;
  trace: Pick<Trace, 'span'>;
  clock: Pick<Clock, 'now' | 'monotonicNow'>;
}

export interface Writer<S extends Saving> {
  write: (input: Input) => void;
  /** Applies other settings from this input on. */
  configure: (settings: Settings) => void;
  /** Keeps a log line (`router` null: of an unknown one) until a reading confirms it. True if it calls for a quick poll. */
  keepLine: (line: LogLine, router: string | null, at: number) => boolean;
  world: () => World;
  settings: () => Settings;
  saving: S;
  /** Why inputs of some kind are not processed, which is a defect of this program; null when all are. */
  defect: () => string | null;
}

export function createWriter<S extends Saving>(options: WriterOptions<S>): Writer<S> {
  const { log, holder, vendorOf, counters, trace, clock } = options;
  let { settings } = options;
  const instant = () => ({ at: clock.now(), monotonicMs: clock.monotonicNow() });
  let world = newWorld(settings, instant(), options.remembered);
  let taken: Taken | null = takeSnapshot(world, settings, null, null, vendorOf);
  const saving = options.createSaving(() => remember(world));
  const defects = createDefects(log);
  const pendingLines = createPendingLines();
  const logSuspects = createSuspectLog(log);
  if (taken !== null) holder.publish(taken.snapshot, []);

  // a defect of this program must not stop the pollers; the world stays as it was before
  function write(input: Input): void {
    try {
      advance(input);
      defects.end(input, settings);
    } catch (error) {
      defects.begin(input, error);
    }
  }

  function advance(input: Input): void {
    const before = world;
    const run = () => step(before, input, settings, instant());
    // a tick changes nothing, almost always
    const stepped = input.type === 'tick' ? run() : trace.span('step', { input: input.type }, run);
    const isConfigured = input.type === 'configure';
    if (stepped.world !== before)
      taken = takeSnapshot(stepped.world, settings, taken, isConfigured ? null : stepped.changed, vendorOf);
    world = stepped.world;
    // a change of presence is on disk before it is published, so that it survives a crash
    const isPresenceChanged = [...stepped.changed].some(
      (id) => before.devices.get(id)?.presence !== world.devices.get(id)?.presence,
    );
    // so is a name, which would have to be given again
    if (isPresenceChanged || input.type === 'name' || saving.isDue()) saving.save();
    if (world === before) return;
    const snapshot = taken?.snapshot ?? null;
    logSuspects(snapshot?.meta.warnings ?? [], world.routers);
    const nameOf = (deviceId: string) => snapshot?.devices.get(deviceId)?.name ?? deviceId;
    // a device that has another id under the new configuration has not moved
    const enriched = isConfigured ? [] : enrichEvents(before, stepped, pendingLines, clock.now());
    const events = enriched.map((event) => toEvent(event, nameOf(event.deviceId), settings));
    for (const event of events) {
      logEvent(log, event);
      counters.event(event.event_type, event.router);
    }
    trace.span('publish', {}, () => holder.publish(snapshot, events));
  }

  function isConnected(mac: Mac): boolean {
    return world.devices.get(world.identity.idOf(mac))?.connected === true;
  }

  return {
    write,
    configure: (next) => {
      settings = next;
      write({ type: 'configure' });
    },
    keepLine: (line, router, at) => {
      if (line.type !== 'lease') return pendingLines.add({ line, router, at });
      // the next poll reads the address of a connected device, and a pending line has caused a quick poll already
      const isPending = pendingLines.find([line.macAddress], at).length > 0;
      return line.isAssigned && !isConnected(line.macAddress) && !isPending;
    },
    world: () => world,
    settings: () => settings,
    saving,
    defect: defects.problem,
  };
}

function logEvent(log: Log, { event_type, device_id, name, router, from, to, reason }: EventRecord): void {
  const place = (spot: EventRecord['from']) => spot?.access_point ?? spot?.interface ?? undefined;
  log.info(
    { device_id, name, router, from: place(from), to: place(to), reason: reason ?? undefined },
    event_type,
  );
}
