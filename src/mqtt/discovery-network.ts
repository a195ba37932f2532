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
  const availability = [bridgeAvailability(topics), { topic: topics.availability('router', id) }];
  const whileReachable = { availability, availability_mode: 'all' };
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
    components: [
      reachable(topics.availability('router', id)),
      { ...countSensor('connected', 'Connected devices', state_topic, 'connected'), ...whileReachable },
      { ...lastBoot(state_topic), ...whileReachable },
      ...(own === null ? [] : ownRadios(id, availability, topics)),
      ...resources(topics.resources(id), availability),
    ],
  };
}

/** What a router shares with its radios is off until somebody wants it twice; entities of an earlier version stay as they are. */
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

/** They move all the time, and every change is a row in Home Assistant's recorder: off until the user wants them. */
function resources(state_topic: string, availability: Availability[]): ComponentSpec[] {
  const percent = (key: string, name: string, icon: string): ComponentSpec => ({
    platform: 'sensor',
    key,
    name,
    icon,
    state_class: 'measurement',
    unit_of_measurement: '%',
    state_topic,
    value_template: number(`${key}_percent`),
    availability,
    availability_mode: 'all',
    ...hidden,
  });
  return [
    percent('cpu_load', 'Processor load', 'mdi:cpu-64-bit'),
    percent('memory_used', 'Memory in use', 'mdi:memory'),
  ];
}

function areaOf(id: string, { accessPoints }: MqttSettings): string | null {
  return display(accessPoints.find((configured) => configured.id === id)?.area ?? null);
}

/** How many findings there are; which, in the attributes. */
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
