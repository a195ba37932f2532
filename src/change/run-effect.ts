/** Measures the effect of a kept change when a window is over: from the history of the devices that its plan names. */
import type { History } from '../record/history.ts';
import type { Change } from './change.ts';
import { type EffectWindow, effectWindows, judge, type MeasuredEffect, plans } from './effect.ts';
import { type DevicePast, toStretches } from './stretch.ts';

export type Past = Pick<History, 'deviceHistory' | 'sessions'>;

/** Those that mean to better the WiFi of devices. */
const MEASURED = new Set([
  'reconnect_device',
  'keep_device_off',
  'release_device',
  'set_roaming',
  'set_tx_power',
  'set_channel',
  'restart_access_point',
]);
/** The history has the readings of a window by then. */
const SETTLE_MS = 5 * 60_000;
/** More devices say no more, and each is two questions to the history. */
const MAX_DEVICES = 30;
const MAX_SESSIONS = 1000;
const HOUR_MS = 3_600_000;

/** The first window that is over and not measured; null: none. */
export function dueWindow(change: Change, now: number): EffectWindow | null {
  const { state, action, plan, stateSince, effect = [] } = change;
  if (state !== 'kept' || plan === null || !MEASURED.has(action)) return null;
  return (
    effectWindows.find(
      (window) =>
        now >= stateSince + lengthOf(window) + SETTLE_MS && !effect.some((one) => one.window === window),
    ) ?? null
  );
}

/** Null: the history cannot be read now. */
export async function measureEffect(
  change: Change,
  window: EffectWindow,
  history: Past,
): Promise<MeasuredEffect | null> {
  const { stretchMs, before, after } = plans[window];
  const beganAt = change.approvedAt ?? change.stateSince;
  const spans = [
    { sinceAt: beganAt - before * stretchMs, stretchMs, count: before },
    { sinceAt: change.stateSince, stretchMs, count: after },
  ] as const;
  const devices = change.plan!.affects.devices.slice(0, MAX_DEVICES);
  const [past, since] = [await pastsOf(spans[0]), await pastsOf(spans[1])];
  if (past === null || since === null) return null;
  return judge(window, { before: toStretches(past, spans[0]), after: toStretches(since, spans[1]) });

  async function pastsOf({ sinceAt, count }: (typeof spans)[number]): Promise<DevicePast[] | null> {
    const span = { sinceAt, untilAt: sinceAt + count * stretchMs };
    const pasts: DevicePast[] = [];
    for (const { device_id } of devices) {
      const signal = await history.deviceHistory(device_id, span, stretchMs === HOUR_MS ? '5m' : '1h');
      const list = await history.sessions(device_id, span, { limit: MAX_SESSIONS });
      if ('off' in signal || 'off' in list) return null;
      pasts.push({ sessions: list.sessions, segments: signal.segments });
    }
    return pasts;
  }
}

function lengthOf(window: EffectWindow): number {
  return plans[window].stretchMs * plans[window].after;
}
