/** The broker's part of `check`: prints what a probe found. */
import type { MqttConfig } from '../config/config.ts';
import type { BrokerProbe } from '../mqtt/probe.ts';
import type { Say } from './say.ts';

/** Whether the broker accepts the log-in and every topic this program uses. */
export function sayBroker({ protocol, failure, topics }: BrokerProbe, mqtt: MqttConfig, say: Say): boolean {
  if (failure !== null) {
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
  const denied = topics.filter(({ result }) => result !== 'well');
  for (const { topic, result } of denied)
    say('✗', 'topics', `${topic} ${result === 'not_written' ? 'cannot be written' : 'cannot be read back'}`);
  if (denied.length === 0) {
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
