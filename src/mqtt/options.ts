/** What the edge is given, and what it gives. */
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { BrokerHealth } from '../record/health.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Trace } from '../telemetry/trace.ts';
import type { Deletions } from '../record/deletions.ts';
import type { MqttSettings, Timers } from './settings.ts';

export interface MqttOptions {
  /** A `Config` with a broker. */
  settings: MqttSettings;
  snapshot: SnapshotHolder;
  version: string;
  /** Stable for one installation, from the state directory: two of them must not share a client id. */
  clientIdSuffix: string;
  log: Log;
  deletions: Deletions;
  /** A device that was an entity before and is not remembered: to be taken in as `unknown`. Known ones are left as they are. */
  adopt: (deviceId: string) => void;
  /** Enables `bridge/request/…`; `forget` answers whether there was such a device. */
  requests?: { forget: (deviceId: string) => boolean };
  count?: Pick<Counters, 'mqttPublish' | 'mqttConnection'> | undefined;
  /** Absent when nobody records. */
  trace?: Trace | undefined;
  now?: () => number;
  random?: () => number;
  timers?: Timers;
  /** 0 says goodbye for a lost connection at once. */
  willDelaySeconds?: number;
}

export interface Mqtt {
  /** Another configuration holds from the next snapshot on; what leads to the broker stays as it is. */
  configure: (settings: Omit<MqttSettings, 'mqtt'>) => void;
  state: () => BrokerHealth;
  /** Everything once more, what was deleted in Home Assistant included. */
  republish: () => void;
  /** Says goodbye, but does not wait long for the answer. */
  stop: () => Promise<void>;
}
