/** A router with its own radios, and any other access point, in Home Assistant. */
import { bands } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import {
  type Availability,
  bridgeAvailability,
  countSensor,
  type ComponentSpec,
  type DeviceDescription,
  display,
  hidden,
  type Label,
  number,
  withoutNulls,
} from './component.ts';
import { accessPointPage, routerPage } from './page-url.ts';
import type { MqttSettings } from './settings.ts';
import type { Topics } from './topics.ts';

const MAKER = 'MikroTik';
const RELEASES = 'https://mikrotik.com/download/changelogs';
/** "7.24 (stable)" without its channel. Home Assistant accepts no null for a version, and passes over an empty text. */
const INSTALLED = "'installed_version': value_json.version.split(' ')[0]";
const VERSIONS = `{{ ({${INSTALLED}, 'latest_version': value_json.latest_version} if value_json.latest_version else {${INSTALLED}}) | tojson if value_json.version else '' }}`;
const BOOTED = "{{ value_json.booted_at or 'None' }}";

/** `own`: its own radios; null where it has none. */
export function describeRouter(
  record: RouterRecord,
  own: AccessPointRecord | null,
  label: Label,
  settings: MqttSettings,
  topics: Topics,
): DeviceDescription {
  const { router: id, board_name, model, serial_number, version } = record;
  const state_topic = topics.state('router', id);
  const ofBridge = [bridgeAvailability(topics)];
  const availability = [...ofBridge, { topic: topics.availability('router', id) }];
  return {
    discoveryDevice: { kind: 'router', id },
    label,
    device: {
      manufacturer: MAKER,
      ...withoutNulls({
        model: display(board_name),
        model_id: display(model),
        serial_number: display(serial_number),
        sw_version: display(version),
        suggested_area: areaOf(id, settings),
        configuration_url: routerPage(id, settings),
      }),
      via_device: topics.identifier({ kind: 'bridge', id: '' }),
    },
    availability,
    components: [
      { ...reachable(topics.availability('router', id)), availability: ofBridge },
      countSensor('connected', 'Connected devices', state_topic, 'connected'),
      lastBoot(state_topic),
      ...(own === null ? [] : ownRadios(id, availability, topics)),
      update(state_topic),
      ...resources(topics.resources(id)),
    ],
  };
}

/** What a router shares with its radios is off until a user enables it; entities of an earlier version stay as they are. */
function ownRadios(id: string, viaRouter: Availability[], topics: Topics): ComponentSpec[] {
  return radioComponents(id, viaRouter, topics).map((component) => ({
    ...component,
    owner: { kind: 'ap', id } as const,
    name: `${component.name} (own radios)`,
    availability: component['availability'] ?? [...viaRouter, { topic: topics.availability('ap', id) }],
    availability_mode: 'all',
    ...(component.key === 'reachable' || component.key === 'booted_at' ? { enabled_by_default: false } : {}),
  }));
}

export function describeAccessPoint(
  record: AccessPointRecord,
  label: Label,
  settings: MqttSettings,
  topics: Topics,
): DeviceDescription {
  const { access_point_id: id, router, board_name, serial_number, version, address } = record;
  const viaRouter = [bridgeAvailability(topics), { topic: topics.availability('router', router) }];
  const isMac = /^[0-9a-f]{12}$/.test(id) && settings.homeassistant.macConnections !== 'never';
  return {
    discoveryDevice: { kind: 'ap', id },
    label,
    device: {
      ...(isMac ? { connections: [['mac', id.match(/../g)!.join(':')]] as [string, string][] } : {}),
      manufacturer: MAKER,
      ...withoutNulls({
        model: display(board_name),
        serial_number: display(serial_number),
        sw_version: display(version),
        suggested_area: areaOf(id, settings),
        configuration_url: accessPointPage(address),
      }),
      via_device: topics.identifier({ kind: 'router', id: router }),
    },
    // its router's availability as well: while the router does not answer, the state of the access point is unknown
    availability: [...viaRouter, { topic: topics.availability('ap', id) }],
    components: radioComponents(id, viaRouter, topics),
  };
}

/** Every band always has its sensor: one that came and went with a radio would lose the user's settings. */
function radioComponents(id: string, viaRouter: Availability[], topics: Topics): ComponentSpec[] {
  const state_topic = topics.state('ap', id);
  return [
    { ...reachable(topics.availability('ap', id)), availability: viaRouter, availability_mode: 'all' },
    countSensor('connected', 'Connected devices', state_topic, 'connected'),
    ...bands.map(
      (band): ComponentSpec => ({
        ...countSensor(
          `connected_${band.toLowerCase().replace('.', '_')}`,
          `Connected on ${band}`,
          state_topic,
          `bands['${band}']`,
        ),
        ...hidden,
      }),
    ),
    lastBoot(state_topic),
  ];
}

/**
 * Only shown: without a command topic Home Assistant has nothing to install. Unknown until the router has looked for a version: an entity
 * that came and went with that would lose the user's settings.
 */
function update(state_topic: string): ComponentSpec {
  return {
    platform: 'update',
    key: 'update',
    name: 'RouterOS',
    title: 'RouterOS',
    device_class: 'firmware',
    entity_category: 'diagnostic',
    release_url: RELEASES,
    state_topic,
    value_template: VERSIONS,
  };
}

/** They move all the time, and every change is a row in Home Assistant's recorder: off until the user wants them. */
function resources(state_topic: string): ComponentSpec[] {
  const sensor = (key: string, name: string, field: string, more: object): ComponentSpec => ({
    platform: 'sensor',
    key,
    name,
    ...more,
    state_class: 'measurement',
    state_topic,
    value_template: number(field),
    ...hidden,
  });
  const percent = (key: string, name: string, icon: string) =>
    sensor(key, name, `${key}_percent`, { icon, unit_of_measurement: '%' });
  const celsius = { device_class: 'temperature', unit_of_measurement: '°C' };
  return [
    percent('cpu_load', 'Processor load', 'mdi:cpu-64-bit'),
    percent('memory_used', 'Memory in use', 'mdi:memory'),
    sensor('temperature', 'Temperature', 'temperature_celsius', celsius),
  ];
}

function areaOf(id: string, { accessPoints }: MqttSettings): string | null {
  return display(accessPoints.find((configured) => configured.id === id)?.area ?? null);
}

function reachable(state_topic: string): ComponentSpec {
  return {
    platform: 'binary_sensor',
    key: 'reachable',
    name: 'Reachable',
    device_class: 'connectivity',
    entity_category: 'diagnostic',
    state_topic,
    payload_on: 'online',
    payload_off: 'offline',
  };
}

function lastBoot(state_topic: string): ComponentSpec {
  return {
    platform: 'sensor',
    key: 'booted_at',
    name: 'Last boot',
    device_class: 'timestamp',
    entity_category: 'diagnostic',
    state_topic,
    value_template: BOOTED,
  };
}
