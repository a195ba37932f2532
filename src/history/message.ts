/** Messages between the main thread and the worker. They are copied, so they are plain data in few pieces. */
import type { Attachable } from './session-store.ts';
import type { NumberedEvent } from '../record/journal.ts';
import type { Resolution, SessionSlice, Span } from '../record/history.ts';
import type { Instant } from '../record/time.ts';
import type { PlaceRecord } from './place.ts';
import type { StayQuestion } from './stay-answer.ts';

/** Columns of a row of `Frame.numbers`, one row per sighting; NaN is null. */
export const SIGHTING_FIELDS = [
  'at',
  'place',
  'signal_dbm',
  'associated_at',
  'tx_bytes',
  'rx_bytes',
] as const;
/** Columns of a row of `Frame.clientCounts`. */
export const COUNT_FIELDS = ['at', 'client_count'] as const;

/** What one snapshot, or one batch of events, adds. */
export interface Frame {
  events: readonly NumberedEvent[];
  /** Devices that were read; each has a row in `numbers`. */
  devices: readonly string[];
  numbers: Float64Array;
  /** Devices that have left every access point. */
  absent: readonly string[];
  /** Set in the first frame that covers all devices, and when another router was read. */
  attachable: Attachable | null;
  accessPoints: readonly string[];
  clientCounts: Float64Array;
}

export type Query =
  | { type: 'device'; deviceId: string; span: Span; resolution: Resolution | null }
  | { type: 'sessions'; deviceId: string | null; span: Span; slice: SessionSlice }
  | { type: 'access_point'; accessPointId: string; span: Span; resolution: '5m' | '1h' | null }
  | { type: 'stays'; question: StayQuestion }
  | { type: 'events'; after: number; before: number; untilAt: number; order: 'asc' | 'desc'; limit: number }
  | { type: 'oldest_event' };

export type ToWorker =
  /** `places`: those not sent yet, in the order of their numbers. */
  | { type: 'flush'; id: number; now: Instant; places: readonly PlaceRecord[]; frames: readonly Frame[] }
  | { type: 'query'; id: number; now: Instant; query: Query }
  | { type: 'close'; now: Instant };

export interface FileState {
  sizeBytes: number;
  /** Time of the oldest event (epoch ms); null without one. */
  oldestAt: number | null;
  /** Why not everything is kept, as a sentence; null when it is. */
  problem: string | null;
}

export type FromWorker =
  | { type: 'opened'; file: FileState; newestEventId: number; setAside: string | null }
  | { type: 'flushed'; id: number; file: FileState; workMs: number }
  | { type: 'answer'; id: number; answer: unknown }
  /** The worker stops. `isDamaged`: the file must be checked before it is used again. */
  | { type: 'fault'; problem: string; isDamaged: boolean }
  | { type: 'closed' };

export interface WorkerData {
  stateDir: string;
  /** Most bytes of the file and its write-ahead log together. */
  maxBytes: number;
  /** Time of opening (epoch ms). */
  openedAt: number;
  /** Check the whole file first. */
  isSuspect: boolean;
  /** Shared; see `gate.ts`. */
  gate: SharedArrayBuffer;
  /** Most pages of 4096 bytes, to simulate a full disk; default: no limit but the disk. */
  maxPages?: number;
}
