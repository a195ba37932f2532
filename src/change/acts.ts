/** What acts at a router, as an argument: the rest of this folder decides. */
import type { BytesRead, RowValues, WriteAnswer, WriteRequest } from '../parse/write.ts';
import type { Change } from './change.ts';
import type { Standing } from './edit.ts';
import type { NetworkView } from './network.ts';

/** One router, by its user for writing. */
export interface Acts {
  read: (menu: string, properties: readonly string[] | null, where?: RowValues) => Promise<BytesRead>;
  /** Sent once; never repeated. */
  write: (request: WriteRequest) => Promise<WriteAnswer>;
  /** A new connection; its first answer is discarded. */
  renew: () => Promise<void>;
  wait: (ms: number) => Promise<void>;
  /** Runs in the gap between two polls of the router. */
  betweenPolls: <T>(run: () => Promise<T>) => Promise<T>;
  /** Name of the user: jobs are told by it. */
  owner: () => string;
}

/** The decisions on which safety rests, so that a test can leave one out. */
export interface Checks {
  /** Whether the change may begin: everything is as it was when it was planned. */
  holds: (isAsPlanned: boolean) => boolean;
  /** What a read-back says. */
  readBack: (standing: Standing | null) => Standing | null;
  /** Whether a guard is needed. */
  isGuarded: (isGuarded: boolean) => boolean;
  /** Whether a guard that was to be removed is gone. */
  isGone: (isGone: boolean) => boolean;
}

export const usualChecks: Checks = {
  holds: (isAsPlanned) => isAsPlanned,
  readBack: (standing) => standing,
  isGuarded: (isGuarded) => isGuarded,
  isGone: (isGone) => isGone,
};

export interface Engine {
  acts: Acts;
  now: () => number;
  watchMs: number;
  network: () => NetworkView;
  /** On disk when it resolves; rejects when the disk fails. */
  save: (change: Change) => Promise<void>;
  /** Read before each wait: the service is being stopped, and what is in flight is left to the guard. */
  isStopping: () => boolean;
  /** A person wants the change taken back. */
  isUndoWanted: (id: string) => boolean;
  /** The RouterOS version on which this router was seen to run a guard. */
  provedVersion: (router: string) => string | null;
  checks: Checks;
}

/** One change on its way. */
export interface Run {
  change: Change;
  readonly engine: Engine;
}
