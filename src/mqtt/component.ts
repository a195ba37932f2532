/** The parts of a discovery payload that all devices share. Templates are constants: text from the network never becomes part of one. */
import { toSlug } from './slug.ts';
import type { DiscoveryDevice, Topics } from './topics.ts';

const ORIGIN = 'mikrotik-presence';
const SUPPORT_URL = 'https://github.com/mikrotik-presence/mikrotik-presence/issues';

/** Where Home Assistant reads whether an entity is available. */
export interface Availability {
  topic: string;
  value_template?: string;
}

/** Home Assistant's `device`: it refuses a payload with a null or an unknown key in it. */
export interface DeviceInfo {
  identifiers: string[];
  connections?: [type: string, value: string][];
  name: string;
  manufacturer?: string;
  model?: string;
  model_id?: string;
  serial_number?: string;
  sw_version?: string;
  suggested_area?: string;
  configuration_url?: string;
  via_device?: string;
}

/** What a discovery topic carries: one device with all its entities. */
export interface DiscoveryPayload {
  device: DeviceInfo;
  origin: { name: string; sw_version: string; support_url: string };
  availability: Availability[];
  availability_mode: 'all';
  components: Record<string, { platform: string } & Record<string, unknown>>;
}

export const platforms = [
  'device_tracker',
  'sensor',
  'binary_sensor',
  'event',
  'update',
  'button',
  'switch',
  'device_automation',
] as const;

/** An entity: what differs between components. */
export type ComponentSpec = Record<string, unknown> & {
  platform: Exclude<(typeof platforms)[number], 'device_automation'>;
  /** Part of the unique_id; never changes. */
  key: string;
  /** What the entity is of, where that is not its device: its unique_id is of this. */
  owner?: DiscoveryDevice;
  /** Null: the entity has the name of its device. */
  name: string | null;
  /** The end of its entity id, where that is not the name. */
  entity?: string;
};

/** A trigger of the device, which an automation can choose; no entity. */
export interface TriggerSpec {
  platform: 'device_automation';
  key: string;
  /** What happens, and to what. */
  type: string;
  subtype: string;
  topic: string;
  payload: string;
  value_template: string;
}

/** `label.ts` makes them. */
export interface Label {
  name: string;
  /** Entity ids begin with it. */
  slug: string;
}

export interface DeviceDescription {
  discoveryDevice: DiscoveryDevice;
  label: Label;
  device: Omit<DeviceInfo, 'identifiers' | 'name'>;
  /** Default: the bridge's. */
  availability?: Availability[];
  components: readonly ComponentSpec[];
  triggers?: readonly TriggerSpec[];
}

export function assemble(description: DeviceDescription, topics: Topics, version: string): DiscoveryPayload {
  const { discoveryDevice, label, device, components, triggers = [] } = description;
  const identifier = topics.identifier(discoveryDevice);
  return {
    device: { identifiers: [identifier], name: label.name, ...device },
    origin: { name: ORIGIN, sw_version: version, support_url: SUPPORT_URL },
    availability: description.availability ?? [bridgeAvailability(topics)],
    availability_mode: 'all',
    components: Object.fromEntries([
      ...components.map(({ key, platform, name, entity, owner, ...rest }) => {
        const ending = name === null ? '' : `_${underscored(entity ?? name)}`;
        const component = {
          platform,
          unique_id: `${owner === undefined ? identifier : topics.identifier(owner)}_${key}`,
          default_entity_id: `${platform}.${label.slug}${ending}`,
          name,
          ...rest,
          qos: 1,
        };
        return [owner === undefined ? key : `${owner.kind}_${key}`, component] as const;
      }),
      ...triggers.map(({ key, platform, ...rest }) => {
        const trigger = { platform, automation_type: 'trigger', ...rest, qos: 1 };
        return [key, trigger] as const;
      }),
    ]),
  };
}

/** Whether the `origin` of a payload names this program. */
export function isOurs(origin: unknown): boolean {
  return typeof origin === 'object' && origin !== null && 'name' in origin && origin.name === ORIGIN;
}

export function bridgeAvailability(topics: Topics): Availability {
  return { topic: topics.bridgeState, value_template: '{{ value_json.state }}' };
}

/**
 * For event entities. One that turns unavailable comes back with its last event, which an automation takes for a new one: so a restart of
 * this service must not touch it.
 */
export const alwaysAvailable = { availability: [] };

/** For details of little interest: a diagnostic entity that the user has to enable. */
export const hidden = { entity_category: 'diagnostic', enabled_by_default: false } as const;

/** A template for a number of the payload, 0 included; null and a missing key are unknown. */
export function number(field: string): string {
  return `{{ value_json.${field} if value_json.${field} is number else 'None' }}`;
}

/** A template for a number in a million of its unit, with one decimal. */
export function millions(field: string): string {
  return `{{ (value_json.${field} / 1000000) | round(1) if value_json.${field} is number else 'None' }}`;
}

/** A number of devices. */
export const countSensor = (
  key: string,
  name: string,
  state_topic: string,
  field: string,
): ComponentSpec => ({
  platform: 'sensor',
  key,
  name,
  icon: 'mdi:devices',
  state_class: 'measurement',
  state_topic,
  value_template: number(field),
});

/** The slug of a text as Home Assistant writes entity ids; may be empty. */
export function underscored(text: string): string {
  return toSlug(text).replaceAll('-', '_');
}

/**
 * A name to show. Text of records is clean already (parse/text.ts), but may have a replacement character where a byte could not be decoded:
 * no entity is named after that. Null when nothing is left, because Home Assistant needs a name that is not blank.
 */
export function display(text: string | null): string | null {
  return text?.replace(/[\uFFFD\s]+/g, ' ').trim() || null;
}

/** Without the fields that are null or empty: Home Assistant refuses a device with a null in it. */
export function withoutNulls<T extends Record<string, string | null>>(
  fields: T,
): { [K in keyof T]?: string } {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(entries) as { [K in keyof T]?: string };
}
