/** The MQTT edge, created before it is started: health asks for its state, but it connects only after the HTTP port is open. */
import { notConnected } from '../mqtt/broker-health.ts';
import type { Mqtt, MqttOptions } from '../mqtt/options.ts';
import { startMqtt } from '../mqtt/start.ts';

export interface MqttEdge
  extends Pick<Mqtt, 'configure' | 'state' | 'stop' | 'deletions' | 'restore' | 'named'> {
  start: () => void;
}

export function createMqttEdge(options: MqttOptions): MqttEdge {
  let mqtt: Mqtt | null = null;
  return {
    start: () => void (mqtt = startMqtt(options)),
    /** For a started edge. */
    configure: (settings) => mqtt?.configure(settings),
    state: () => mqtt?.state() ?? notConnected,
    deletions: () => mqtt?.deletions() ?? [],
    restore: (deletionIds) => mqtt?.restore(deletionIds),
    named: (deviceId) => mqtt?.named(deviceId),
    stop: async () => mqtt?.stop(),
  };
}
