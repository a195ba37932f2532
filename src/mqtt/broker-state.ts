/** The states of the connection to the broker, what may happen to it, and what follows. `broker-transition.ts` decides. */
import type { BrokerFailure, ConnectionEnd } from './broker-failure.ts';

/** Version 4 is MQTT 3.1.1. */
export type ProtocolVersion = 4 | 5;

/** What earlier attempts have shown. */
export interface AttemptHistory {
  /** Number of the latest attempt; inputs of earlier ones are ignored. */
  attempt: number;
  version: ProtocolVersion;
  /** The broker has accepted a connection with this version. */
  isVersionProven: boolean;
  /** The other version was the immediate answer to the last refusal. */
  hasTriedOther: boolean;
  /** In a row. */
  failures: number;
  /** Connections in a row that ended within `SHORT_LIFE_MS`. */
  shortLives: number;
  failure: BrokerFailure | null;
  /** Kind of the failure logged last, which is not logged again. */
  logged: BrokerFailure['kind'] | null;
}

export type BrokerState = { history: AttemptHistory } & (
  | { phase: 'waiting'; isReturning: boolean }
  | { phase: 'connecting'; isReturning: boolean }
  | { phase: 'connected'; openedAt: number }
  | { phase: 'stopped' }
);

export type BrokerInput =
  /** The wait is over. */
  | { type: 'due' }
  | { type: 'opened'; attempt: number; at: number }
  /** `jitter` is random, 0 to 1. */
  | { type: 'ended'; attempt: number; end: ConnectionEnd; at: number; jitter: number }
  /** Disconnect and come back after a minute. */
  | { type: 'step back' }
  | { type: 'stop' };

export type BrokerEffect =
  | { type: 'connect'; attempt: number; version: ProtocolVersion }
  | { type: 'wait'; ms: number }
  | { type: 'stop waiting' }
  /** Drop the attempt. */
  | { type: 'abandon' }
  /** Close the connection with a DISCONNECT. */
  | { type: 'disconnect' }
  /** `isReturning`: after a step back, which is no news. */
  | { type: 'announce opened'; version: ProtocolVersion; isReturning: boolean }
  | { type: 'announce lost' }
  | { type: 'log failure'; failure: BrokerFailure }
  | { type: 'log version'; version: ProtocolVersion; next: ProtocolVersion };

/** Its `due` makes the first attempt. */
export const initialBrokerState: BrokerState = {
  phase: 'waiting',
  isReturning: false,
  history: {
    attempt: 0,
    version: 5,
    isVersionProven: false,
    hasTriedOther: false,
    failures: 0,
    shortLives: 0,
    failure: null,
    logged: null,
  },
};
