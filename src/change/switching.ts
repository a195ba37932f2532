/** Changes behind the switches of Home Assistant: which of them holds, ends, or stands in the way. */
import type { Change } from './change.ts';
import { TAKEN_BACK, TIME_OVER } from './state.ts';

/** Approves what Home Assistant asks for: the key of the file that allows it. */
export const HOME_ASSISTANT = { key: 'homeassistant.actions', door: 'mqtt' } as const;

/** What a switch switches. */
export type Switched = { deviceId: string } | { ssid: string };

/** True: it lets the device in, or puts the network on the air. Null: the change is about something else. */
function directionOf(change: Change, switched: Switched): boolean | null {
  const { action, input, plan, undoes } = change;
  const isAbout =
    'ssid' in switched
      ? action === 'set_ssid_enabled' && input['ssid'] === switched.ssid
      : (action === 'block_device' || action === 'unblock_device') &&
        plan?.affects.devices.some(({ device_id }) => device_id === switched.deviceId) === true;
  if (!isAbout) return null;
  const isOn = 'ssid' in switched ? input['enabled'] === true : action === 'unblock_device';
  return undoes === null ? isOn : !isOn;
}

/** When what was switched last, in this direction, ends by itself (epoch ms). Null: never, or it no longer holds. */
export function endOf(changes: readonly Change[], switched: Switched, isOn: boolean): number | null {
  const last = changes
    .filter(({ state }) => state === 'kept' || state === 'watching')
    .filter((change) => directionOf(change, switched) !== null)
    .reduce<Change | null>((a, b) => (a !== null && a.approvedAt! >= b.approvedAt! ? a : b), null);
  if (last === null || directionOf(last, switched) !== isOn) return null;
  const { state, endsAt, watchedSince, plan } = last;
  const forMs = plan?.forMs ?? null;
  return state === 'kept' || forMs === null || watchedSince === null ? endsAt : watchedSince + forMs;
}

/** What Home Assistant began and is not over: to be taken back when the opposite is wanted. */
export function opposed(
  changes: readonly Change[],
  switched: Switched,
  router: string,
  isOn: boolean,
): Change | null {
  const open = changes.find(
    (change) =>
      change.router === router &&
      change.undoes === null &&
      change.proposedBy.door === 'mqtt' &&
      (change.state === 'approved' || change.state === 'applying' || change.state === 'watching') &&
      directionOf(change, switched) === !isOn,
  );
  return open ?? null;
}

/** A sentence: why it came to nothing, or was taken back although it was wanted. Null: neither. */
export function failureOf({ state, outcome, action }: Change): string | null {
  const isFailure = ['refused', 'failed', 'stale', 'expired', 'undone', 'unknown'].includes(state);
  if (!isFailure || (state === 'undone' && (outcome === TIME_OVER || outcome === TAKEN_BACK))) return null;
  return `${action} is ${state}: ${outcome ?? 'the router cannot be read.'}`;
}
