/** `homeassistant.actions`: what Home Assistant may do over MQTT, with which devices and networks. */
import type { Mac } from '../parse/mac.ts';
import type { HomeAssistantAction } from './config.ts';
import type { ConfigFile } from './file.ts';
import type { Note } from './problem.ts';
import type { Draft, Surroundings } from './router-entry.ts';

type AllowedItem = NonNullable<NonNullable<ConfigFile['homeassistant']>['actions']>[number];

/** Nothing while CHANGES is off: no topic and no entity promises what cannot be done. */
export function toAllowed(
  entries: readonly AllowedItem[],
  find: (text: string, at: string) => Mac | undefined,
  { values, note, warn }: Surroundings,
): { actions?: Draft<HomeAssistantAction>[] } {
  if (entries.length === 0) return {};
  const actions = entries.map((entry) => toAction(entry, find, note));
  if (values.CHANGES !== false) return { actions };
  warn('homeassistant.actions', 'CHANGES is off, so Home Assistant can do none of them. Set CHANGES=on.');
  return {};
}

function toAction(
  { at, action, devices, ssids, for: lasts }: AllowedItem,
  find: (text: string, at: string) => Mac | undefined,
  note: Note,
): Draft<HomeAssistantAction> {
  if (action === null)
    note(`${at}.action`, 'It is not set. Write what is allowed, such as reconnect_device.');
  const isOfNetwork = action === 'set_ssid_enabled';
  const [wanted, other] = isOfNetwork ? (['ssids', 'devices'] as const) : (['devices', 'ssids'] as const);
  const given = { devices, ssids };
  if (action != null && (given[wanted] === null || given[wanted]?.length === 0))
    note(`${at}.${wanted}`, `Nothing is listed, so nothing is allowed. List what ${action} may touch.`);
  if (action != null && given[other] !== null)
    note(`${at}.${other}`, `${action} has no ${other}. Remove the key, and write ${wanted}.`);
  if (lasts !== null && (action === 'reconnect_device' || action === 'unblock_device'))
    note(`${at}.for`, `${action} has no end. Remove the key.`);
  const macs = devices?.flatMap((text, index) => find(text, `${at}.devices[${index}]`) ?? []);
  return {
    action: action ?? undefined,
    devices: devices === undefined ? undefined : [...new Set(macs)],
    ssids: ssids === undefined ? undefined : [...new Set(ssids)],
    for: lasts,
  };
}
