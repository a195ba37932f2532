/** What MQTT is given, and what it offers. */
import type { DeletionRecord, Deletions, Lapses } from '../record/deletion.ts';
import type { BrokerHealth } from '../record/health.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import type { SwitchCommand, Switches, SwitchProblem } from '../record/switch.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Trace } from '../telemetry/trace.ts';
import type { MqttSettings } from './settings.ts';

/** Where switches are read, and what obeys them. */
export interface SwitchSource {
  read: (snapshot: Snapshot) => Switches;
  problems: () => SwitchProblem[];
  command: (command: SwitchCommand) => void;
}

export interface MqttOptions {
  /** A `Config` with a broker. */
  settings: MqttSettings;
  snapshot: SnapshotHolder;
  version: string;
  /** Stable for one installation, from the state directory: two installations must not share a client id. */
  clientIdSuffix: string;
  log: Log;
  deletions: Deletions;
  lapses: Lapses;
  /** Adds devices that were entities before and are missing from the memory, as `unknown`. A known device stays as it is. */
  adopt: (deviceIds: readonly string[]) => void | Promise<void>;
  /** Enables `bridge/request/…`. `forget` answers false when there is no such device. */
  requests?: { forget: (deviceId: string) => boolean };
  /** What Home Assistant may switch; absent: nothing, whatever the settings say. */
  switches?: SwitchSource | undefined;
  counters?: Pick<Counters, 'mqttPublish' | 'mqttConnection'> | undefined;
  /** Absent while nothing is traced. */
  trace?: Trace | undefined;
  clock: Pick<Clock, 'now' | 'after'>;
  /** Runs long work, which may be interrupted at each `yield`; without it, nothing is. Rejects with what the work throws. */
  run?: <T>(work: Generator<void, T, void>) => Promise<T>;
  /** 0 to 1. */
  random?: () => number;
  /** How long the broker withholds the will of a lost connection; 0 publishes it at once. */
  willDelaySeconds?: number;
  /** How long the broker may take to acknowledge a packet; 30 s unless said. */
  acknowledgeMs?: number | undefined;
}

export interface Mqtt {
  /** Takes effect with the next snapshot; the connection to the broker stays as it is. */
  configure: (settings: Omit<MqttSettings, 'mqtt'>) => void;
  state: () => BrokerHealth;
  /** Publishes everything again, devices deleted in Home Assistant included. */
  republish: () => void;
  /** What was deleted in Home Assistant. */
  deletions: () => DeletionRecord[];
  /** Publishes again what was deleted there; `deletion_id`s that do not exist change nothing. */
  restore: (deletionIds: readonly string[]) => void;
  /** A device was given a name, which undoes its deletion. */
  named: (deviceId: string) => void;
  /** Publishes `offline` and disconnects; resolves after 2 s at the latest. */
  stop: () => Promise<void>;
}
