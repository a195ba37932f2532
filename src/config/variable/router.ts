/** The variables of the routers. Keys of the file say the same of one router. */
import type { Variable } from '../setting.ts';
import { certificate } from '../files.ts';
import { charset, fingerprint, password, userName } from '../text.ts';
import { pushUrl, routerUrl } from '../url.ts';
import { boolean, filePath, listOf, timeout } from '../value.ts';

export const routerVariables = {
  ROUTEROS_URL: {
    parse: listOf(routerUrl),
    field: 'routers.url',
    live: 'at once',
    example: 'https://192.168.88.1',
    meaning: 'Address of the router. Several, separated by spaces, for access points without CAPsMAN.',
    addOn: { label: 'Router', schema: 'str?', initial: 'https://192.168.88.1' },
  },
  ROUTEROS_USERNAME: {
    parse: userName,
    field: 'routers.username',
    live: 'at once',
    example: 'presence',
    meaning: 'Router user with the policies read, api and rest-api, for every router.',
    addOn: { label: 'User', schema: 'str', initial: 'presence' },
  },
  ROUTEROS_PASSWORD: {
    parse: password,
    field: 'routers.password',
    live: 'at once',
    secret: true,
    meaning: 'Password of that user.',
    addOn: { label: 'Password', schema: 'password', initial: null },
  },
  ROUTEROS_CA_FILE: {
    parse: certificate,
    field: 'routers.ca',
    live: 'at once',
    example: 'router-ca.pem',
    meaning: "PEM file of the CA that signed the routers' certificates.",
  },
  ROUTEROS_TLS_FINGERPRINT: {
    parse: fingerprint,
    field: 'routers.tlsFingerprint',
    live: 'at once',
    example: 'AA:BB:CC:…',
    meaning:
      'SHA-256 fingerprint of a self-signed certificate, as `check` prints it. It is compared before anything is sent.',
    addOn: { label: "Fingerprint of the router's certificate", schema: 'str?' },
  },
  ROUTEROS_TLS_VERIFY: {
    parse: boolean,
    field: 'routers.tlsVerify',
    live: 'at once',
    default: 'true',
    meaning:
      '`false` sends the password to any host that answers at the address. The log warns at every start.',
    addOn: {
      label: "Verify the router's certificate",
      schema: 'bool?',
      description: 'Switched off, the password is sent to any host that answers at the address.',
    },
  },
  ROUTEROS_TIMEOUT: {
    parse: timeout,
    field: 'routers.timeoutMs',
    live: 'at once',
    default: '10s',
    meaning: 'Longest wait for one answer of a router.',
  },
  ROUTEROS_CHARSET: {
    parse: charset,
    field: 'routers.charset',
    live: 'at once',
    default: 'windows-1252',
    meaning: 'Encoding of comments and names that are not UTF-8. WinBox writes the Windows code page.',
  },
  ROUTEROS_PUSH: {
    parse: pushUrl,
    field: 'routers.push',
    live: 'at once',
    example: 'api',
    meaning:
      "Log lines come over the router's native API, with nothing to configure there: `api` for the router itself on port 8728, or an `api://` or `apis://` URL.",
  },
  CONFIG_FILE: {
    parse: filePath,
    field: null,
    live: 'at once',
    example: 'config.yaml',
    meaning: 'YAML file with routers, devices, access points and people.',
    addOn: {
      label: 'File',
      schema: 'str?',
      description:
        "YAML file with routers, devices, access points and people, in the app's configuration folder, such as config.yaml.",
    },
  },
} satisfies Record<string, Variable<unknown>>;
