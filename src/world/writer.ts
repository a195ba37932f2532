/**
 * The one writer of the world: takes the inputs one after another, saves what must survive a crash, and publishes the snapshot. A long step
 * is interrupted, so that the event loop stays free; until it is over, the world and the snapshot are those before it.
 */
import type { DeviceLine, LogLine } from '../parse/log-event.ts';
import type { Mac } from '../parse/mac.ts';
import { atOnce, type RunSliced, type Sliced } from '../parse/sliced.ts';
import type { Remembered } from '../presence/remember.ts';
import type { Settings } from '../presence/settings.ts';
import { type EventRecord, newEvent, toEvent } from '../record/event.ts';
import { type Finding, isIgnored, type Tracked } from '../record/finding.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Trace } from '../telemetry/trace.ts';
import { createAnnouncer } from './announcer.ts';
import { enrichEvents } from './enrich.ts';
import { createDefects } from './defect.ts';
import { createPendingLines } from './pending-lines.ts';
import type { createSnapshotHolder } from './snapshot-holder.ts';
import { type Taken, takeSnapshot, type VendorOf } from './snapshot.ts';
import { type Input, step } from './step.ts';
import { newWorld, remember, type Step, type World } from './world.ts';
import { createSuspectLog } from './suspect-log.ts';

/** Devices that have to be saved now. */
interface ChangedDevices {
  /** device_id, those of forgotten devices included. */
  ids: ReadonlySet<string>;
  /** MAC addresses that have no entry any more, unless one of these devices has it. */
  gone: readonly Mac[];
}

/** Saves what outlives the process. */
export interface Saving {
  /** Resolves when it is on disk, or is known not to be. `changed` null: everything. */
  save: (changed: ChangedDevices | null) => Promise<void>;
  /** It is time to save, although no presence changed. */
  isDue: () => boolean;
}

export interface WriterOptions<S extends Saving> {
  settings: Settings;
  /** What an earlier run saved; null when there is nothing. */
  remembered: Remembered | null;
  tracked?: Tracked | undefined;
  /** Its arguments return what is to be saved now: of all devices or of these, and the findings. */
  createSaving: (remembered: (only: ReadonlySet<string> | null) => Remembered, tracked: () => Tracked) => S;
  log: Log;
  holder: ReturnType<typeof createSnapshotHolder>;
  vendorOf?: VendorOf;
  counters: Pick<Counters, 'event' | 'refusal'>;
  trace: Pick<Trace, 'span'>;
  clock: Pick<Clock, 'now' | 'monotonicNow'>;
  run: RunSliced;
}

export interface Writer<S extends Saving> {
  /** Resolves when the input, and every earlier one, has been processed and published. Never rejects. */
  write: (input: Input) => Promise<void>;
  /** Applies other settings from this input on. `onTurn` is called when it is the turn of this input. */
  configure: (settings: Settings, onTurn?: () => void) => Promise<void>;
  /**
   * Keeps a log line (`router` null: of an unknown one) until a reading confirms it, or publishes the event that it alone announces. True
   * if it calls for a quick poll.
   */
  keepLine: (line: LogLine, router: string | null, at: number) => boolean;
  /** Publishes events of other parts, with the present snapshot. */
  announce: (events: readonly EventRecord[]) => void;
  /** Publishes the events that are held back. */
  end: () => void;
  /** Resolves when every input so far has been processed. */
  idle: () => Promise<void>;
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
  let world = newWorld(settings, instant(), options.remembered, options.tracked);
  let taken: Taken | null = atOnce(takeSnapshot(world, settings, null, null, vendorOf));
  const saving = options.createSaving(
    (only) => remember(world, only),
    () => world.findings,
  );
  const defects = createDefects(log);
  const pendingLines = createPendingLines();
  const announcer = createAnnouncer();
  const logSuspects = createSuspectLog(log);
  if (taken !== null) holder.publish(taken.snapshot, []);

  let last: Promise<void> = Promise.resolve();

  function write(input: Input, onTurn?: () => void): Promise<void> {
    last = last.then(() => take(input, onTurn));
    return last;
  }

  // a defect of this program must not stop the pollers; the world stays as it was before
  async function take(input: Input, onTurn?: () => void): Promise<void> {
    try {
      onTurn?.();
      await advance(input);
      defects.end(input, settings);
    } catch (error) {
      defects.begin(input, error);
    }
  }

  function* next(input: Input): Sliced<{ stepped: Step; taken: Taken | null }> {
    const stepped = yield* step(world, input, settings, instant());
    if (stepped.world === world) return { stepped, taken };
    const changed = input.type === 'configure' ? null : stepped.changed;
    return { stepped, taken: yield* takeSnapshot(stepped.world, settings, taken, changed, vendorOf) };
  }

