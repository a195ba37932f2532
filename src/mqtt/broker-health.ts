/** How the edge does, for health: connected or not, and what somebody should do about it. */
import type { BrokerHealth } from '../record/health.ts';
import type { Connection } from './broker-connection.ts';
import type { Failure } from './broker-failure.ts';
import type { MqttSettings } from './settings.ts';

export interface Condition {
  connection: Connection | null;
  /** Of the connection. */
  failure: Failure | null;
  /** Topic to reason. */
  refused: ReadonlyMap<string, string>;
}

export function toBrokerHealth(condition: Condition, settings: MqttSettings): BrokerHealth {
  const { connection } = condition;
  const failure = condition.failure ?? ailing(condition, settings);
  return {
    connected: connection !== null,
    protocol: connection === null ? null : connection.version === 5 ? '5' : '3.1.1',
    error_kind: failure?.kind ?? null,
    message: failure?.message ?? null,
    remedy: failure?.remedy ?? null,
  };
}

/** Connected, and yet not all is well. */
function ailing({ refused }: Condition, { mqtt }: MqttSettings): Failure | null {
  for (const [topic, reason] of refused)
    return {
      kind: 'refused_topics',
      message: `The broker refuses ${refused.size} topics, ${topic} for one: ${reason}.`,
      remedy: `Allow the user to write ${mqtt.baseTopic}/# and ${mqtt.discoveryPrefix}/device/+/config.`,
    };
  return null;
}

export function mayRead({ mqtt }: MqttSettings): string {
  const { baseTopic, discoveryPrefix } = mqtt;
  return `Allow the user to read ${baseTopic}/#, ${discoveryPrefix}/device/+/config and ${discoveryPrefix}/status.`;
}

/** Before the edge has started. */
export const notConnected: BrokerHealth = {
  connected: false,
  protocol: null,
  error_kind: null,
  message: null,
  remedy: null,
};
