/** What findings rest on: the present records, the past of each device, and what the routers' configuration says. */
import type { Session } from '../record/history.ts';
import type { Snapshot } from '../record/snapshot.ts';

type Band = NonNullable<Session['band']>;

/** One association of a device, of the last 14 days. Times are epoch milliseconds. */
export interface Stay {
  accessPointId: string;
  interface: string | null;
  ssid: string | null;
  band: Band | null;
  fromAt: number;
  /** Null while it lasts. */
  toAt: number | null;
  /** Median, weakest and strongest tenth, in dBm; null without a reading. */
  medianDbm: number | null;
  lowDbm: number | null;
  highDbm: number | null;
  sampleCount: number;
  /** The first and the last signal, each the median of at most five minutes. */
  firstDbm: number | null;
  lastDbm: number | null;
  /** The last time of ten minutes or more in which the signal was weak; null: never. */
  weak: { fromAt: number; toAt: number; medianDbm: number } | null;
  endedBy: Session['ended_by'];
  /** Words of the router; null without a log line. */
  reason: string | null;
}

export interface Past {
  /** Time of the oldest reading. */
  sinceAt: number;
  /** By device_id, oldest first. */
  stays: ReadonlyMap<string, readonly Stay[]>;
}

/** Attempts to join that failed. */
export interface Refusal {
  deviceId: string;
  name: string;
  accessPointId: string | null;
  at: number;
  /** Such as wrong_key, access_list, weak_signal. */
  reasonClass: string;
  count: number;
}

/** A rule that this service wrote into an access list. */
export interface OwnRule {
  router: string;
  ruleId: string;
  deviceId: string;
  /** As the rule has it; null: every interface. */
  interface: string | null;
  /** The access point that it was written for. */
  accessPointId: string | null;
}

/** A newer version that a router knows of. */
export interface Update {
  router: string;
  installed: string;
  latest: string;
}

export interface House {
  at: number;
  snapshot: Pick<Snapshot, 'devices' | 'interfaces' | 'accessPoints' | 'routers'>;
  /** Null without a history. */
  past: Past | null;
  /** The next four are null where nothing reads them. */
  refusals: readonly Refusal[] | null;
  restarts: readonly { accessPointId: string; at: number }[] | null;
  rules: readonly OwnRule[] | null;
  updates: readonly Update[] | null;
}
