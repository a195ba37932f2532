/**
 * Every state of the connection to the service, and every transition. Rules: 1. nothing but this table changes the phase; 2. it is pure: no
 * clock, network or randomness (`start.ts` performs the effects and feeds back their results); 3. a phase owns at most one activity (stream,
 * probe or timer), and `cancel` ends it.
 */
import type { ConnectionStatus } from '../connection-status.ts';

export type Phase =
  /** The stream is requested and the first data is being fetched. */
  | 'connecting'
  /** The stream is open and the data is current. */
  | 'live'
  /** The service has no stream left: a fetch of the data decides between polling and broken. */
  | 'probing'
  /** The data was fetched without a stream; a timer leads to the next attempt. */
  | 'polling'
  /** The last attempt failed; a timer leads to the next one. */
  | 'broken'
  /** The tab is hidden: nothing is fetched until it is shown. */
  | 'paused'
  /** The service refused the key. Final, except for `stopped`. */
  | 'refused'
  | 'stopped';

export interface LiveState {
  phase: Phase;
  /** Consecutive attempts that ended in a wait. */
  failures: number;
  /** The answer of the service that led to `probing`; empty in every other phase. */
  reason: string;
}

export type ConnectionFailure =
  /** 401: the key is wrong. */
  | { kind: 'unauthorized'; message: string }
  /** 429: no stream is left. */
  | { kind: 'no stream'; message: string }
  | { kind: 'lost'; message: string };

export type LiveInput =
  /** The stream is open and the data has been fetched. */
  | { type: 'opened' }
  /** The stream, a fetch or the probe failed. */
  | { type: 'failed'; failure: ConnectionFailure }
  /** The probe has fetched the data. */
  | { type: 'probed' }
  /** The wait is over. */
  | { type: 'due' }
  /** The stream has been silent for longer than the service ever is. */
  | { type: 'silent' }
  /** The tab has been hidden for a while. */
  | { type: 'hidden' }
  /** The tab is shown, or the network is back. `isSilent`: the last message is too old for the stream to be alive. */
  | { type: 'shown'; isSilent: boolean }
  | { type: 'stopped' };

export type Effect =
  /** Ends the current activity; its results are discarded. */
  | { type: 'cancel' }
  | { type: 'connect' }
  | { type: 'probe' }
  /** `due` after about so long. */
  | { type: 'wait'; ms: number }
  | { type: 'show'; connection: ShownConnection }
  /** Signs out, with the answer of the service. */
  | { type: 'sign out'; refusal: string };

/** The runner adds the time of the last answer to a broken connection. */
export type ShownConnection =
  | Exclude<ConnectionStatus, { status: 'broken' }>
  | { status: 'broken'; reason: string };

export interface LiveStep {
  state: LiveState;
  effects: readonly Effect[];
}

const RETRY_MS = [1000, 2000, 4000, 8000, 15_000] as const;
/** While polling works, the waits stay short. */
const POLLING_RETRY_MS = RETRY_MS.slice(0, 3);
const NO_ANSWER = 'The service does not answer';
export const CONNECTION_LOST = 'The connection was lost';

export const begin: LiveStep = {
  state: { phase: 'connecting', failures: 0, reason: '' },
  effects: [{ type: 'connect' }],
};

type Cell<T extends LiveInput['type']> = (
  state: LiveState,
  input: Extract<LiveInput, { type: T }>,
) => LiveStep;
type Row = { [T in LiveInput['type']]: Cell<T> };

const show = (connection: ShownConnection): Effect => ({ type: 'show', connection });

const stay = (state: LiveState): LiveStep => ({ state, effects: [] });

const connect = ({ failures }: LiveState): LiveStep => ({
  state: { phase: 'connecting', failures, reason: '' },
  effects: [{ type: 'cancel' }, { type: 'connect' }],
});

const live = (): LiveStep => ({
  state: { phase: 'live', failures: 0, reason: '' },
  effects: [show({ status: 'live' })],
});

const poll = ({ failures }: LiveState): LiveStep => ({
  state: { phase: 'polling', failures: failures + 1, reason: '' },
  effects: [
    { type: 'cancel' },
    show({ status: 'polling' }),
    { type: 'wait', ms: waitMs(POLLING_RETRY_MS, failures) },
  ],
});

const retry = ({ failures }: LiveState, reason: string): LiveStep => ({
  state: { phase: 'broken', failures: failures + 1, reason: '' },
  effects: [
    { type: 'cancel' },
    show({ status: 'broken', reason }),
    { type: 'wait', ms: waitMs(RETRY_MS, failures) },
  ],
});

const fail: Cell<'failed'> = (state, { failure: { kind, message } }) => {
  switch (kind) {
    case 'unauthorized':
      return {
        state: { phase: 'refused', failures: 0, reason: '' },
        effects: [{ type: 'cancel' }, { type: 'sign out', refusal: message }],
      };
    case 'no stream':
      return {
        state: { ...state, phase: 'probing', reason: message },
        effects: [{ type: 'cancel' }, { type: 'probe' }],
      };
    case 'lost':
      return retry(state, message);
  }
};

const pause = ({ failures }: LiveState): LiveStep => ({
  state: { phase: 'paused', failures, reason: '' },
  effects: [{ type: 'cancel' }, show({ status: 'paused' })],
});

const stop = ({ failures }: LiveState): LiveStep => ({
  state: { phase: 'stopped', failures, reason: '' },
  effects: [{ type: 'cancel' }],
});

const unanswered = (state: LiveState) => retry(state, NO_ANSWER);
const lost = (state: LiveState) => retry(state, CONNECTION_LOST);
const failProbe = (state: LiveState) => retry(state, state.reason);
const reviseWaiting: Cell<'shown'> = (state, { isSilent }) => (isSilent ? unanswered(state) : stay(state));
const reviseLive: Cell<'shown'> = (state, { isSilent }) => (isSilent ? lost(state) : stay(state));

// in columns, because it is a table
// biome-ignore format: columns
const transitions: Record<Phase, Row> = {
  connecting: { opened: live, failed: fail,      probed: stay, due: stay,    silent: unanswered, hidden: pause, shown: reviseWaiting, stopped: stop },
  live:       { opened: stay, failed: fail,      probed: stay, due: stay,    silent: lost,       hidden: pause, shown: reviseLive,    stopped: stop },
  probing:    { opened: stay, failed: failProbe, probed: poll, due: stay,    silent: stay,       hidden: pause, shown: stay,          stopped: stop },
  polling:    { opened: stay, failed: stay,      probed: stay, due: connect, silent: stay,       hidden: pause, shown: connect,       stopped: stop },
  broken:     { opened: stay, failed: stay,      probed: stay, due: connect, silent: stay,       hidden: pause, shown: connect,       stopped: stop },
  paused:     { opened: stay, failed: stay,      probed: stay, due: stay,    silent: stay,       hidden: stay,  shown: connect,       stopped: stop },
  refused:    { opened: stay, failed: stay,      probed: stay, due: stay,    silent: stay,       hidden: stay,  shown: stay,          stopped: stop },
  stopped:    { opened: stay, failed: stay,      probed: stay, due: stay,    silent: stay,       hidden: stay,  shown: stay,          stopped: stay },
};

export function transit(state: LiveState, input: LiveInput): LiveStep {
  const cell = transitions[state.phase][input.type] as Cell<LiveInput['type']>;
  return cell(state, input);
}

function waitMs(steps: readonly number[], failures: number): number {
  return steps[Math.min(failures, steps.length - 1)]!;
}
