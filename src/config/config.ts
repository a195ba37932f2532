/** The configuration as the rest of the program sees it: one frozen value. */
import type { AccessKey } from '../auth/access-key.ts';
import type { FindingKind } from '../record/finding.ts';
import type { actionNames, homeAssistantActions } from './action-name.ts';
import type { Mac } from '../parse/mac.ts';

export type ActionName = (typeof actionNames)[number];

/** What keys open. */
export const doors = ['rest', 'mcp', 'metrics'] as const;
export type Door = (typeof doors)[number];

/** A key of the file; several may share a name. */
export interface NamedKey extends AccessKey {
  readonly name: string;
  readonly doors: readonly Door[];
}

export interface RouterConfig {
  readonly id: string;
  /** Scheme, host and port; no slash at the end. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** PEM text; null: the public CAs. */
  readonly ca: string | null;
  /** SHA-256, `AA:BB:…`. */
  readonly tlsFingerprint: string | null;
  readonly tlsVerify: boolean;
  readonly timeoutMs: number;
  /** Canonical name of TextDecoder. */
  readonly charset: string;
  /** Without the prefix `zone.`. */
  readonly zone: string;
  /** `api://` or `apis://`: where the lines of its log are listened to; null: nowhere. */
  readonly push: string | null;
  /** The user for changes; null: nothing writes to this router. */
  readonly writeUsername: string | null;
  readonly writePassword: string | null;
  /** The user for questions; null: the one that polls. */
  readonly queryUsername: string | null;
  readonly queryPassword: string | null;
  /** The actions that are allowed; null: all. */
  readonly changes: readonly ActionName[] | null;
  readonly environment: 'lab' | 'production' | null;
}

export interface MqttConfig {
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  /** PEM text; null: the public CAs. */
  readonly ca: string | null;
  readonly baseTopic: string;
  readonly discoveryPrefix: string;
  /** `bridge/request/…` is answered. */
  readonly requests: boolean;
}

export interface DeviceConfig {
  /** Its `device_id`; null: the first MAC makes it. */
  readonly id?: string | null;
  /** At least one. */
  readonly macs: readonly Mac[];
  readonly name: string | null;
  readonly awayDelayMs: number | null;
  readonly track: boolean | null;
}

export interface AccessPointConfig {
  /** As in `access_point_id`: 12 hex digits, or a router's id. */
  readonly id: string;
  readonly name: string | null;
  readonly area: string | null;
  readonly awayDelayMs: number | null;
}

export interface PersonConfig {
  /** Given, else the slug of the name. */
  readonly id: string;
  readonly name: string;
  /** The first MAC of a configured device; any other MAC unchanged. */
  readonly devices: readonly Mac[];
}

/** What Home Assistant may do over MQTT: the file is the approval. */
export interface HomeAssistantAction {
  readonly action: (typeof homeAssistantActions)[number];
  /** The devices that it may touch, each by one of its MACs. */
  readonly devices: readonly Mac[];
  /** The networks that it may touch. */
  readonly ssids: readonly string[];
  /** How long a block, or a network that is switched on, lasts, such as "2h"; null: until it is taken back. */
  readonly for: string | null;
}

export interface HomeAssistantConfig {
  /** Absent: none. */
  readonly actions?: readonly HomeAssistantAction[];
  readonly discover: 'known' | 'named' | 'all' | 'none';
  readonly trackerStateTopic: boolean;
  readonly macConnections: 'never' | 'known' | 'always';
}

export interface FindingsConfig {
  /** In no count, message or event. `subject`: an id or a name. */
  readonly ignore: readonly { readonly kind: FindingKind; readonly subject: string }[];
}

/** Which devices have metrics of their own. */
export type MetricsDevices = 'known' | 'all' | 'none';

export interface Config {
  readonly routers: readonly RouterConfig[];
  readonly pollIntervalMs: number;
  readonly awayDelayMs: number;
  /** 0: never. */
  readonly unknownAfterMs: number;
  readonly forgetAfterMs: number;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Null: no REST. */
  readonly apiKey: readonly AccessKey[] | null;
  /** Keys that open REST and may change what this service keeps; null: the operator's routes are off. */
  readonly operatorKey: readonly AccessKey[] | null;
  /** The page at `/` is served. */
  readonly webUi: boolean;
  /** Null: no MCP over HTTP. */
  readonly mcpApiKey: readonly AccessKey[] | null;
  /** Keys that open /metrics only; null: none. */
  readonly metricsKey: readonly AccessKey[] | null;
  /** Those of the file. */
  readonly keys: readonly NamedKey[];
  /** Whose tokens /mcp takes; null: none. */
  readonly oauthIssuer: string | null;
  /** Null: the URL of /mcp. */
  readonly oauthAudience: string | null;
  readonly metricsDevices: MetricsDevices;
  /** Added to those always allowed: names, addresses and `*.suffix` in lower case, without port and brackets. */
  readonly allowedHosts: readonly string[];
  /** Added to the origin of the service itself. */
  readonly allowedOrigins: readonly string[];
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Address of Home Assistant's Supervisor, whose ingress lets users in; null where there is none. */
  readonly ingressAddress: string | null;
  /** Its users need a key all the same. */
  readonly ingressKey: boolean;
  /** Origins whose pages may read REST. */
  readonly corsOrigins: readonly string[];
  /** Requests per minute and key; null: no limit. */
  readonly rateLimit: number | null;
  readonly maxConnections: number;
  /** May have a path; no slash at the end. */
  readonly publicUrl: string | null;
  readonly mqtt: MqttConfig | null;
  readonly instanceId: string;
  /** Null: no log lines are received. 0: any free port. */
  readonly syslogPort: number | null;
  /** Addresses and networks that may send lines, in addition to the routers. */
  readonly syslogAllow: readonly string[];
  /** IANA name; null: that of the first router. */
  readonly timeZone: string | null;
  /** 0: no history. */
  readonly historyMaxBytes: number;
  /** Absolute. */
  readonly stateDir: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Null: pretty on a terminal, else JSON. */
  readonly logFormat: 'json' | 'pretty' | null;
  readonly devices: readonly DeviceConfig[];
  readonly accessPoints: readonly AccessPointConfig[];
  readonly people: readonly PersonConfig[];
  readonly homeassistant: HomeAssistantConfig;
  readonly guestSsids: readonly string[];
  /** Routers may be asked. */
  readonly routerQueries: boolean;
  /** Routers may be changed. */
  readonly changes: boolean;
  readonly changeWatchMs: number;
  /** What assistants may do with changes besides looking at them. */
  readonly mcpChanges: 'off' | 'propose';
  readonly findings: FindingsConfig;
}
