/** What the switches of Home Assistant say: what the routers were last read to do, and until when. */
import type { Change } from '../change/change.ts';
import { endOf, type Switched } from '../change/switching.ts';
import type { Config, HomeAssistantAction } from '../config/config.ts';
import { deviceIdOf } from '../record/device-id.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { AtRouter, Switches, SwitchRecord } from '../record/switch.ts';
import { toIso } from '../record/time.ts';

export type SwitchSettings = Pick<Config, 'homeassistant' | 'devices' | 'pollIntervalMs'>;

export interface SwitchView {
  config: SwitchSettings;
  snapshot: Snapshot;
  atRouter: AtRouter;
  /** Epoch ms. */
  now: number;
}

export function deviceIdsOf({ devices }: HomeAssistantAction, config: SwitchSettings): string[] {
  return devices.map((mac) => deviceIdOf(mac, config.devices));
}

/** False from the second poll on that could not read who may join. */
export function isReadable(
  router: string,
  { config: { pollIntervalMs }, atRouter, now }: SwitchView,
): boolean {
  const since = atRouter.unreadSince(router);
  // by the clock: a poll without any answer does not make the snapshot newer
  return since === null || (since > 0 && now - since < pollIntervalMs);
}

/** Whether the router of the device lets it in. */
export function stateOf(deviceId: string, view: SwitchView): SwitchRecord['state'] {
  const router = view.snapshot.devices.get(deviceId)?.router ?? null;
  if (router === null || !isReadable(router, view)) return null;
  const rejects = view.atRouter.rejects(router, deviceId);
  return rejects === null ? null : rejects ? 'OFF' : 'ON';
}

/** By router that has the network, or may have it. Null: that router cannot be read. */
export function networkStates(ssid: string, view: SwitchView): Map<string, SwitchRecord['state']> {
  const { atRouter, snapshot } = view;
  const states = new Map<string, SwitchRecord['state']>();
  for (const { router } of snapshot.routers) {
    const isOn = atRouter.broadcasts(router, ssid);
    if (!isReadable(router, view) && (isOn !== null || atRouter.unreadSince(router) === 0))
      states.set(router, null);
    else if (isOn !== null) states.set(router, isOn ? 'ON' : 'OFF');
  }
  return states;
}

/** A network is on where any router has it on the air, and off where none has. */
function stateOfNetwork(ssid: string, view: SwitchView): SwitchRecord['state'] {
  const states = [...networkStates(ssid, view).values()];
  if (states.includes('ON')) return 'ON';
  return states.length === 0 || states.includes(null) ? null : 'OFF';
}

export function readSwitches(view: SwitchView, changes: readonly Change[]): Switches {
  const devices = new Map<string, SwitchRecord>();
  const ssids = new Map<string, SwitchRecord>();
  const recordOf = (state: SwitchRecord['state'], about: Switched): SwitchRecord => {
    return { state, ends_at: state === null ? null : toIso(endOf(changes, about, state === 'ON')) };
  };
  for (const entry of view.config.homeassistant.actions ?? []) {
    if (entry.action === 'set_ssid_enabled')
      for (const ssid of entry.ssids) ssids.set(ssid, recordOf(stateOfNetwork(ssid, view), { ssid }));
    else if (entry.action !== 'reconnect_device')
      for (const deviceId of deviceIdsOf(entry, view.config))
        devices.set(deviceId, recordOf(stateOf(deviceId, view), { deviceId }));
  }
  return { devices, ssids };
}
