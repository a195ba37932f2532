/** The published state: every record at one moment, and whether it is complete. */
import { z } from 'zod';
import { errorKinds } from '../parse/reading.ts';
import type { CountGaps } from '../presence/count-gap.ts';
import type { Device } from './device.ts';
import type { EventRecord } from './event.ts';
import type { Check, Finding } from './finding.ts';
import type { PersonRecord } from './person.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from './network.ts';
import type { RuleRecords } from './rule.ts';

const time = () => z.string().meta({ format: 'date-time' });

export const warningSchema = z.strictObject({
  router: z.string().describe('Id of the router.'),
  table: z.string().describe('RouterOS menu of the failure.'),
  kind: z
    .enum(errorKinds)
    .describe(
      'Cause: unreachable or timeout (network), untrusted_certificate, unauthorized (credentials), bad_reply (unexpected answer), router_error.',
    ),
  message: z.string().describe('Description of the failure.'),
  since_at: time().describe('Start of the failure.'),
});

export type Warning = z.infer<typeof warningSchema>;

/** A warning, and what to do about it. */
export interface Problem extends Warning {
  /** Null where it ends without help. */
  remedy: string | null;
}

export const snapshotMetaSchema = z.strictObject({
  taken_at: time().describe('Time of the newest reading.'),
  complete: z
    .boolean()
    .describe('Every table of every router was read; otherwise warnings list the failures.'),
  warnings: z
    .array(warningSchema)
    .describe(
      'Tables that fail, and other reasons why data of a router is incomplete; its devices stay as last seen.',
    ),
});

export type SnapshotMeta = z.infer<typeof snapshotMetaSchema>;

/** One moment. Replaced as a whole, never changed. */
export interface Snapshot {
  meta: SnapshotMeta;
  /** Epoch milliseconds of `meta.taken_at`. */
  takenAt: number;
  /** By device_id, in no particular order. */
  devices: ReadonlyMap<string, Device>;
  /** device_id by MAC (canonical form); every MAC of a configured device is in it. */
  macs: ReadonlyMap<string, string>;
  /** device_id of every known device: configured, named on the page, or marked on a router by the operator (static lease, comment). */
  known: ReadonlySet<string>;
  /** Leases and access lists of every router that answers were read at least once; before that it cannot be told which devices are known. */
  areMarksRead: boolean;
  /** What counts of connections cannot know; `count.ts` counts. */
  gaps: CountGaps;
  /** The warnings, each with what to do about it. */
  problems: readonly Problem[];
  people: readonly PersonRecord[];
  interfaces: readonly WifiInterfaceRecord[];
  accessPoints: readonly AccessPointRecord[];
  routers: readonly RouterRecord[];
  /** Of all routers; absent: none was read. */
  rules?: RuleRecords;
  /** What holds now, ignored ones included, in no particular order. */
  findings: readonly Finding[];
  /** Whether each kind of finding could be judged. */
  checks: readonly Check[];
}

export type SnapshotListener = (snapshot: Snapshot, events: readonly EventRecord[]) => void;

/** The snapshot, as edges read it. `current` is null before the first reading when no state was loaded. */
export interface SnapshotHolder {
  current: () => Snapshot | null;
  /** Calls after each new snapshot, with the events since the one before; returns the function that unsubscribes. */
  subscribe: (listener: SnapshotListener) => () => void;
}
