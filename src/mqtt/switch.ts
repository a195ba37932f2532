/** What Home Assistant may switch: topics, payloads and entities of what `homeassistant.actions` names. */
import { deviceIdOf } from '../record/device-id.ts';
import type { SwitchCommand, Switches, SwitchProblem, SwitchRecord } from '../record/switch.ts';
import { type ComponentSpec, display } from './component.ts';
import { createMemo } from './memo.ts';
import type { MqttSettings } from './settings.ts';
import type { SwitchTopic, Topics } from './topics.ts';

/** What the switches show, and which commands came to nothing. */
export interface Switching {
  states: Switches;
  problems: readonly SwitchProblem[];
}

/** Null: the payload is none of Home Assistant's, or there is no such network. */
export function commandIn(
  topic: SwitchTopic,
  payload: string,
  ssids: ReadonlyMap<string, string>,
): SwitchCommand | null {
  if (topic.what === 'reconnect')
    return payload === 'PRESS' ? { what: 'reconnect', deviceId: topic.deviceId } : null;
  if (payload !== 'ON' && payload !== 'OFF') return null;
  if (topic.what !== 'ssid') return { what: 'wifi_access', deviceId: topic.deviceId, wanted: payload };
  const ssid = [...ssids].find(([, slug]) => slug === topic.slug)?.[0];
  return ssid === undefined ? null : { what: 'ssid', ssid, wanted: payload };
}

/** Topic to payload, of the devices that are entities and of every network. */
export function switchTopics(
  { devices, ssids }: Switches,
  clients: readonly { device_id: string }[],
  slugs: ReadonlyMap<string, string>,
  topics: Topics,
): Map<string, string> {
  const found = new Map<string, string>();
  const put = (topic: string, { state, ends_at }: SwitchRecord) =>
    found.set(topic, JSON.stringify({ state, ends_at }));
  if (devices.size > 0)
    for (const { device_id: id } of clients) {
      const record = devices.get(id);
      if (record !== undefined) put(topics.wifiAccess(id), record);
    }
  for (const [ssid, record] of ssids) put(topics.enabled(slugs.get(ssid)!), record);
  return found;
}

/** What may be done with a device. */
interface Allowed {
  canReconnect: boolean;
  canSwitch: boolean;
}

const nothing: Allowed = { canReconnect: false, canSwitch: false };
const allowedMemo = createMemo<MqttSettings, ReadonlyMap<string, Allowed>>();

function allowedFor(deviceId: string, settings: MqttSettings): Allowed {
  const { actions } = settings.homeassistant;
  if (actions === undefined) return nothing;
  return allowedMemo(settings, [], () => allowedIn(settings, actions)).get(deviceId) ?? nothing;
}

function allowedIn(
  { devices: configured }: MqttSettings,
  actions: NonNullable<MqttSettings['homeassistant']['actions']>,
): Map<string, Allowed> {
  const all = new Map<string, Allowed>();
  for (const { action, devices } of actions)
    for (const mac of devices) {
      const id = deviceIdOf(mac, configured);
      const before = all.get(id) ?? nothing;
      all.set(
        id,
        action === 'reconnect_device' ? { ...before, canReconnect: true } : { ...before, canSwitch: true },
      );
    }
  return all;
}

/** The SSIDs that may be switched. */
export function switchableSsids({ homeassistant }: MqttSettings): string[] {
  return (homeassistant.actions ?? []).flatMap(({ ssids }) => ssids);
}

const STATE = "{{ value_json.state or 'None' }}";
const ENDS = "{{ {'ends_at': value_json.ends_at} | tojson }}";

function toggle(topic: string): Pick<ComponentSpec, 'platform'> & Record<string, unknown> {
  return {
    platform: 'switch',
    state_topic: topic,
    value_template: STATE,
    command_topic: `${topic}/set`,
    json_attributes_topic: topic,
    json_attributes_template: ENDS,
  };
}

/** The button and the switch of a device, where they are allowed. */
export function deviceControls(deviceId: string, settings: MqttSettings, topics: Topics): ComponentSpec[] {
  const { canReconnect, canSwitch } = allowedFor(deviceId, settings);
  const button: ComponentSpec = {
    platform: 'button',
    key: 'reconnect',
    name: 'Reconnect',
    icon: 'mdi:wifi-refresh',
    command_topic: topics.reconnect(deviceId),
  };
  const access: ComponentSpec = {
    ...toggle(topics.wifiAccess(deviceId)),
    key: 'wifi_access',
    name: 'WiFi access',
    icon: 'mdi:wifi-lock-open',
  };
  return [...(canReconnect ? [button] : []), ...(canSwitch ? [access] : [])];
}

/** The switches of networks. */
export function networkControls(
  slugs: ReadonlyMap<string, string>,
  settings: MqttSettings,
  topics: Topics,
): ComponentSpec[] {
  return [...new Set(switchableSsids(settings))].map((ssid): ComponentSpec => {
    const slug = slugs.get(ssid)!;
    return {
      ...toggle(topics.enabled(slug)),
      key: `ssid_${slug.replaceAll('-', '_')}_enabled`,
      name: `Network ${display(ssid) ?? slug}`,
      entity: `network ${slug}`,
      icon: 'mdi:wifi-cog',
    };
  });
}
