/** The rules between variables. A value that was refused is undefined and breaks no further rule. */
import type { Note } from './problem.ts';
import type { Values } from './variable.ts';

/** Without a key, an issuer and a broker the service would serve nothing. `hasKeys`: the file has some. */
export function noteNoInterface(values: Values, hasKeys: boolean, note: Note): void {
  const { API_KEY, OPERATOR_KEY, MCP_API_KEY, METRICS_KEY, MQTT_URL, OAUTH_ISSUER } = values;
  const switches = [API_KEY, OPERATOR_KEY, MCP_API_KEY, METRICS_KEY, MQTT_URL, OAUTH_ISSUER];
  if (hasKeys || switches.some((value) => value !== null)) return;
  const remedy = 'Set API_KEY for REST, MCP_API_KEY for AI assistants or MQTT_URL for Home Assistant.';
  note('API_KEY', `No interface is enabled. ${remedy}`);
}

/** `warn`: for what is allowed but probably not meant. */
export function noteContradictions(values: Values, note: Note, warn: Note): void {
  const { API_KEY, MCP_API_KEY, METRICS_KEY, MQTT_URL, AWAY_DELAY, UNKNOWN_AFTER } = values;
  // twoPollsMs of presence/settings.ts, which config may not import
  const twoPollsMs = 2 * (values.POLL_INTERVAL ?? 0);
  if (API_KEY?.some(({ digest }) => MCP_API_KEY?.some((key) => key.digest === digest)))
    note('MCP_API_KEY', 'It has a key of API_KEY. Use different keys: each opens one interface.');
  if (METRICS_KEY?.some(({ digest }) => MCP_API_KEY?.some((key) => key.digest === digest)))
    note('METRICS_KEY', 'It has a key of MCP_API_KEY. Use different keys: each opens one interface.');
  if (METRICS_KEY?.some(({ digest }) => API_KEY?.some((key) => key.digest === digest)))
    note(
      'METRICS_KEY',
      'It has a key of API_KEY, which opens /metrics anyway. Remove it, or use another key.',
    );
  noteSharedOperatorKey(values, note);
  if (UNKNOWN_AFTER && UNKNOWN_AFTER < twoPollsMs)
    note(
      'UNKNOWN_AFTER',
      'It is less than two polls, so every device would become unknown between them. Write more, or 0 for never.',
    );
  if (AWAY_DELAY && AWAY_DELAY < twoPollsMs)
    warn('AWAY_DELAY', 'It is less than two polls and counts as two. Write more, or shorten POLL_INTERVAL.');
  if (MQTT_URL == null) return;
  if (values.MQTT_USERNAME === null && values.MQTT_PASSWORD !== null)
    note('MQTT_USERNAME', 'It is not set, but MQTT_PASSWORD is. Write the user name at the broker.');
  if (values.MQTT_CA_FILE !== null && /^(?:mqtt|ws):/.test(MQTT_URL))
    note(
      'MQTT_CA_FILE',
      'MQTT_URL is not encrypted. Write mqtts:// or wss:// there, or remove MQTT_CA_FILE.',
    );
  if (values.MQTT_BASE_TOPIC === values.HA_DISCOVERY_PREFIX)
    note('MQTT_BASE_TOPIC', 'It equals HA_DISCOVERY_PREFIX. Write another topic, such as mikrotik-presence.');
}

/** A key that approves is no key for anything else. */
function noteSharedOperatorKey({ OPERATOR_KEY, ...values }: Values, note: Note): void {
  for (const name of ['API_KEY', 'MCP_API_KEY', 'METRICS_KEY'] as const)
    if (OPERATOR_KEY?.some(({ digest }) => values[name]?.some((key) => key.digest === digest)))
      note('OPERATOR_KEY', `It has a key of ${name}. Use a key of its own: it may change things.`);
}
