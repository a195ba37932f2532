/** What MQTT is given, and what it offers. */
import type { Deletions } from '../record/deletion.ts';
import type { BrokerHealth } from '../record/health.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Trace } from '../telemetry/trace.ts';
import type { MqttSettings } from './settings.ts';

export interface MqttOptions {
  /** A `Config` with a broker. */
  settings: MqttSettings;
  snapshot: SnapshotHolder;
  version: string;
  /** Stable for one installation, from the state directory: two installations must not share a client id. */
  clientIdSuffix: string;
  log: Log;
  deletions: Deletions;
  /** Adds a device that was an entity before and is missing from the memory, as `unknown`. A known device stays as it is. */
  adopt: (deviceId: string) => void;
  /** Enables `bridge/request/…`. `forget` answers false when there is no such device. */
  requests?: { forget: (deviceId: string) => boolean };
  counters?: Pick<Counters, 'mqttPublish' | 'mqttConnection'> | undefined;
  /** Absent while nothing is traced. */
  trace?: Trace | undefined;
  clock: Pick<Clock, 'now' | 'after'>;
  /** 0 to 1. */
  random?: () => number;
  /** How long the broker withholds the will of a lost connection; 0 publishes it at once. */
  willDelaySeconds?: number;
}

export interface Mqtt {
  /** Takes effect with the next snapshot; the connection to the broker stays as it is. */
  configure: (settings: Omit<MqttSettings, 'mqtt'>) => void;
  state: () => BrokerHealth;
  /** Publishes everything again, devices deleted in Home Assistant included. */
  republish: () => void;
  /** Publishes `offline` and disconnects; resolves after 2 s at the latest. */
  stop: () => Promise<void>;
}
