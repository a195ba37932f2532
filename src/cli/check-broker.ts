/** What `check` says about the broker; who tries it out is an argument. */
import type { MqttConfig } from '../config/config.ts';
import type { BrokerProbe } from '../mqtt/probe.ts';
import type { Say } from './say.ts';

/** Whether everything this program needs of the broker is there. */
export function sayBroker({ protocol, failure, topics }: BrokerProbe, mqtt: MqttConfig, say: Say): boolean {
  if (failure !== null) {
    const isShut = failure.kind === 'unauthorized';
    if (isShut) say('✓', 'reachable', 'answers');
    say('✗', isShut ? 'log-in' : 'reachable', failure.message);
    say(' ', '', failure.remedy);
    return false;
  }
  say('✓', 'reachable', `speaks MQTT ${protocol}`);
  say('✓', 'log-in', mqtt.username === null ? 'without a name: anybody may' : `as ${mqtt.username}`);
  const denied = topics.filter(({ result }) => result !== 'well');
  for (const { topic, result } of denied)
    say(
      '✗',
      'topics',
      `${topic} ${result === 'not_written' ? 'may not be written' : 'was written, but not read back'}`,
    );
  if (denied.length === 0) {
    say('✓', 'topics', 'can be written and read');
    return true;
  }
  const name = mqtt.username ?? 'the user';
  say(' ', '', `In the access list of the broker, for ${name}:`);
  say(' ', '', `  topic readwrite ${mqtt.baseTopic}/#`);
  say(' ', '', `  topic readwrite ${mqtt.discoveryPrefix}/device/+/config`);
  say(' ', '', `  topic read ${mqtt.discoveryPrefix}/status`);
  return false;
}
