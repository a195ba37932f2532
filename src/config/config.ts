/** The configuration as the rest of the program sees it: one frozen value. */
import type { AccessKey } from '../auth/access-key.ts';
import type { Mac } from '../parse/mac.ts';
import type { LogFormat, LogLevel, MetricsDevices } from './variable.ts';

export interface RouterConfig {
  readonly id: string;
  /** Scheme, host and port; no slash at the end. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** PEM text. */
  readonly ca: string | null;
  /** SHA-256, `AA:BB:…`. */
  readonly tlsFingerprint: string | null;
  readonly tlsVerify: boolean;
  readonly timeoutMs: number;
  /** As TextDecoder names it. */
  readonly charset: string;
  /** Without the prefix `zone.`. */
  readonly zone: string;
}

export interface MqttConfig {
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  /** PEM text. */
  readonly ca: string | null;
  readonly baseTopic: string;
  readonly discoveryPrefix: string;
  /** `bridge/request/…` is answered. */
  readonly requests: boolean;
}

export interface DeviceConfig {
  /** At least one; the first makes the `device_id`. */
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
  readonly name: string;
  /** Of a configured device its first MAC; any other MAC as it is. */
  readonly devices: readonly Mac[];
}

export interface HomeAssistantConfig {
  readonly discover: 'known' | 'named' | 'all' | 'none';
  readonly trackerStateTopic: boolean;
  readonly macConnections: 'never' | 'known' | 'always';
}

export interface Config {
  readonly routers: readonly RouterConfig[];
  readonly pollIntervalMs: number;
  readonly awayDelayMs: number;
  /** 0 is never. */
  readonly unknownAfterMs: number;
  readonly forgetAfterMs: number;
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  /** Null: no REST. */
  readonly apiKey: readonly AccessKey[] | null;
  /** The page at `/` is served. */
  readonly webUi: boolean;
  /** Null: no MCP over HTTP. */
  readonly mcpApiKey: readonly AccessKey[] | null;
  /** Null: no key that opens /metrics alone. */
  readonly metricsKey: readonly AccessKey[] | null;
  /** Which devices have metrics of their own. */
  readonly metricsDevices: MetricsDevices;
  /** Beyond those that are always allowed: names, addresses and `*.suffix` in small letters, without port and brackets. */
  readonly allowedHosts: readonly string[];
  /** Beyond the service's own. */
  readonly allowedOrigins: readonly string[];
  /** Addresses and networks of proxies that are believed for whom they ask. */
  readonly trustedProxies: readonly string[];
  /** Whose pages may read REST. */
  readonly corsOrigins: readonly string[];
  /** Requests of each key per minute; null: any number. */
  readonly rateLimit: number | null;
  readonly maxConnections: number;
  /** Perhaps with a path; no slash at the end. */
  readonly publicUrl: string | null;
  readonly mqtt: MqttConfig | null;
  readonly instanceId: string;
  /** Null: no log lines are taken. 0 is any free one. */
  readonly syslogPort: number | null;
  /** Addresses and networks that lines are taken from, beyond the routers' own. */
  readonly syslogAllow: readonly string[];
  /** 0: no history is kept. */
  readonly historyMaxBytes: number;
  /** Absolute. */
  readonly stateDir: string;
  readonly logLevel: LogLevel;
  /** Null: pretty on a terminal, else JSON. */
  readonly logFormat: LogFormat | null;
  readonly devices: readonly DeviceConfig[];
  readonly accessPoints: readonly AccessPointConfig[];
  readonly people: readonly PersonConfig[];
  readonly homeassistant: HomeAssistantConfig;
  readonly guestSsids: readonly string[];
}
