/** The options of the add-on to the variables of the service. */

export type Environment = Record<string, string>;

/** The broker of the Supervisor. */
export interface MqttService {
  host: string;
  port: number;
  ssl?: boolean;
  username?: string | null;
  password?: string | null;
}

/** The folder of the state; options.json is beside it. */
export const STATE_DIR = '/data/state';
/** Of the Supervisor in the network of the add-ons: from here ingress comes. */
const SUPERVISOR_ADDRESS = '172.30.32.2';
/** The folder of this add-on that the user can edit. */
const CONFIG_FOLDER = '/config';

/** An option is the variable with its name in capitals. Lists become words, empty options are left out. `mqtt`: null without a broker app. */
export function toEnvironment(
  options: Readonly<Record<string, unknown>>,
  mqtt: MqttService | null,
): Environment {
  const { variables, config_file: file, ...rest } = options;
  const environment: Environment = {};
  for (const [name, value] of Object.entries(rest)) {
    const text = toText(value);
    if (text !== '') environment[name.toUpperCase()] = text;
  }
  if (typeof file === 'string' && file !== '')
    environment['CONFIG_FILE'] = file.startsWith('/') ? file : `${CONFIG_FOLDER}/${file}`;
  for (const { name, value } of listOf(variables)) environment[name] = value;
  // another broker has its own user, or none
  if (environment['MQTT_URL'] === undefined && mqtt !== null) Object.assign(environment, toMqtt(mqtt));
  // Home Assistant shows the page from this port
  return { ...environment, HOST: '0.0.0.0', PORT: '8490', STATE_DIR, INGRESS_ADDRESS: SUPERVISOR_ADDRESS };
}

function toMqtt({ host, port, ssl = false, username, password }: MqttService): Environment {
  return {
    MQTT_URL: `${ssl ? 'mqtts' : 'mqtt'}://${host}:${port}`,
    ...(username ? { MQTT_USERNAME: username } : {}),
    ...(password ? { MQTT_PASSWORD: password } : {}),
  };
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).filter(Boolean).join(' ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

function listOf(variables: unknown): { name: string; value: string }[] {
  if (!Array.isArray(variables)) return [];
  return variables.filter(
    (entry): entry is { name: string; value: string } =>
      typeof entry?.name === 'string' && typeof entry.value === 'string' && entry.value !== '',
  );
}
