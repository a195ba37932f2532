/** The service itself, a router and an access point in Home Assistant. */
import { bands } from '../record/device.ts';
import type { AccessPointRecord, RouterRecord } from '../record/network.ts';
import {
  alwaysAvailable,
  bridgeAvailability,
  type DeviceDescription,
  display,
  hidden,
  number,
  type ComponentSpec,
  withoutNulls,
} from './component.ts';
import { bridgeEventTypes } from './event.ts';
import type { MqttSettings } from './settings.ts';
import type { Topics } from './topics.ts';

const MAKER = 'MikroTik';
const BOOTED = "{{ value_json.booted_at or 'None' }}";
const bridge = { kind: 'bridge', id: '' } as const;

/** Every band always has its sensor: one that came and went with a radio would lose the user's settings. */
const countSensor = (key: string, name: string, state_topic: string, field: string): ComponentSpec => ({
  platform: 'sensor',
  key,
  name,
  state_class: 'measurement',
  state_topic,
  value_template: number(field),
});

export function describeBridge(
  ssids: ReadonlyMap<string, string>,
  settings: MqttSettings,
  topics: Topics,
  version: string,
): DeviceDescription {
  const { instanceId, publicUrl } = settings;
  const name = `MikroTik presence${instanceId === 'home' ? '' : ` (${instanceId})`}`;
  const summary = topics.bridgeSummary;
  return {
    discoveryDevice: bridge,
    entitySlug: `mikrotik_presence${instanceId === 'home' ? '' : `_${instanceId.replace(/-+/g, '_').replace(/_$/, '')}`}`,
    device: {
      name,
      manufacturer: 'mikrotik-presence',
      model: 'Bridge',
      sw_version: version,
      ...withoutNulls({ configuration_url: publicUrl }),
    },
    components: [
      { ...countSensor('home', 'Known devices home', summary, 'home'), icon: 'mdi:home-account' },
      somebodyHome(summary),
      { ...countSensor('connected', 'Connected devices', summary, 'connected'), icon: 'mdi:wifi' },
      { ...countSensor('guests', 'Guests', summary, 'guests'), icon: 'mdi:account-question' },
      { ...countSensor('strangers', 'Strangers', summary, 'strangers'), icon: 'mdi:account-alert' },
      ...[...ssids].map(
        ([ssid, slug]): ComponentSpec => ({
          ...countSensor(
            `ssid_${slug.replaceAll('-', '_')}`,
            `Connected to ${display(ssid) ?? slug}`,
            topics.ssid(slug),
            'connected',
          ),
          // two SSIDs may differ only in characters an entity id drops
          entity: `connected to ${slug}`,
          icon: 'mdi:wifi-marker',
        }),
      ),
      {
        platform: 'event',
        key: 'event',
        name: 'Network event',
        icon: 'mdi:router-wireless',
        state_topic: topics.bridgeEvent,
        event_types: [...bridgeEventTypes],
        entity_category: 'diagnostic',
        ...alwaysAvailable,
      },
      problem(topics.bridgeProblem),
      findings(topics.bridgeFindings),
    ],
  };
}

export function describeRouter(record: RouterRecord, entitySlug: string, topics: Topics): DeviceDescription {
  const { router: id, identity, board_name, model, serial_number, version } = record;
  const state_topic = topics.state('router', id);
  const availability = [bridgeAvailability(topics), { topic: topics.availability('router', id) }];
  const ownAvailability = { availability, availability_mode: 'all' };
  return {
    discoveryDevice: { kind: 'router', id },
    entitySlug,
    device: {
      name: display(identity) ?? id,
      manufacturer: MAKER,
      ...withoutNulls({
        model: display(board_name),
        model_id: display(model),
        serial_number: display(serial_number),
        sw_version: display(version),
      }),
      via_device: topics.identifier(bridge),
    },
    components: [
      reachable(topics.availability('router', id)),
      { ...countSensor('connected', 'Connected devices', state_topic, 'connected'), ...ownAvailability },
      { ...lastBoot(state_topic), ...ownAvailability },
    ],
  };
}

export function describeAccessPoint(
  record: AccessPointRecord,
  entitySlug: string,
  settings: MqttSettings,
  topics: Topics,
): DeviceDescription {
  const { access_point_id: id, name, router, board_name, serial_number, version } = record;
  const state_topic = topics.state('ap', id);
  const viaRouter = [bridgeAvailability(topics), { topic: topics.availability('router', router) }];
  const area = settings.accessPoints.find((configured) => configured.id === id)?.area ?? null;
  const isMac = /^[0-9a-f]{12}$/.test(id) && settings.homeassistant.macConnections !== 'never';
  return {
    discoveryDevice: { kind: 'ap', id },
    entitySlug,
    device: {
      ...(isMac ? { connections: [['mac', id.match(/../g)!.join(':')]] as [string, string][] } : {}),
      name: display(name) ?? id,
      manufacturer: MAKER,
      ...withoutNulls({
        model: display(board_name),
        serial_number: display(serial_number),
        sw_version: display(version),
        suggested_area: display(area),
      }),
      via_device: topics.identifier({ kind: 'router', id: router }),
    },
    // its router's availability as well: while the router does not answer, the state of the access point is unknown
    availability: [...viaRouter, { topic: topics.availability('ap', id) }],
    components: [
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
    ],
  };
}

/** Unknown, neither on nor off, while it cannot be known. */
function somebodyHome(state_topic: string): ComponentSpec {
  return {
    platform: 'binary_sensor',
    key: 'somebody_home',
    name: 'Somebody home',
    device_class: 'occupancy',
    state_topic,
    value_template:
      "{{ 'ON' if value_json.somebody_home is true else 'OFF' if value_json.somebody_home is false else 'None' }}",
  };
}

function problem(state_topic: string): ComponentSpec {
  return {
    platform: 'binary_sensor',
    key: 'problem',
    name: 'Problem',
    device_class: 'problem',
    entity_category: 'diagnostic',
    state_topic,
    value_template: '{{ value_json.state }}',
    json_attributes_topic: state_topic,
    json_attributes_template: "{{ {'problems': value_json.problems} | tojson }}",
  };
}

/** How many findings there are; which, in the attributes. */
function findings(state_topic: string): ComponentSpec {
  return {
    platform: 'sensor',
    key: 'findings',
    name: 'Findings',
    icon: 'mdi:lightbulb-alert-outline',
    entity_category: 'diagnostic',
    state_class: 'measurement',
    state_topic,
    value_template: '{{ value_json.problem + value_json.warning + value_json.info }}',
    json_attributes_topic: state_topic,
  };
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
