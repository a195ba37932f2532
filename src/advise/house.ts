/** What findings rest on: the present records, the past of each device, and what the routers' configuration says. */
import type { Check } from '../record/finding.ts';
import type { Stay } from '../record/history.ts';
import type { WifiInterfaceRecord } from '../record/network.ts';
import type { Snapshot } from '../record/snapshot.ts';

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
  source: WifiInterfaceRecord['source'];
  ruleId: string;
  deviceId: string;
  /** As the rule has it; null: every interface. */
  interface: string | null;
  /** The access point that it was written for; null: unknown. */
  accessPointId: string | null;
}

/** A newer version that a router knows of. */
export interface Update {
  router: string;
  installed: string;
  latest: string;
}

/** Why nothing can be said. */
export interface Lack {
  status: Exclude<Check['status'], 'found' | 'none'>;
  reason: string;
}

export interface House {
  at: number;
  snapshot: Pick<Snapshot, 'devices' | 'interfaces' | 'accessPoints' | 'routers'>;
  /** Null without a history. */
  past: Past | null;
  /** Why the history cannot be read at present. */
  pastOff?: Lack;
  /** The next four are null where nothing tells them. */
  refusals: readonly Refusal[] | null;
  restarts: readonly { accessPointId: string; at: number }[] | null;
  rules: readonly OwnRule[] | null;
  updates: readonly Update[] | null;
}
