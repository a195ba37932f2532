/** The parts of a discovery payload that all things share. Templates are constants: no text from the network ever becomes part of one. */
import type { Availability, Component, Discovery } from './home-assistant.ts';
import { plain } from './slug.ts';
import type { Thing, Topics } from './topics.ts';

const ORIGIN = 'mikrotik-presence';

/** Of a component, what is not the same for all; `key` names it for ever. */
export type Part = Record<string, unknown> & {
  platform: string;
  key: string;
  name: string | null;
  /** The end of its entity id, where that is not the name. */
  entity?: string;
};

export interface Described {
  thing: Thing;
  /** The entity ids it asks for begin with this. */
  entitySlug: string;
  device: Omit<Discovery['device'], 'identifiers'>;
  availability?: Availability;
  parts: readonly Part[];
}

export function assemble(described: Described, topics: Topics, version: string): Discovery {
  const { thing, entitySlug, device, parts } = described;
  const identifier = topics.identifier(thing);
  return {
    device: { identifiers: [identifier], ...device },
    origin: { name: ORIGIN, sw_version: version },
    availability: described.availability ?? [bridgeAvailability(topics)],
    availability_mode: 'all',
    components: Object.fromEntries(
      parts.map(({ key, platform, name, entity, ...rest }) => {
        const ending = name === null ? '' : `_${underscored(entity ?? name)}`;
        const component = {
          platform,
          unique_id: `${identifier}_${key}`,
          default_entity_id: `${platform}.${entitySlug}${ending}`,
          name,
          ...rest,
          qos: 1,
        };
        return [key, component as unknown as Component];
      }),
    ),
  };
}

export function isOurs(origin: unknown): boolean {
  return typeof origin === 'object' && origin !== null && 'name' in origin && origin.name === ORIGIN;
}

export function bridgeAvailability(topics: Topics): Availability[number] {
  return { topic: topics.bridgeState, value_template: '{{ value_json.state }}' };
}

/** A thing whose details cannot be had counts for little: it is shown, out of the way, when asked for. */
export const hidden = { entity_category: 'diagnostic', enabled_by_default: false } as const;

/** A number of the payload, 0 included; null and a missing key are unknown. */
export function number(field: string): string {
  return `{{ value_json.${field} if value_json.${field} is number else 'None' }}`;
}

export function underscored(text: string): string {
  return plain(text).replaceAll('-', '_');
}

/** A name to show. Text of records is clean already (parse/text.ts); Home Assistant needs one that is not blank, so null where it is. */
export function display(text: string | null): string | null {
  return text?.trim() || null;
}

/** Only what there is: Home Assistant refuses a device with a null in it. */
export function present<T extends Record<string, string | null>>(fields: T): { [K in keyof T]?: string } {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(entries) as { [K in keyof T]?: string };
}
