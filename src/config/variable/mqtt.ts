/** The variables of the broker and of Home Assistant. */
import type { Variable } from '../setting.ts';
import { certificate } from '../files.ts';
import { instanceId, password, topic } from '../text.ts';
import { mqttUrl } from '../url.ts';
import { boolean } from '../value.ts';

export const mqttVariables = {
  MQTT_URL: {
    parse: mqttUrl,
    field: 'mqtt.url',
    live: 'restart',
    example: 'mqtt://192.168.88.2:1883',
    meaning: 'The broker: `mqtt:`, `mqtts:`, `ws:` or `wss:`. Without it MQTT is off.',
    addOn: {
      label: 'Another broker',
      schema: 'str?',
      description:
        'Only for a broker that is no app, such as mqtt://192.168.88.2:1883. Left empty, the Mosquitto app is used.',
    },
  },
  MQTT_USERNAME: {
    parse: password,
    field: 'mqtt.username',
    live: 'restart',
    example: 'presence',
    meaning: 'User at the broker.',
    addOn: { label: 'User at that broker', schema: 'str?', description: 'Only with another broker.' },
  },
  MQTT_PASSWORD: {
    parse: password,
    field: 'mqtt.password',
    live: 'restart',
    secret: true,
    meaning: 'Password of that user.',
    addOn: {
      label: 'Password at that broker',
      schema: 'password?',
      description: 'Only with another broker.',
    },
  },
  MQTT_CA_FILE: {
    parse: certificate,
    field: 'mqtt.ca',
    live: 'restart',
    example: 'broker-ca.pem',
    meaning: "PEM file of the CA that signed the broker's certificate.",
  },
  MQTT_BASE_TOPIC: {
    parse: topic,
    field: 'mqtt.baseTopic',
    live: 'restart',
    default: 'mikrotik-presence',
    meaning: 'Beginning of all topics. A second installation at one broker needs its own.',
  },
  HA_DISCOVERY_PREFIX: {
    parse: topic,
    field: 'mqtt.discoveryPrefix',
    live: 'restart',
    default: 'homeassistant',
    meaning: 'Topic under which Home Assistant looks for MQTT devices.',
  },
  MQTT_REQUESTS: {
    parse: boolean,
    field: 'mqtt.requests',
    live: 'restart',
    default: 'false',
    meaning:
      '`true` answers `refresh`, `republish`, `forget` and `prune` under `bridge/request/`, from anyone who may publish there.',
  },
  INSTANCE_ID: {
    parse: instanceId,
    field: 'instanceId',
    live: 'restart',
    default: 'home',
    meaning:
      'Name of this installation at the broker. A second one needs its own; else it waits, reports `taken_over`, and takes over when the first is gone.',
    addOn: {
      label: 'Instance',
      schema: 'str?',
      description: 'Name of this installation, if several share one broker.',
    },
  },
} satisfies Record<string, Variable<unknown>>;
