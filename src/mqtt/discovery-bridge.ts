/** The service itself in Home Assistant. */
import {
  alwaysAvailable,
  type ComponentSpec,
  countSensor,
  type DeviceDescription,
  display,
  type Label,
  withoutNulls,
} from './component.ts';
import { networkEventTypes } from '../record/event.ts';
import type { MqttSettings } from './settings.ts';
import { networkControls } from './switch.ts';
import type { Topics } from './topics.ts';

export function bridgeName(instanceId: string): string {
  return `MikroTik presence${instanceId === 'home' ? '' : ` (${instanceId})`}`;
}

export function describeBridge(
  ssids: ReadonlyMap<string, string>,
  label: Label,
  settings: MqttSettings,
  topics: Topics,
  version: string,
): DeviceDescription {
  const summary = topics.bridgeSummary;
  return {
    discoveryDevice: { kind: 'bridge', id: '' },
    label,
    device: {
      manufacturer: 'mikrotik-presence',
      model: 'Bridge',
      sw_version: version,
      ...withoutNulls({ configuration_url: settings.publicUrl }),
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
        event_types: [...networkEventTypes],
        entity_category: 'diagnostic',
        ...alwaysAvailable,
      },
      problem(topics.bridgeProblem),
      findings(topics.bridgeFindings),
      ...networkControls(ssids, settings, topics),
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
