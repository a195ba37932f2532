/**
 * What Home Assistant switches over MQTT, where `homeassistant.actions` allows it: the file approves, nothing else does. A command is proposed,
 * planned and watched as any other change. What a person would have to confirm is rejected.
 */
import type { Changes } from '../change/changes.ts';
import type { Outcome } from '../change/outcome.ts';
import { HOME_ASSISTANT, opposed, type Switched } from '../change/switching.ts';
import type { HomeAssistantAction } from '../config/config.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { AtRouter, SwitchCommand, Switches, SwitchProblem } from '../record/switch.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Log } from '../telemetry/log.ts';
import { createCommandQueues } from './command-queue.ts';
import { createSwitchProblems } from './switch-problems.ts';
import {
  deviceIdsOf,
  isReadable,
  networkStates,
  readSwitches,
  stateOf,
  type SwitchSettings,
  type SwitchView,
} from './switch-state.ts';

export interface HomeAssistantSwitches {
  /** As the routers were last read. */
  read: (snapshot: Snapshot) => Switches;
  /** What came to nothing in the last ten minutes. */
  problems: () => SwitchProblem[];
  command: (command: SwitchCommand) => void;
  configure: (config: SwitchSettings) => void;
  /** Begins no command any more; resolves when none is being worked on. */
  stop: () => Promise<void>;
}

export interface SwitchOptions {
  config: SwitchSettings;
  changes: Pick<Changes, 'propose' | 'approve' | 'reject' | 'undo' | 'all' | 'get'>;
  snapshot: { current: () => Snapshot | null };
  /** As last read, by now. */
  atRouter: () => AtRouter;
  log: Log;
  clock: Pick<Clock, 'now' | 'monotonicNow' | 'sleep'>;
}

const TURN_MS = 200;

