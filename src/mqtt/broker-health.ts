/** The broker's part of health: connected or not, and what to do about a fault. */
import type { DeletionRecord } from '../record/deletion.ts';
import type { BrokerHealth } from '../record/health.ts';
import type { BrokerFailure } from './broker-failure.ts';
import type { MqttSettings } from './settings.ts';

export interface BrokerCondition {
  /** Null while not connected. */
  connection: { version: 4 | 5 } | null;
  /** Of the connection. */
  failure: BrokerFailure | null;
  /** Topic to reason. */
  refused: ReadonlyMap<string, string>;
}

/** Deletions beyond these are only counted. */
const MOST_LISTED = 20;

export function toBrokerHealth(
  condition: BrokerCondition,
  settings: MqttSettings,
  deletions: readonly DeletionRecord[] = [],
): BrokerHealth {
  const { connection, refused } = condition;
  const failure = condition.failure ?? refusedTopics(refused, settings);
  return {
    connected: connection !== null,
    protocol: connection === null ? null : connection.version === 5 ? '5' : '3.1.1',
    error_kind: failure?.kind ?? null,
    message: failure?.message ?? null,
    remedy: failure?.remedy ?? null,
    deletion_count: deletions.length,
    deletions: deletions.slice(0, MOST_LISTED),
  };
}

function refusedTopics(
  refused: BrokerCondition['refused'],
  { mqtt: { baseTopic, discoveryPrefix } }: MqttSettings,
): BrokerFailure | null {
  for (const [topic, reason] of refused)
    return {
      kind: 'refused_topics',
      message: `The broker refuses ${refused.size} topics, for example ${topic}: ${reason}.`,
      remedy: `Allow the user to write ${baseTopic}/# and ${discoveryPrefix}/device/+/config.`,
    };
  return null;
}

/** The remedy when the broker refuses a subscription. */
export function readAccessRemedy({ mqtt: { baseTopic, discoveryPrefix } }: MqttSettings): string {
  return `Allow the user to read ${baseTopic}/#, ${discoveryPrefix}/device/+/config and ${discoveryPrefix}/status.`;
}

/** Before MQTT has started. */
export const notConnected: BrokerHealth = {
  connected: false,
  protocol: null,
  error_kind: null,
  message: null,
  remedy: null,
  deletion_count: 0,
  deletions: [],
};
