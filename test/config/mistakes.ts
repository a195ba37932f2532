/** Mistakes that people make when they write a configuration: the files and the environment of each. */

export interface Mistake {
  what: string;
  env?: Record<string, string>;
  /** By name; null is a folder. */
  files: Record<string, string | Uint8Array | null>;
}

const KEY = 'API_KEY=rest-key-0123456789';
const LOGIN = 'ROUTEROS_USERNAME=presence\nROUTEROS_PASSWORD=hunter2hunter2';
const URL = 'ROUTEROS_URL=https://192.168.88.1';
const FILE = 'CONFIG_FILE=config.yaml';
const ROUTER = '  - url: https://192.168.88.1\n    username: presence\n    password: hunter2hunter2\n';

/** A `.env` that is right but for these lines, which come first. */
const dotEnv = (...lines: string[]) => ({ '.env': [...lines, URL, LOGIN, KEY].join('\n') });
/** A `.env` with these lines instead of the one that sets the same name. */
const instead = (name: string, ...lines: string[]) => ({
  '.env': [...lines, ...[URL, ...LOGIN.split('\n'), KEY].filter((line) => !line.startsWith(name))].join('\n'),
});
/** A YAML file besides a router that is right. */
const yaml = (text: string) => ({
  '.env': `${FILE}\n${KEY}`,
  'config.yaml': `routers:\n${ROUTER}${text}`,
});
/** A YAML file with this list of routers. */
const routers = (text: string) => ({ '.env': `${FILE}\n${KEY}`, 'config.yaml': `routers:\n${text}` });
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Refused: the program ends with 78. */
export const refused: readonly Mistake[] = [
  // .env
  { what: 'nothing is configured', files: {} },
  { what: '.env is a folder', files: { '.env': null } },
  { what: '.env is UTF-16', files: { '.env': utf16([URL, LOGIN, KEY].join('\n')) } },
  { what: '.env is Latin-1', files: { '.env': latin1([URL, LOGIN, KEY, '# Büro'].join('\n')) } },
  { what: '.env is empty', files: { '.env': '' }, env: { ROUTEROS_URL: 'https://192.168.88.1' } },
  { what: 'a colon instead of =', files: instead('ROUTEROS_USERNAME', 'ROUTEROS_USERNAME: presence') },
  { what: 'a section as in an .ini file', files: dotEnv('[router]') },
  { what: 'a # in a password', files: instead('ROUTEROS_PASSWORD', 'ROUTEROS_PASSWORD=ab#cd1234') },
  { what: 'a quotation mark left open', files: instead('ROUTEROS_PASSWORD', 'ROUTEROS_PASSWORD="abcd1234') },
  { what: 'a command in place of a value', files: instead('API_KEY', 'API_KEY=$(openssl rand -hex 16)') },
  {
    what: 'the key of the manual, unchanged',
    files: instead('API_KEY', "API_KEY='at least 16 characters of your own'"),
  },
  { what: 'a short key', files: instead('API_KEY', 'API_KEY=secret') },
  { what: 'an empty key', files: instead('API_KEY', 'API_KEY=') },
  { what: 'one key for two interfaces', files: dotEnv('MCP_API_KEY=rest-key-0123456789') },
  { what: 'a misspelt variable', files: instead('ROUTEROS_PASSWORD', 'ROUTEROS_PASWORD=hunter2hunter2') },
  { what: 'host for URL', files: instead('ROUTEROS_URL', 'ROUTEROS_HOST=192.168.88.1') },
  { what: 'user for username', files: instead('ROUTEROS_USERNAME', 'ROUTEROS_USER=presence') },
  { what: 'host for the broker', files: dotEnv('MQTT_HOST=192.168.88.2') },
  { what: 'a variable in lower case', files: instead('ROUTEROS_URL', 'routeros_url=https://192.168.88.1') },
  // values
  { what: 'an address without a scheme', files: instead('ROUTEROS_URL', 'ROUTEROS_URL=192.168.88.1') },
  { what: 'a scheme of another program', files: instead('ROUTEROS_URL', 'ROUTEROS_URL=ssh://192.168.88.1') },
  {
    what: 'the address of WebFig',
    files: instead('ROUTEROS_URL', 'ROUTEROS_URL=https://192.168.88.1/webfig/'),
  },
  {
    what: 'a password in the URL',
    files: instead('ROUTEROS_URL', 'ROUTEROS_URL=https://presence:hunter2hunter2@192.168.88.1'),
  },
  {
    what: 'smart quotes around the URL',
    files: instead('ROUTEROS_URL', 'ROUTEROS_URL=“https://192.168.88.1”'),
  },
  {
    what: 'the same router twice',
    files: instead('ROUTEROS_URL', "ROUTEROS_URL='https://192.168.88.1 https://192.168.88.1'"),
  },
  { what: 'a number without a unit', files: dotEnv('POLL_INTERVAL=10') },
  { what: 'polls that are too frequent', files: dotEnv('POLL_INTERVAL=100ms') },
  { what: 'a unit that does not exist', files: dotEnv('AWAY_DELAY=3 Minuten') },
  { what: 'a port out of range', files: dotEnv('PORT=70000') },
  { what: 'a port that is a word', files: dotEnv('PORT=http') },
  { what: 'a switch that is neither on nor off', files: dotEnv('WEB_UI=maybe') },
  { what: 'a level that does not exist', files: dotEnv('LOG_LEVEL=verbose') },
  { what: 'a time zone that does not exist', files: dotEnv('TIME_ZONE=Berlin') },
  { what: 'a broker without a scheme', files: dotEnv('MQTT_URL=192.168.88.2:1883') },
  { what: 'a broker by http', files: dotEnv('MQTT_URL=http://192.168.88.2') },
  {
    what: 'a password of the broker without a user',
    files: dotEnv('MQTT_URL=mqtt://192.168.88.2', 'MQTT_PASSWORD=x'),
  },
  { what: 'a fingerprint that is cut', files: dotEnv('ROUTEROS_TLS_FINGERPRINT=AB:CD:EF') },
  { what: 'a certificate file that is missing', files: dotEnv('ROUTEROS_CA_FILE=router.crt') },
  {
    what: 'a secret file that is missing',
    files: instead('ROUTEROS_PASSWORD', 'ROUTEROS_PASSWORD_FILE=/run/secrets/router'),
  },
  { what: 'a secret and its file', files: dotEnv('ROUTEROS_PASSWORD_FILE=/run/secrets/router') },
  { what: 'a size without a unit', files: dotEnv('HISTORY_MAX_SIZE=lots') },
  {
    what: 'a topic with a wildcard',
    files: dotEnv('MQTT_URL=mqtt://192.168.88.2', 'MQTT_BASE_TOPIC=home/#'),
  },
  // the YAML file
  { what: 'a YAML file that is missing', files: { '.env': [FILE, KEY].join('\n') } },
  { what: 'a YAML file that is a folder', files: { '.env': [FILE, KEY].join('\n'), 'config.yaml': null } },
  {
    what: 'a YAML file in UTF-16',
    files: { '.env': [FILE, KEY].join('\n'), 'config.yaml': utf16(`routers:\n${ROUTER}`) },
  },
  {
    what: 'routers in both places',
    files: { '.env': [FILE, URL, KEY].join('\n'), 'config.yaml': `routers:\n${ROUTER}` },
  },
  {
    what: 'an apostrophe in single quotes',
    files: yaml("devices:\n  - mac: 02:11:22:33:44:55\n    name: 'Anna's phone'\n"),
  },
  {
    what: 'a double quote left open',
    files: yaml('devices:\n  - mac: 02:11:22:33:44:55\n    name: "Anna\n'),
  },
  { what: 'a tab', files: yaml('devices:\n\t- mac: 02:11:22:33:44:55\n') },
  { what: 'no space after a colon', files: yaml('devices:\n  - mac: 02:11:22:33:44:55\n    name:Anna\n') },
  { what: 'a no-break space', files: yaml('devices:\n  - mac: 02:11:22:33:44:55\n \u00A0 name: Anna\n') },
  {
    what: 'a password that begins with &',
    files: routers('  - url: https://192.168.88.1\n    username: presence\n    password: &hunter2hunter2\n'),
  },
  {
    what: '!secret of Home Assistant',
    files: routers('  - url: https://192.168.88.1\n    username: presence\n    password: !secret router\n'),
  },
  { what: 'a key twice', files: yaml('devices: []\ndevices: []\n') },
  {
    what: 'user for username in the file',
    files: routers('  - url: https://192.168.88.1\n    user: presence\n    password: hunter2hunter2\n'),
  },
  {
    what: 'host for url in the file',
    files: routers('  - host: 192.168.88.1\n    username: presence\n    password: hunter2hunter2\n'),
  },
  {
    what: 'a MAC address that is cut',
    files: yaml('devices:\n  - mac: 02:11:22:33:44\n    name: Wall panel\n'),
  },
  {
    what: 'a device twice',
    files: yaml(
      'devices:\n  - {mac: 02:11:22:33:44:55, name: Phone}\n  - {mac: 02-11-22-33-44-55, name: Tablet}\n',
    ),
  },
  { what: 'a device without an address', files: yaml('devices:\n  - name: Wall panel\n') },
  {
    what: 'a person with a device that there is not',
    files: yaml(
      'devices:\n  - {mac: 02:11:22:33:44:55, name: Annas phone}\npeople:\n  - {name: Anna, devices: [Anna phone]}\n',
    ),
  },
  {
    what: 'a person whose device has two namesakes',
    files: yaml(
      'devices:\n  - {mac: 02:11:22:33:44:55, name: Phone}\n  - {mac: 02:11:22:33:44:56, name: Phone}\npeople:\n  - {name: Anna, devices: [Phone]}\n',
    ),
  },
  { what: 'a map in place of a list', files: yaml('devices:\n  mac: 02:11:22:33:44:55\n  name: Phone\n') },
];

/** Allowed, with a warning. */
export const warned: readonly Mistake[] = [
  {
    what: 'smart quotes around a password',
    files: instead('ROUTEROS_PASSWORD', 'ROUTEROS_PASSWORD=“hunter2hunter2”'),
  },
  {
    what: 'quotation marks that docker run --env-file keeps',
    env: { ROUTEROS_PASSWORD: "'hunter2hunter2'" },
    files: instead('ROUTEROS_PASSWORD'),
  },
  { what: 'a variable twice', files: dotEnv('POLL_INTERVAL=5s', 'POLL_INTERVAL=10s') },
  {
    what: 'two devices of one name',
    files: yaml(
      'devices:\n  - {mac: 02:11:22:33:44:55, name: Phone}\n  - {mac: 02:11:22:33:44:56, name: Phone}\n',
    ),
  },
  { what: 'an empty YAML file', files: { ...dotEnv(FILE), 'config.yaml': '' } },
  { what: 'a delay shorter than two polls', files: dotEnv('AWAY_DELAY=15s') },
];
