/** What the main thread and the thread that writes say to each other. Everything is plain data, and few pieces of it: it is copied. */
import type { NumberedEvent } from '../record/journal.ts';
import type { Resolution, Span } from '../record/history.ts';
import type { PlaceRecord } from './place.ts';

/** Numbers of a sighting in a row of `Frame.numbers`; NaN is null. */
export const SIGHTING_FIELDS = [
  'at',
  'place',
  'signal_dbm',
  'associated_at',
  'tx_bytes',
  'rx_bytes',
] as const;
/** Of a count in a row of `Frame.clientCounts`. */
export const COUNT_FIELDS = ['at', 'client_count'] as const;

/** What one snapshot, or one lot of events, tells. */
export interface Frame {
  events: readonly NumberedEvent[];
  /** Devices that were read, and for each a row of numbers. */
  devices: readonly string[];
  numbers: Float64Array;
  /** Devices that are on no access point any more. */
  absent: readonly string[];
  /** Set in the first frame that knows everybody: only these devices may be on an access point. */
  attachable: readonly string[] | null;
  accessPoints: readonly string[];
  clientCounts: Float64Array;
}

export interface Clock {
  /** Epoch milliseconds. */
  at: number;
  /** Of a clock nobody sets. */
  steadyMs: number;
}

export type Query =
  | { type: 'device'; deviceId: string; span: Span; resolution: Resolution | null }
  | { type: 'sessions'; deviceId: string | null; span: Span; limit: number }
  | { type: 'access_point'; accessPointId: string; span: Span; resolution: '5m' | '1h' | null }
  | { type: 'events'; after: number; before: number; order: 'asc' | 'desc'; limit: number }
  | { type: 'oldest_event' };

export type ToWorker =
  /** `places`: those not yet told, in the order of their numbers. */
  | { type: 'flush'; id: number; clock: Clock; places: readonly PlaceRecord[]; frames: readonly Frame[] }
  | { type: 'query'; id: number; clock: Clock; query: Query }
  | { type: 'close'; clock: Clock };

export interface FileState {
  sizeBytes: number;
  /** When the oldest event happened (epoch ms); null without one. */
  oldestAt: number | null;
  /** Why not everything is kept, as a sentence; null when it is. */
  problem: string | null;
}

export type FromWorker =
  | { type: 'opened'; file: FileState; newestEventId: number; setAside: string | null }
  | { type: 'flushed'; id: number; file: FileState; workMs: number }
  | { type: 'answer'; id: number; answer: unknown }
  /** It goes no further; `isDamaged`: the file is to be looked through before it is used again. */
  | { type: 'fault'; problem: string; isDamaged: boolean }
  | { type: 'closed' };

export interface WorkerData {
  stateDir: string;
  /** How large the file and its log of changes may grow together. */
  maxBytes: number;
  /** When it is opened (epoch ms). */
  openedAt: number;
  /** Look through the whole file first. */
  isSuspect: boolean;
  /** Shared; see `gate.ts`. */
  gate: SharedArrayBuffer;
  /** Most pages of 4096 bytes the file may have, as if the disk were full then; unless given, what the disk holds. */
  maxPages?: number;
}
