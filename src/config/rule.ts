/** The rules between variables. What was refused before is undefined, and nothing more is said of it. */
import type { Note } from './problem.ts';
import type { Values } from './variable.ts';

export function noteShutDoors({ API_KEY, MCP_API_KEY, METRICS_KEY, MQTT_URL }: Values, note: Note): void {
  if ([API_KEY, MCP_API_KEY, METRICS_KEY, MQTT_URL].some((door) => door !== null)) return;
  const remedy = 'Set API_KEY for REST, MCP_API_KEY for AI assistants or MQTT_URL for Home Assistant.';
  note('API_KEY', `Every door is shut. ${remedy}`);
}

/** `warn`: what is allowed, but hardly meant. */
export function noteContradictions(values: Values, note: Note, warn: Note): void {
  const { API_KEY, MCP_API_KEY, METRICS_KEY, MQTT_URL, AWAY_DELAY, UNKNOWN_AFTER } = values;
  const twoPollsMs = 2 * (values.POLL_INTERVAL ?? 0);
  if (API_KEY?.some(({ digest }) => MCP_API_KEY?.some((key) => key.digest === digest)))
    note('MCP_API_KEY', 'It is the same as API_KEY. Write another one: each opens one door.');
  if (METRICS_KEY?.some(({ digest }) => MCP_API_KEY?.some((key) => key.digest === digest)))
    note('METRICS_KEY', 'It is the same as MCP_API_KEY. Write another one: each opens one door.');
  if (METRICS_KEY?.some(({ digest }) => API_KEY?.some((key) => key.digest === digest)))
    note(
      'METRICS_KEY',
      'It is the same as API_KEY, which opens /metrics too. Remove it, or write another one.',
    );
  if (UNKNOWN_AFTER && UNKNOWN_AFTER < twoPollsMs)
    note(
      'UNKNOWN_AFTER',
      'It is less than two polls: all would be unknown in between. Write more, or 0 for never.',
    );
  if (AWAY_DELAY && AWAY_DELAY < twoPollsMs)
    warn(
      'AWAY_DELAY',
      'It is less than two polls and counts as two. Write more, or a shorter POLL_INTERVAL.',
    );
  if (MQTT_URL == null) return;
  if (values.MQTT_USERNAME === null && values.MQTT_PASSWORD !== null)
    note('MQTT_USERNAME', 'It is not set, but MQTT_PASSWORD is. Write the name of the user at the broker.');
  if (values.MQTT_CA_FILE !== null && /^(?:mqtt|ws):/.test(MQTT_URL))
    note(
      'MQTT_CA_FILE',
      'MQTT_URL is not encrypted. Write mqtts:// or wss:// there, or remove MQTT_CA_FILE.',
    );
  if (values.MQTT_BASE_TOPIC === values.HA_DISCOVERY_PREFIX)
    note(
      'MQTT_BASE_TOPIC',
      'It is the same as HA_DISCOVERY_PREFIX. Write another, such as mikrotik-presence.',
    );
}
