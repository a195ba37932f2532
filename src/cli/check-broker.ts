/** The broker's part of `check`: prints what a probe found. */
import type { MqttConfig } from '../config/config.ts';
import type { BrokerProbe } from '../mqtt/probe.ts';
import type { Say } from './say.ts';

const RESULTS = {
  not_written: 'cannot be written',
  closed: 'cannot be written',
  not_read: 'cannot be read back',
} as const;

/** Whether the broker accepts the log-in and every topic this program uses. */
export function sayBroker(probe: BrokerProbe, mqtt: MqttConfig, say: Say): boolean {
  const { protocol, failure, topics, limits, subscription } = probe;
  if (failure !== null && protocol === null) {
    const isRefused = failure.kind === 'unauthorized';
    if (isRefused) say('✓', 'reachable', 'answers');
    say('✗', isRefused ? 'log-in' : 'reachable', failure.message);
    say(' ', '', failure.remedy);
    return false;
  }
  say('✓', 'reachable', `speaks MQTT ${protocol}`);
  say(
    '✓',
    'log-in',
    mqtt.username === null ? 'without a user name, as the broker allows' : `as ${mqtt.username}`,
  );
  if (limits !== null) sayLimits(limits, say);
  if (subscription !== null) {
    say('✗', 'topics', `cannot be subscribed to: ${subscription.message}`);
    say(' ', '', subscription.remedy);
  }
  if (failure !== null) {
    say('✗', 'topics', failure.message);
    say(' ', '', failure.remedy);
    return false;
  }
  const denied = topics.filter(({ result }) => result !== 'well');
  for (const { topic, result, reason } of denied) {
    say(
      '✗',
      'topics',
      `${topic} ${RESULTS[result as keyof typeof RESULTS]}${reason ? `: ${reason.words}` : ''}`,
    );
    if (reason !== null) say(' ', '', reason.remedy);
  }
  if (denied.length === 0) {
    if (subscription !== null) return false;
    say('✓', 'topics', 'can be written and read');
    return true;
  }
  const name = mqtt.username ?? 'the user';
  say(' ', '', `Add to the access list of the broker, for ${name}:`);
  say(' ', '', `  topic readwrite ${mqtt.baseTopic}/#`);
  say(' ', '', `  topic readwrite ${mqtt.discoveryPrefix}/device/+/config`);
  say(' ', '', `  topic read ${mqtt.discoveryPrefix}/status`);
  return false;
}

/** Discovery of one device with every entity takes less. */
const ENOUGH_BYTES = 16 * 1024;

function sayLimits({ retain, qos, packetBytes }: NonNullable<BrokerProbe['limits']>, say: Say): void {
  if (!retain)
    say('!', 'limits', 'retains nothing: after a restart of Home Assistant everything is published again');
  if (qos === 0) say('!', 'limits', 'takes quality of service 0 only: a message may be lost without notice');
  if (packetBytes !== null && packetBytes < ENOUGH_BYTES)
    say(
      '!',
      'limits',
      `takes packets up to ${packetBytes} bytes only; allow 16 KiB, or some topics are missing`,
    );
}
