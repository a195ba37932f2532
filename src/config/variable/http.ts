/** The variables of what is served over HTTP: REST, the page, MCP and the metrics. */
import { allowedHost, listenHost, networkAddress } from '../host.ts';
import type { Variable } from '../setting.ts';
import { accessKeys } from '../text.ts';
import { allowedOrigin, publicUrl } from '../url.ts';
import { boolean, choice, wholeNumber, listOf, port } from '../value.ts';

export const httpVariables = {
  HOST: {
    parse: listenHost,
    field: 'host',
    live: 'restart',
    default: '0.0.0.0',
    meaning: 'Address to listen on.',
  },
  PORT: { parse: port, field: 'port', live: 'restart', default: '8490', meaning: 'Port to listen on.' },
  API_KEY: {
    parse: accessKeys,
    field: 'apiKey',
    live: 'restart',
    secret: true,
    meaning:
      'Key for REST and the page, at least 16 characters; without it REST is off. Several, separated by spaces: `key`, `name=key` or `name=sha256:…`.',
    addOn: {
      label: 'Key of the page and of REST',
      schema: 'password',
      initial: null,
      description: 'At least 16 characters of your own. The page asks for it once per browser.',
    },
  },
  OPERATOR_KEY: {
    parse: accessKeys,
    field: 'operatorKey',
    live: 'restart',
    secret: true,
    meaning:
      'Key of the operator, written like `API_KEY` and different from all other keys. It opens what `API_KEY` opens, and routes that change something: names of devices, deletions in Home Assistant. Without it these routes are off.',
    addOn: {
      label: 'Key of the operator',
      schema: 'password?',
      description:
        'At least 16 characters, different from the other keys. Needed to name devices on the page. Without it nothing can be changed.',
    },
  },
  WEB_UI: {
    parse: boolean,
    field: 'webUi',
    live: 'restart',
    default: 'on',
    meaning: 'The web page at `/`, which asks for `API_KEY`. `off`: no page.',
  },
  MCP_API_KEY: {
    parse: accessKeys,
    field: 'mcpApiKey',
    live: 'restart',
    secret: true,
    meaning:
      'Key for AI assistants at `/mcp`, written like `API_KEY` and different from it; without it MCP is off.',
    addOn: {
      label: 'Key for AI assistants',
      schema: 'password?',
      description: 'At least 16 characters, different from the other keys. Without it MCP is off.',
    },
  },
  METRICS_KEY: {
    parse: accessKeys,
    field: 'metricsKey',
    live: 'restart',
    secret: true,
    meaning:
      'Key that opens `/metrics` only, for Prometheus; written like `API_KEY` and different from the other keys. `API_KEY` opens `/metrics` too.',
    addOn: {
      label: 'Key for Prometheus',
      schema: 'password?',
      description: 'At least 16 characters, different from the other keys. It opens /metrics only.',
    },
  },
  METRICS_DEVICES: {
    parse: choice(['known', 'all', 'none']),
    field: 'metricsDevices',
    live: 'restart',
    default: 'known',
    meaning: 'Devices with metrics of their own: `known`, `all` (strangers on WiFi too) or `none`.',
  },
  ALLOWED_HOSTS: {
    parse: listOf(allowedHost),
    field: 'allowedHosts',
    live: 'restart',
    unset: [],
    example: 'nas.example.org *.home.example.org',
    meaning:
      'Further host names of the service. IP addresses, `localhost`, its own host name, `*.local`, `*.lan` and `*.home.arpa` are allowed anyway.',
    addOn: {
      label: 'Host names',
      schema: '["str?"]',
      description: 'Further host names under which assistants call MCP.',
    },
  },
  ALLOWED_ORIGINS: {
    parse: listOf(allowedOrigin),
    field: 'allowedOrigins',
    live: 'restart',
    unset: [],
    example: 'https://dashboard.lan:8123',
    meaning: 'Further origins whose web pages may call `/mcp`. Its own origin is allowed anyway.',
  },
  PUBLIC_URL: {
    parse: publicUrl,
    field: 'publicUrl',
    live: 'restart',
    example: 'https://presence.example.org',
    meaning: 'Outside address of the service behind a reverse proxy.',
  },
  TRUSTED_PROXIES: {
    parse: listOf(networkAddress),
    field: 'trustedProxies',
    live: 'restart',
    unset: [],
    example: '172.18.0.0/16',
    meaning: 'Addresses or networks of reverse proxies. Only their `X-Forwarded-For` is believed.',
  },
  INGRESS_ADDRESS: {
    parse: networkAddress,
    field: 'ingressAddress',
    live: 'restart',
    example: '172.30.32.2',
    meaning:
      "Address of Home Assistant's Supervisor. What its ingress passes on needs no key, and is given what `API_KEY` gives. The add-on sets it.",
  },
  INGRESS_KEY: {
    parse: boolean,
    field: 'ingressKey',
    live: 'restart',
    default: 'false',
    meaning: "`true` asks for `API_KEY` behind Home Assistant's ingress, too.",
    addOn: {
      label: 'Ask for the key in the sidebar',
      schema: 'bool?',
      description:
        'Off: every user of Home Assistant who may open the page in the sidebar sees it without a key. On: the page asks for api_key.',
    },
  },
  CORS_ORIGINS: {
    parse: listOf(allowedOrigin),
    field: 'corsOrigins',
    live: 'restart',
    unset: [],
    example: 'https://dashboard.lan:8123',
    meaning: 'Origins whose web pages may read REST with a key. For `/mcp` set `ALLOWED_ORIGINS`.',
  },
  RATE_LIMIT: {
    parse: wholeNumber({ min: 1, max: 1_000_000, unset: 'leave it unset for no limit' }),
    field: 'rateLimit',
    live: 'restart',
    example: '600',
    meaning:
      'Requests per minute and key; beyond, REST answers 429 and a tool of MCP `rate_limited`. `/metrics` counts separately. Unset: no limit.',
  },
  MAX_CONNECTIONS: {
    parse: wholeNumber({ min: 10, max: 65_535 }),
    field: 'maxConnections',
    live: 'restart',
    default: '4000',
    meaning: 'HTTP connections open at the same time. Further ones are closed at once.',
  },
} satisfies Record<string, Variable<unknown>>;