export function createSwitches(options: SwitchOptions): HomeAssistantSwitches {
  const { changes, log, clock } = options;
  let { config } = options;
  const stopping = new AbortController();
  const problems = createSwitchProblems(changes, clock.now);
  const queues = createCommandQueues({
    now: clock.monotonicNow,
    onDropped: note,
    onError: (router, error) => log.error({ error, router }, 'command failed'),
  });

  const viewOf = (snapshot: Snapshot): SwitchView => ({
    config,
    snapshot,
    atRouter: options.atRouter(),
    now: clock.now(),
  });

  /** The entry that allows it; undefined: nothing does. */
  function allowing(action: HomeAssistantAction['action'], about: Switched): HomeAssistantAction | undefined {
    return config.homeassistant.actions?.find(
      (entry) =>
        entry.action === action &&
        ('ssid' in about
          ? entry.ssids.includes(about.ssid)
          : deviceIdsOf(entry, config).includes(about.deviceId)),
    );
  }

  function command(wanted: SwitchCommand): void {
    const snapshot = options.snapshot.current();
    if (snapshot === null) return log.warn({ ...wanted }, 'command dropped');
    const routers =
      wanted.what === 'ssid'
        ? [...networkStates(wanted.ssid, viewOf(snapshot)).keys()]
        : [snapshot.devices.get(wanted.deviceId)?.router ?? ''];
    for (const router of routers.length === 0 ? [''] : routers)
      queues.add(router, () => perform(wanted, router));
  }

  async function perform(wanted: SwitchCommand, router: string): Promise<void> {
    const snapshot = options.snapshot.current();
    if (snapshot === null || stopping.signal.aborted) return;
    const view = viewOf(snapshot);
    if (wanted.what === 'reconnect') return reconnect(wanted.deviceId, view);
    const isOn = wanted.wanted === 'ON';
    if (wanted.what === 'ssid') {
      const { ssid } = wanted;
      const entry = allowing('set_ssid_enabled', { ssid });
      if (entry === undefined) return log.warn({ ...wanted }, 'command not allowed');
      const lasts = isOn && entry.for !== null ? { for: entry.for } : {};
      if (router === '') return note('', `set_ssid_enabled: No router has the network ${ssid}.`, CHECK_NAME);
      const state = networkStates(ssid, view).get(router) ?? null;
      if (state === null) return note(router, `set_ssid_enabled ${ssid}: ${UNREADABLE}`, TRY_AGAIN);
      if ((await takeBack({ ssid }, router, isOn)) || state === wanted.wanted) return;
      return change('set_ssid_enabled', { ssid, enabled: isOn, router, ...lasts }, router);
    }
    const { deviceId } = wanted;
    const action = isOn ? 'unblock_device' : 'block_device';
    const entry = allowing(action, { deviceId });
    const device = snapshot.devices.get(deviceId);
    if (entry === undefined || device === undefined) return log.warn({ ...wanted }, 'command not allowed');
    const state = stateOf(deviceId, view);
    if (device.router === null) return note('', `${action} ${device.name}: ${NOWHERE}`, TRY_AGAIN);
    if (state === null) return note(device.router, `${action} ${device.name}: ${UNREADABLE}`, TRY_AGAIN);
    if (await takeBack({ deviceId }, device.router, isOn)) return;
    if (state === wanted.wanted) return;
    const lasts = entry.for === null ? {} : { for: entry.for };
    await change(action, { device_id: device.mac_address, ...lasts }, device.router);
  }

  async function reconnect(deviceId: string, view: SwitchView): Promise<void> {
    const device = view.snapshot.devices.get(deviceId);
    if (device === undefined || allowing('reconnect_device', { deviceId }) === undefined)
      return log.warn({ what: 'reconnect', deviceId }, 'command not allowed');
    const what = `reconnect_device ${device.name}`;
    if (device.router === null) return note('', `${what}: ${NOWHERE}`, TRY_AGAIN);
    if (!isReadable(device.router, view)) return note(device.router, `${what}: ${UNREADABLE}`, TRY_AGAIN);
    await change('reconnect_device', { device_id: device.mac_address }, device.router);
  }

  /** The opposite of what is wanted is under way by an earlier command: it is taken back, and nothing else has to be done. */
  async function takeBack(about: Switched, router: string, isOn: boolean): Promise<boolean> {
    const found = opposed(changes.all(), about, router, isOn);
    if (found === null) return false;
    // approved: it has to begin before it can be taken back
    while (changes.get(found.id)?.state === 'approved' && !stopping.signal.aborted)
      await clock.sleep(TURN_MS, stopping.signal);
    const outcome = await changes.undo(found.id, HOME_ASSISTANT);
    return outcome.outcome === 'accepted';
  }

  async function change(action: string, input: Record<string, unknown>, router: string): Promise<void> {
    const proposed = await changes.propose({
      action,
      input,
      reason: 'Home Assistant wants it.',
      by: HOME_ASSISTANT,
      approverAddress: null,
    });
    const problem = reasonOf(proposed);
    if (problem !== null) return note(router, `${action}: ${problem}`);
    if (proposed.outcome !== 'created' && proposed.outcome !== 'open') return;
    const { id, state, digest, plan } = proposed.change;
    if (state !== 'planned') return;
    const approved: Outcome =
      plan!.cutsOff.length > 0
        ? { outcome: 'invalid', errors: [{ parameter: 'confirm', message: CUTS_OFF }] }
        : await changes.approve(id, { digest: digest!, by: HOME_ASSISTANT });
    const refusal = reasonOf(approved);
    if (refusal === null) return;
    note(router, `${action}: ${refusal}`);
    await changes.reject(id, HOME_ASSISTANT);
  }

  function note(router: string, message: string, remedy?: string): void {
    log.warn({ router, message }, 'command came to nothing');
    problems.note(router, message, remedy);
  }

  return {
    read: (snapshot) => readSwitches(viewOf(snapshot), changes.all()),
    command,
    problems: problems.recent,
    configure: (next) => void (config = next),
    stop: async () => {
      stopping.abort();
      await queues.idle();
    },
  };
}

const UNREADABLE = 'The router could not be read, so nothing was changed.';
const NOWHERE = 'No router is known that has the device, so nothing was changed.';
const TRY_AGAIN = 'Check on the page whether its router answers, and try again.';
const CHECK_NAME = 'Correct the name in homeassistant.actions, or switch the network on at a router first.';
const CUTS_OFF = 'It would cut off the way to the router. A person must confirm it on the page.';

/** Null: it was taken. */
function reasonOf(outcome: Outcome): string | null {
  switch (outcome.outcome) {
    case 'invalid':
      return outcome.errors.map(({ parameter, message }) => `${parameter}: ${message}`).join(' ');
    case 'conflict':
    case 'unreadable':
      return outcome.reason;
    case 'too_many':
      return `Too many at once. Again in ${outcome.retryAfterSeconds} s.`;
    case 'not_found':
      return 'The change is gone.';
    default:
      return null;
  }
}
