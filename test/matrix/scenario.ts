/** What a row of the table is: a trouble, and how it is made and taken away. */
import type { ChildProcess } from 'node:child_process';
import type { SimulatedNetwork } from '../../src/demo/network.ts';
import type { Outcome } from './observe.ts';
import type { Seen } from './witness.ts';

export const POLL_MS = 1000;
/** As long as ten polls take. */
export const LONG_MS = 10 * POLL_MS;

export interface Scenario {
  /** What is wrong, for how long, and with what. */
  titles: readonly [what: string, duration: string, where: string];
  /** Why it cannot be played on this machine; null when it can. */
  obstacle?: string | null;
  routers?: 'one' | 'both';
  /**
   * Shorter than most troubles, so that whoever is counted as absent by mistake is sent away while it lasts. Longer only where the router says, and
   * nothing contradicts it, that nobody is there.
   */
  awayDelay?: string;
  /** Before the program starts: what it needs is made ready, and how it is started otherwise than usual. */
  prepare?: (ground: Ground) => Promise<Preparation>;
  /** All is well when it begins. Makes the trouble, lets it last by `during`, and takes it away. */
  trouble: (rig: Rig) => Promise<void>;
  /** Starts in trouble, so that nothing is well, or answered, before. */
  isBad?: 'from the start';
  /** The trouble was really there: something of it was to be seen. By default, that health was not "ok". */
  shows?: (seen: Seen) => boolean;
  /** Nobody moves: an arrival or a roam is invented. */
  isStill?: boolean;
  /** Plays it in another way than against the built program. */
  play?: () => Promise<Outcome>;
  /** How often it comes and goes; what it makes the log say may be said so often. */
  turns?: number;
  recoveryMs?: number;
  /** What /devices may say besides 200 while the trouble lasts. */
  mayAnswer?: readonly string[];
  /** An error in the log is right: only the operator can mend it. */
  mayLogErrors?: boolean;
}

export interface Ground {
  network: SimulatedNetwork;
  directory: string;
  stateDir: string;
}

export interface Preparation {
  env?: Readonly<Record<string, string>>;
  nodeArgs?: readonly string[];
  /** What stands before `node` on the command line. */
  before?: readonly string[];
  /** Of a router, by its place in the configuration, otherwise than it is. */
  routerUrl?: (url: string, index: number) => string;
  /** The broker, where it is reached best; one is started if none is given. */
  brokerUrl?: string;
  end?: () => Promise<unknown> | void;
}

export interface Rig extends Ground {
  program: ChildProcess;
  port: number;
  /** Looks on for so long. */
  during: (ms: number) => Promise<void>;
  /** Looks on until health says that something fails, or somebody is missing, but no longer than so long. */
  untilFelt: (mostMs: number) => Promise<void>;
}
