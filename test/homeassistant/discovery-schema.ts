/**
 * Home Assistant's own schemas of MQTT discovery, mirrored, and stricter where it would drop a key in silence. It refuses a bad payload as a
 * whole, with one warning in its log. Tests hold every payload to this; at run time nothing is checked again.
 */
import { z } from 'zod';

const text = z.string().min(1).max(512);
const topic = text.refine((value) => !/[+#\0]/.test(value) && !value.startsWith('/'), 'no legal topic');
const template = z.string().regex(/^\{\{ .+ \}\}$/s);
const url = z.url({ protocol: /^https?$/ });
const payload = z.string().min(1);

/** Empty at a component: it is always available. */
const ownAvailability = z.array(
  z.strictObject({
    topic,
    payload_available: payload.optional(),
    payload_not_available: payload.optional(),
    value_template: template.optional(),
  }),
);
const availability = ownAvailability.min(1);
const availabilityMode = z.enum(['all', 'any', 'latest']);

export const originSchema = z.strictObject({
  name: text,
  sw_version: text.optional(),
  support_url: url.optional(),
});

export const deviceSchema = z
  .strictObject({
    identifiers: z.array(text).optional(),
    connections: z.array(z.tuple([text, text])).optional(),
    manufacturer: text.optional(),
    model: text.optional(),
    model_id: text.optional(),
    name: text.optional(),
    hw_version: text.optional(),
    serial_number: text.optional(),
    sw_version: text.optional(),
    via_device: text.optional(),
    suggested_area: text.optional(),
    configuration_url: url.optional(),
  })
  .refine(
    ({ identifiers = [], connections = [] }) => identifiers.length + connections.length > 0,
    'neither identifiers nor connections',
  );

// letters, digits and single underscores, as Home Assistant checks an entity id
const entityId = (platform: string) =>
  z
    .string()
    .max(255)
    .regex(new RegExp(`^${platform}\\.(?!_)[a-z0-9_]+(?<!_)$`));

const common = (platform: string) => ({
  unique_id: z.string().regex(/^[a-z0-9_-]{1,255}$/),
  default_entity_id: entityId(platform).optional(),
  name: text.nullable(),
  icon: z
    .string()
    .regex(/^mdi:[a-z0-9-]+$/)
    .optional(),
  entity_category: z.enum(['diagnostic', 'config']).optional(),
  enabled_by_default: z.boolean().optional(),
  availability: ownAvailability.optional(),
  availability_mode: availabilityMode.optional(),
  json_attributes_topic: topic.optional(),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
});

const trackerSchema = z
  .strictObject({
    platform: z.literal('device_tracker'),
    ...common('device_tracker'),
    source_type: z.enum(['router', 'gps', 'bluetooth', 'bluetooth_le']),
    state_topic: topic.optional(),
    value_template: template.optional(),
  })
  .refine(
    (it) => it.state_topic ?? it.json_attributes_topic,
    'neither state_topic nor json_attributes_topic',
  );

// the device classes used here, and the units Home Assistant allows them
const units: Record<string, readonly (string | undefined)[]> = {
  signal_strength: ['dB', 'dBm'],
  data_size: ['B', 'kB', 'MB', 'GB'],
  data_rate: ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'B/s', 'kB/s', 'MB/s', 'GB/s'],
  timestamp: [undefined],
  temperature: ['°C', '°F', 'K'],
};

const sensorSchema = z
  .strictObject({
    platform: z.literal('sensor'),
    ...common('sensor'),
    state_topic: topic,
    value_template: template.optional(),
    device_class: z
      .enum(['signal_strength', 'data_rate', 'data_size', 'temperature', 'timestamp'])
      .optional(),
    state_class: z.enum(['measurement', 'total', 'total_increasing']).optional(),
    unit_of_measurement: text.optional(),
    suggested_display_precision: z.int().min(0).optional(),
    expire_after: z.int().positive().optional(),
  })
  .refine(
    ({ device_class, unit_of_measurement }) =>
      device_class === undefined || units[device_class]!.includes(unit_of_measurement),
    'a unit that its device class does not have',
  )
  .refine(
    ({ device_class, state_class }) => device_class !== 'timestamp' || state_class === undefined,
    'a timestamp has no state class',
  );

const binarySensorSchema = z.strictObject({
  platform: z.literal('binary_sensor'),
  ...common('binary_sensor'),
  state_topic: topic,
  value_template: template.optional(),
  device_class: z.enum(['connectivity', 'occupancy', 'presence', 'problem']).optional(),
  payload_on: payload.optional(),
  payload_off: payload.optional(),
  json_attributes_topic: topic.optional(),
  json_attributes_template: template.optional(),
  expire_after: z.int().positive().optional(),
});

const eventSchema = z.strictObject({
  platform: z.literal('event'),
  ...common('event'),
  state_topic: topic,
  value_template: template.optional(),
  event_types: z.array(text).min(1),
  device_class: z.enum(['button', 'doorbell', 'motion']).optional(),
});

/** Without `command_topic` it cannot install anything. */
const updateSchema = z.strictObject({
  platform: z.literal('update'),
  ...common('update'),
  state_topic: topic,
  value_template: template.optional(),
  device_class: z.literal('firmware').optional(),
  title: text.optional(),
  release_url: url.optional(),
});

const buttonSchema = z.strictObject({
  platform: z.literal('button'),
  ...common('button'),
  command_topic: topic,
});

const switchSchema = z.strictObject({
  platform: z.literal('switch'),
  ...common('switch'),
  state_topic: topic,
  value_template: template,
  command_topic: topic,
  json_attributes_template: template.optional(),
});

const triggerSchema = z.strictObject({
  platform: z.literal('device_automation'),
  automation_type: z.literal('trigger'),
  type: text,
  subtype: text,
  topic,
  payload: payload.optional(),
  value_template: template.optional(),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
});

const platforms = [
  'device_tracker',
  'sensor',
  'binary_sensor',
  'event',
  'update',
  'button',
  'switch',
  'device_automation',
] as const;
/** Only the platform: Home Assistant removes the component. */
export const removalSchema = z.strictObject({ platform: z.enum(platforms) });

export const componentSchema = z.union([
  removalSchema,
  z.discriminatedUnion('platform', [
    trackerSchema,
    sensorSchema,
    binarySensorSchema,
    eventSchema,
    updateSchema,
    buttonSchema,
    switchSchema,
    triggerSchema,
  ]),
]);

export const discoverySchema = z.strictObject({
  device: deviceSchema,
  origin: originSchema,
  availability,
  availability_mode: availabilityMode,
  components: z
    .record(z.string().regex(/^[a-z0-9_]+$/), componentSchema)
    .refine((components) => Object.keys(components).length > 0, 'no components'),
});

export type Discovery = z.infer<typeof discoverySchema>;
export type Component = z.infer<typeof componentSchema>;
export type Availability = z.infer<typeof availability>;

/** Why Home Assistant would refuse the payload; null when it accepts it. */
export function validationError(payload: unknown): string | null {
  const result = discoverySchema.safeParse(payload);
  if (result.success) return null;
  const { path, message } = result.error.issues[0]!;
  return `${path.join('.')}: ${message}`;
}