  async function advance(input: Input): Promise<void> {
    const [before, takenBefore] = [world, taken];
    const run = () => options.run(next(input));
    // a tick changes nothing, almost always
    const done = await (input.type === 'tick' ? run() : trace.span('step', { input: input.type }, run));
    const { stepped } = done;
    ({ taken } = done);
    world = stepped.world;
    const isConfigured = input.type === 'configure';
    // a change of presence is on disk before it is published, so that it survives a crash; so is a name, which would have to be given again
    const lasting = [...stepped.changed].filter(
      (id) => before.devices.get(id)?.presence !== world.devices.get(id)?.presence || input.type === 'name',
    );
    const begun = begunIn(input, settings);
    // new findings would have to be given again too; they are saved with everything
    const isWholeDue = saving.isDue() || begun.length > 0 || (isConfigured && lasting.length > 0);
    if (isWholeDue) await saving.save(null);
    else if (lasting.length > 0) await saving.save({ ids: new Set(lasting), gone: goneOf(lasting, before) });
    const now = instant();
    const due = announcer.due(now.monotonicMs);
    if (world === before) return due.length === 0 ? undefined : publish(due);
    const snapshot = taken?.snapshot ?? null;
    logSuspects(snapshot?.meta.warnings ?? [], world.routers);
    const nameOf = (deviceId: string) => snapshot?.devices.get(deviceId)?.name ?? deviceId;
    // a device that has another id under the new configuration has not moved
    const enriched = isConfigured ? [] : enrichEvents(before, stepped, pendingLines, now.at);
    const moves = enriched.map((event) => toEvent(event, nameOf(event.deviceId), settings));
    const situations = [
      { world: before, taken: takenBefore },
      { world, taken },
    ] as const;
    const others = announcer.step(input, ...situations, moves, settings, now);
    publish([...moves, ...others, ...begun.map(findingEvent), ...due]);
  }

  function publish(events: readonly EventRecord[]): void {
    for (const event of events) {
      logEvent(log, event);
      counters.event(event.event_type, event.router);
    }
    trace.span('publish', {}, () => holder.publish(taken?.snapshot ?? null, events));
  }

  /** A device with several MACs is saved under the one it uses now. */
  function goneOf(deviceIds: readonly string[], before: World): Mac[] {
    return deviceIds.flatMap((deviceId) => {
      const [was, is] = [before.devices.get(deviceId), world.devices.get(deviceId)];
      const macs = world.identity.macsOf(deviceId, (was ?? is)!.macAddress);
      return is === undefined || macs.length > 1 ? macs : [];
    });
  }

  function isConnected(mac: Mac): boolean {
    return world.devices.get(world.identity.idOf(mac))?.connected === true;
  }

  return {
    write: (input) => write(input),
    configure: (to, onTurn) =>
      write({ type: 'configure' }, () => {
        settings = to;
        onTurn?.();
      }),
    keepLine: (line, router, at) => {
      if (line.type !== 'lease') {
        const received = { at, monotonicMs: clock.monotonicNow() };
        const { events, refusal, isHint } = announcer.line(
          line,
          router,
          { world, taken },
          settings,
          received,
        );
        if (refusal !== null)
          counters.refusal(refusal, taken?.snapshot.devices.has(refusal.device_id!) === true);
        if (events.length > 0) publish(events);
        return isHint && (!isDeviceLine(line) || pendingLines.add({ line, router, at }));
      }
      // the next poll reads the address of a connected device, and a pending line has caused a quick poll already
      const isPending = pendingLines.find([line.macAddress], at).length > 0;
      return line.isAssigned && !isConnected(line.macAddress) && !isPending;
    },
    announce: publish,
    end: () => {
      const events = announcer.rest();
      if (events.length > 0) publish(events);
    },
    idle: () => last,
    world: () => world,
    settings: () => settings,
    saving,
    defect: defects.problem,
  };
}

function isDeviceLine(line: LogLine): line is DeviceLine {
  return line.type === 'connected' || line.type === 'disconnected' || line.type === 'roamed';
}

function begunIn(input: Input, { findings }: Settings): readonly Finding[] {
  return input.type === 'findings'
    ? input.begun.filter((finding) => !isIgnored(finding, findings?.ignore ?? []))
    : [];
}

function findingEvent({ finding_id, subject, title, first_seen_at }: Finding): EventRecord {
  const isDevice = subject.type === 'device';
  return newEvent({
    event_type: 'finding',
    at: first_seen_at,
    source: 'poll',
    device_id: isDevice ? subject.id : null,
    name: isDevice ? subject.name : null,
    router: subject.type === 'router' ? subject.id : null,
    reason: title,
    // a class is one of a router's words
    reason_class: null,
    finding_id,
  });
}

function logEvent(log: Log, event: EventRecord): void {
  const { event_type, device_id, name, router, from, to, reason, count, finding_id } = event;
  const place = (spot: EventRecord['from']) => spot?.access_point ?? spot?.interface ?? undefined;
  log.info(
    {
      device_id: device_id ?? undefined,
      name: name ?? undefined,
      router,
      from: place(from),
      to: place(to),
      reason: reason ?? undefined,
      count: count ?? undefined,
      finding_id: finding_id ?? undefined,
    },
    event_type,
  );
}
