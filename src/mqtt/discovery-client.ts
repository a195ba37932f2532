/** A device and a person in Home Assistant. */
import type { Device } from '../record/device.ts';
import { deviceEventTypes } from '../record/event.ts';
import {
  alwaysAvailable,
  bridgeAvailability,
  type DeviceDescription,
  display,
  hidden,
  type Label,
  millions,
  number,
  type ComponentSpec,
  withoutNulls,
} from './component.ts';
import { pageOf } from './page-url.ts';
import type { MqttSettings } from './settings.ts';
import { deviceControls } from './switch.ts';
import type { Topics } from './topics.ts';

// A zone other than home is in in_zones alone: a state would contradict it.
const TRACKED =
  "{{ 'home' if value_json.presence == 'home' and 'zone.home' in value_json.in_zones else 'not_home' if value_json.presence == 'away' else 'None' }}";
const DECIDED = "{{ 'offline' if value_json.presence == 'unknown' else 'online' }}";

// The record keeps the last location of a device that left; its sensor must not. A state has at most 255 characters.
const whileHome = (field: string) =>
  `{{ (value_json.${field} if value_json.presence == 'home' and value_json.${field} else 'None')[:255] }}`;

/** State, attributes and availability share one topic, so that one message changes all three. */
function tracker(topic: string, topics: Topics, hasStateTopic: boolean): ComponentSpec {
  return {
    platform: 'device_tracker',
    key: 'tracker',
    name: null,
    source_type: 'router',
    ...(hasStateTopic ? { state_topic: topic, value_template: TRACKED } : {}),
    json_attributes_topic: topic,
    availability: [bridgeAvailability(topics), { topic, value_template: DECIDED }],
    availability_mode: 'all',
  };
}

export function describeClient(
  device: Pick<Device, 'device_id' | 'vendor'>,
  label: Label,
  isKnown: boolean,
  settings: MqttSettings,
  topics: Topics,
): DeviceDescription {
  const { device_id: id, vendor } = device;
  const discoveryDevice = { kind: 'client', id } as const;
  const state_topic = topics.state('client', id);
  const live = topics.signal(id);
  const activity = topics.activity(id);
  const rate = {
    device_class: 'data_rate',
    state_class: 'measurement',
    unit_of_measurement: 'Mbit/s',
    ...hidden,
  };
  // counted anew with each association
  const amount = {
    device_class: 'data_size',
    state_class: 'total_increasing',
    unit_of_measurement: 'MB',
    ...hidden,
  };
  const { trackerStateTopic, macConnections } = settings.homeassistant;
  const isConnected =
    macConnections === 'always' || (macConnections === 'known' && isKnown && !isRandomized(id));
  return {
    discoveryDevice,
    label,
    device: {
      ...(isConnected ? { connections: [['mac', id.match(/../g)!.join(':')]] as [string, string][] } : {}),
      ...withoutNulls({
        manufacturer: display(vendor),
        configuration_url: pageOf(`#/device/${id}`, settings),
      }),
      via_device: topics.identifier({ kind: 'bridge', id: '' }),
    },
    components: [
      tracker(state_topic, topics, trackerStateTopic),
      {
        platform: 'sensor',
        key: 'access_point',
        name: 'Access point',
        icon: 'mdi:access-point',
        state_topic,
        value_template: whileHome('access_point'),
      },
      {
        platform: 'sensor',
        key: 'ssid',
        name: 'SSID',
        icon: 'mdi:wifi',
        state_topic,
        value_template: whileHome('ssid'),
        ...hidden,
      },
      {
        platform: 'sensor',
        key: 'band',
        name: 'Band',
        icon: 'mdi:sine-wave',
        state_topic,
        value_template: whileHome('band'),
        ...hidden,
      },
      {
        platform: 'sensor',
        key: 'ip_address',
        name: 'IP address',
        icon: 'mdi:ip-network',
        state_topic,
        value_template: whileHome('ip_address'),
        ...hidden,
      },
      {
        platform: 'sensor',
        key: 'connected_since',
        name: 'Connected since',
        device_class: 'timestamp',
        state_topic,
        value_template: whileHome('connected_since_at'),
        ...hidden,
      },
      {
        platform: 'sensor',
        key: 'signal',
        name: 'Signal strength',
        device_class: 'signal_strength',
        state_class: 'measurement',
        unit_of_measurement: 'dBm',
        state_topic: live,
        value_template: number('signal_dbm'),
        ...hidden,
      },
      {
        platform: 'sensor',
        key: 'tx_rate',
        name: 'Rate to device',
        state_topic: live,
        value_template: millions('tx_rate_bps'),
        icon: 'mdi:download-network-outline',
        ...rate,
      },
      {
        platform: 'sensor',
        key: 'rx_rate',
        name: 'Rate from device',
        state_topic: live,
        value_template: millions('rx_rate_bps'),
        icon: 'mdi:upload-network-outline',
        ...rate,
      },
      {
        platform: 'sensor',
        key: 'tx_bytes',
        name: 'Data to device',
        icon: 'mdi:download',
        state_topic: activity,
        value_template: millions('tx_bytes'),
        ...amount,
      },
      {
        platform: 'sensor',
        key: 'rx_bytes',
        name: 'Data from device',
        icon: 'mdi:upload',
        state_topic: activity,
        value_template: millions('rx_bytes'),
        ...amount,
      },
      {
        platform: 'sensor',
        key: 'last_seen',
        name: 'Last seen',
        device_class: 'timestamp',
        state_topic: activity,
        value_template: "{{ value_json.last_seen_at or 'None' }}",
        ...hidden,
      },
      {
        platform: 'event',
        key: 'wifi',
        name: 'WiFi',
        icon: 'mdi:wifi-sync',
        state_topic: topics.event(id),
        event_types: [...deviceEventTypes],
        ...alwaysAvailable,
      },
      ...deviceControls(id, settings, topics),
    ],
    triggers: (['arrived', 'left', 'roamed'] as const).map((type) => ({
      platform: 'device_automation',
      key: `trigger_${type}`,
      type,
      subtype: 'WiFi',
      topic: topics.event(id),
      payload: type,
      value_template: '{{ value_json.event_type }}',
    })),
  };
}

export function describePerson(
  id: string,
  label: Label,
  settings: MqttSettings,
  topics: Topics,
): DeviceDescription {
  const topic = topics.state('person', id);
  return {
    discoveryDevice: { kind: 'person', id },
    label,
    device: {
      model: 'Person',
      via_device: topics.identifier({ kind: 'bridge', id: '' }),
    },
    components: [tracker(topic, topics, settings.homeassistant.trackerStateTopic)],
  };
}

// of the first MAC, which is the one registered; `mac_randomized` is about the current one
function isRandomized(deviceId: string): boolean {
  return (Number.parseInt(deviceId.slice(0, 2), 16) & 2) !== 0;
}
