/** The states of the connection to the broker, what may happen to it, and what follows. `broker-transition.ts` decides. */
import type { BrokerFailure, ConnectionEnd } from './broker-failure.ts';
import type { Reason } from './reason.ts';

/** Version 4 is MQTT 3.1.1. */
export type ProtocolVersion = 4 | 5;

/** How the will is published. */
export interface WillManner {
  retain: boolean;
  qos: 0 | 1;
}

/** What is known when the broker closes the connection again and again while messages are in flight. */
export interface Suspicion {
  /** In flight at each of these ends. */
  topics: readonly string[];
  /** Ends in a row. */
  count: number;
}

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
  willManner: WillManner;
  /** Null when no message is suspected to end the connection. While there is one, messages are sent one at a time. */
  suspicion: Suspicion | null;
  /** Topics are withheld because the broker closed the connection after messages on them. */
  isWithholding: boolean;
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
  /** Everything that was to be published has been acknowledged. */
  | { type: 'acknowledged' }
  /** Disconnect and come back after a minute. */
  | { type: 'step back' }
  | { type: 'stop' };

export type BrokerEffect =
  /** `isCareful`: one message at a time. */
  | { type: 'connect'; attempt: number; version: ProtocolVersion; willManner: WillManner; isCareful: boolean }
  | { type: 'wait'; ms: number }
  | { type: 'stop waiting' }
  /** Drop the attempt. */
  | { type: 'abandon' }
  /** Close the connection with a DISCONNECT. */
  | { type: 'disconnect' }
  /** `isReturning`: after a step back, which is no news. */
  | { type: 'announce opened'; version: ProtocolVersion; isReturning: boolean }
  | { type: 'announce lost' }
  /** Publish nothing more on this topic: the broker closes the connection after each message on it. */
  | { type: 'withhold'; topic: string; reason: Reason }
  /** What is withheld may be tried again. */
  | { type: 'release' }
  | { type: 'log failure'; failure: BrokerFailure }
  | { type: 'log will'; refused: 'retain' | 'qos' }
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
    willManner: { retain: true, qos: 1 },
    suspicion: null,
    isWithholding: false,
    failure: null,
    logged: null,
  },
};
