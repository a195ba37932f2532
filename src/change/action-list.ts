/** Every action, by its name. */
import type { Action } from './action.ts';
import { blockDevice } from './action/block-device.ts';
import { keepDeviceOff, releaseDevice } from './action/keep-device-off.ts';
import { nameDevice } from './action/name-device.ts';
import { proveUndo } from './action/prove-undo.ts';
import { reconnectDevice } from './action/reconnect-device.ts';
import { reserveAddress } from './action/reserve-address.ts';
import { unblockDevice } from './action/unblock-device.ts';

// oxlint-disable-next-line no-explicit-any -- each action checks its own input with its schema
export type AnyAction = Action<any>;

export const actions: readonly AnyAction[] = [
  reconnectDevice,
  blockDevice,
  unblockDevice,
  keepDeviceOff,
  releaseDevice,
  nameDevice,
  reserveAddress,
  proveUndo,
];
