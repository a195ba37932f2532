/** The broker's part of health: connected or not, and what to do about a fault. */
import type { DeletionRecord } from '../record/deletion.ts';
import type { BrokerHealth } from '../record/health.ts';
import type { BrokerFailure } from './broker-failure.ts';
import { type Reason, remedyOf } from './reason.ts';
import type { MqttSettings } from './settings.ts';

export interface BrokerCondition {
  /** Null while not connected. */
  connection: { version: 4 | 5 } | null;
  /** Of the connection. */
  failure: BrokerFailure | null;
  /** Topic to reason. */
  refused: ReadonlyMap<string, Reason>;
  /** Why the broker refuses the subscriptions; null when it grants them. */
  subscription: Reason | null;
}

/** Deletions beyond these are only counted. */
const MOST_LISTED = 20;

export function toBrokerHealth(
  condition: BrokerCondition,
  settings: MqttSettings,
  deletions: readonly DeletionRecord[],
): BrokerHealth {
  const { connection, refused, subscription } = condition;
  const failure =
    condition.failure ?? refusedTopics(refused, settings) ?? refusedSubscription(subscription, settings);
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

function refusedTopics(refused: BrokerCondition['refused'], { mqtt }: MqttSettings): BrokerFailure | null {
  for (const [topic, { words, remedy }] of refused) {
    const which = refused.size === 1 ? topic : `${refused.size} topics, for example ${topic}`;
    return {
      kind: 'refused_topics',
      message: `The broker refuses ${which}: ${words}.`,
      remedy: remedyOf(remedy, mqtt),
    };
  }
  return null;
}

function refusedSubscription(
  subscription: BrokerCondition['subscription'],
  settings: MqttSettings,
): BrokerFailure | null {
  if (subscription === null) return null;
  return {
    kind: 'refused_topics',
    message: `The broker refuses to subscribe: ${subscription.words}.`,
    remedy: subscriptionRemedy(subscription, settings),
  };
}

/** A code that names no cause is most often the access list: MQTT 3.1.1 has no other. */
export function subscriptionRemedy({ remedy }: Reason, { mqtt }: Pick<MqttSettings, 'mqtt'>): string {
  const { baseTopic, discoveryPrefix } = mqtt;
  if (remedy !== 'access list' && remedy !== 'broker log') return remedyOf(remedy, mqtt);
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
