/** What Home Assistant should make of discovery payloads: from payload to registry, as plain values. Used with the real core and with its recordings. */

export interface RegistryEntry {
  entity_id: string;
  name: string | null;
  device: string;
  disabled_by: string | null;
  entity_category: string | null;
}

export interface RegistryDevice {
  name: string;
  manufacturer: string | null;
  model: string | null;
  via: string | null;
  area: string | null;
}

interface Component extends Record<string, unknown> {
  platform: string;
  unique_id: string;
  default_entity_id: string;
  name: string | null;
}

interface Payload {
  device: Record<string, unknown> & { identifiers: string[]; name: string };
  components: Record<string, Component>;
}

/** Before 2025.10 `default_entity_id` means nothing, and an entity is called after its device and its name. */
export function heedsEntityId(version: string): boolean {
  if (version === 'newest') return true;
  const [year = 0, month = 0] = version.split('.').map(Number);
  return year * 100 + month >= 202_510;
}

/** By unique_id. What is null in `entity_id` is up to Home Assistant. */
export function expectedEntities(
  discovery: Readonly<Record<string, string>>,
  version: string,
): Map<string, Omit<RegistryEntry, 'entity_id'> & { entity_id: string | null }> {
  const entries = new Map<string, Omit<RegistryEntry, 'entity_id'> & { entity_id: string | null }>();
  for (const text of Object.values(discovery)) {
    const { device, components } = JSON.parse(text) as Payload;
    // a trigger is no entity
    for (const component of Object.values(components).filter(
      ({ platform }) => platform !== 'device_automation',
    ))
      entries.set(component.unique_id, {
        entity_id: heedsEntityId(version) ? component.default_entity_id : null,
        name: component.name,
        device: device.identifiers[0]!,
        disabled_by: component['enabled_by_default'] === false ? 'integration' : null,
        entity_category: (component['entity_category'] as string | undefined) ?? null,
      });
  }
  return entries;
}

/** By identifier. */
export function expectedDevices(discovery: Readonly<Record<string, string>>): Map<string, RegistryDevice> {
  return new Map(
    Object.values(discovery).map((text) => {
      const { device } = JSON.parse(text) as Payload;
      const field = (key: string) => (device[key] as string | undefined) ?? null;
      return [
        device.identifiers[0]!,
        {
          name: device.name,
          manufacturer: field('manufacturer'),
          model: field('model'),
          via: field('via_device'),
          area: field('suggested_area'),
        },
      ];
    }),
  );
}

/** What differs, one sentence each. */
export function differences<T extends object>(expected: Map<string, T>, found: Map<string, T>): string[] {
  const sentences: string[] = [];
  for (const [key, wanted] of expected) {
    const is = found.get(key);
    if (is === undefined) sentences.push(`${key} is missing`);
    else
      for (const [field, value] of Object.entries(wanted))
        if (value !== null || field !== 'entity_id') {
          const own = is[field as keyof T] ?? null;
          if (own !== value)
            sentences.push(`${key}: ${field} is ${JSON.stringify(own)}, not ${JSON.stringify(value)}`);
        }
  }
  for (const key of found.keys()) if (!expected.has(key)) sentences.push(`${key} is not ours to be there`);
  return sentences;
}
