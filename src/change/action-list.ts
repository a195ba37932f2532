/** Every action, by its name. */
import type { Action } from './action.ts';
import { blockDevice } from './action/block-device.ts';
import { keepDeviceOff, releaseDevice } from './action/keep-device-off.ts';
import { nameDevice } from './action/name-device.ts';
import { proveUndo } from './action/prove-undo.ts';
import { reconnectDevice } from './action/reconnect-device.ts';
import { reserveAddress } from './action/reserve-address.ts';
import { restartAccessPoint } from './action/restart-access-point.ts';
import { setChannel } from './action/set-channel.ts';
import { setRoaming } from './action/set-roaming.ts';
import { setSsidEnabled } from './action/set-ssid-enabled.ts';
import { setTxPower } from './action/set-tx-power.ts';
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
  setRoaming,
  setTxPower,
  setChannel,
  setSsidEnabled,
  restartAccessPoint,
  proveUndo,
];
