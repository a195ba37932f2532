/**
 * When to connect to the broker, with which MQTT version, and what the end of a connection means. Pure: time and chance are arguments.
 * Rules: 1. at most one attempt or connection at a time; 2. after a failure the wait doubles up to a minute, after a refused log-in it is a
 * minute at once; 3. if the broker seems not to speak the version, the other one follows at once, but once only; 4. a topic that was in
 * flight at three ends in a row is withheld; 5. `stopped` is final.
 */
import {
  type BrokerFailure,
  type BrokerNames,
  duplicateClientId,
  explainEnd,
  isAboutVersion,
  isHangUp,
  isRefusedLogIn,
  isSilent,
  refusedOfWill,
} from './broker-failure.ts';
import type { BrokerEffect, BrokerInput, BrokerState, ProtocolVersion } from './broker-state.ts';
import { remedyOf } from './reason.ts';
import { suspect, type Withheld } from './suspicion.ts';
import { type TransitionStep, type TransitionTable, transit } from './transition-table.ts';
import { adaptWill } from './will.ts';

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
/** A connection that lasts this long clears the count of failures. */
const STABLE_MS = 60_000;
/** A connection that may have been taken over clears the failure after this. */
const BELIEVED_MS = 30_000;
const SHORT_LIFE_MS = 10_000;
/** So many short connections in a row mean a second program with the same client id. */
const SHORT_LIVES_OF_A_DUPLICATE = 3;
/** So many silent refusals cast doubt on a version that worked before. */
const FAILURES_OF_A_PROVEN_VERSION = 3;

type In<P extends BrokerState['phase']> = Extract<BrokerState, { phase: P }>;
type Of<T extends BrokerInput['type']> = Extract<BrokerInput, { type: T }>;
type BrokerStep = TransitionStep<BrokerState, BrokerEffect>;

const ignore = (state: BrokerState): BrokerStep => ({ state, effects: [] });

// in columns, because it is a table
// biome-ignore format: columns
const table: TransitionTable<BrokerState, BrokerInput, BrokerEffect, BrokerNames> = {
  'due':          { waiting: connect, connecting: ignore, connected: ignore,   stopped: ignore },
  'opened':       { waiting: ignore,  connecting: open,   connected: ignore,   stopped: ignore },
  'ended':        { waiting: ignore,  connecting: end,    connected: end,      stopped: ignore },
  'acknowledged': { waiting: ignore,  connecting: ignore, connected: confirm,  stopped: ignore },
  'step back':    { waiting: ignore,  connecting: ignore, connected: stepBack, stopped: ignore },
  'stop':         { waiting: stop,    connecting: stop,   connected: stop,     stopped: ignore },
};

export function brokerTransition(state: BrokerState, input: BrokerInput, names: BrokerNames): BrokerStep {
  if ('attempt' in input && input.attempt !== state.history.attempt) return ignore(state);
  return transit(table, state, input, names);
}

/** What is wrong at this time; null when nothing is. */
export function currentFailure(state: BrokerState, at: number): BrokerFailure | null {
  const { failure } = state.history;
  const isOver = state.phase === 'connected' && at - state.openedAt >= BELIEVED_MS;
  return isOver && failure?.kind === 'taken_over' ? null : failure;
}

function connect({ isReturning, history }: In<'waiting'>): BrokerStep {
  const attempt = history.attempt + 1;
  const { version, willManner, suspicion } = history;
  return {
    state: { phase: 'connecting', isReturning, history: { ...history, attempt } },
    effects: [{ type: 'connect', attempt, version, willManner, isCareful: suspicion !== null }],
  };
}

function open({ isReturning, history }: In<'connecting'>, { at }: Of<'opened'>): BrokerStep {
  const { version, isVersionProven } = history;
  // that a client id is taken over shows only in how long the connection lasts, and a mute broker in what it acknowledges
  const kind = history.failure?.kind;
  const isDoubtful = kind === 'taken_over' || kind === 'unacknowledged';
  return {
    state: {
      phase: 'connected',
      openedAt: at,
      history: {
        ...history,
        isVersionProven: true,
        // the attempt with the other version was no failure of the broker
        ...(isVersionProven ? {} : { failures: 0 }),
        ...(isDoubtful ? {} : { failure: null, logged: null }),
      },
    },
    effects: [{ type: 'announce opened', version, isReturning }],
  };
}

function end(state: In<'connecting' | 'connected'>, input: Of<'ended'>, names: BrokerNames): BrokerStep {
  const { history } = state;
  const { version, isVersionProven, hasTriedOther, logged } = history;
  const { failures, shortLives } = countFailure(state, input.at);
  const { suspicion, withhold } = suspect(history.suspicion, state.phase === 'connected', input.end);
  const isReleased = history.isWithholding && !isHangUp(input.end);
  const isDuplicate = shortLives >= SHORT_LIVES_OF_A_DUPLICATE && isSilent(input.end) && withhold === null;
  const failure =
    withhold !== null
      ? hangUpFailure(withhold, names)
      : isDuplicate
        ? duplicateClientId(names.url, names.clientId)
        : explainEnd(input.end, names);
  const isTrusted = isVersionProven && input.end.reason === null && failures < FAILURES_OF_A_PROVEN_VERSION;
  const isOtherNext = isAboutVersion(input.end) && !isTrusted;
  const willManner = adaptWill(history.willManner, refusedOfWill(input.end));
  const isWillAdapted = willManner !== history.willManner;
  const isAtOnce = isWillAdapted || (isOtherNext && !hasTriedOther);
  const next = isOtherNext ? otherThan(version) : version;
  const isNews = !isAtOnce && logged !== failure.kind;
  return {
    state: {
      phase: 'waiting',
      isReturning: false,
      history: {
        ...history,
        version: next,
        isVersionProven: isVersionProven && !isOtherNext,
        hasTriedOther: isOtherNext !== hasTriedOther,
        // the next connection is made without what ended this one
        failures: withhold === null ? failures : 1,
        shortLives: withhold === null ? shortLives : 0,
        willManner,
        suspicion,
        isWithholding: withhold !== null || (history.isWithholding && !isReleased),
        failure,
        logged: isNews ? failure.kind : logged,
      },
    },
    effects: [
      ...(state.phase === 'connected' ? [{ type: 'announce lost' } as const] : []),
      ...(isReleased ? [{ type: 'release' } as const] : []),
      ...(withhold === null ? [] : [{ type: 'withhold', ...withhold } as const]),
      ...(isWillAdapted ? [{ type: 'log will', refused: refusedOfWill(input.end)! } as const] : []),
      ...(isAtOnce && !isWillAdapted ? [{ type: 'log version', version, next } as const] : []),
      ...(isNews ? [{ type: 'log failure', failure } as const] : []),
      { type: 'wait', ms: isAtOnce ? 0 : delayMs(input, withhold === null ? failures : 1) },
    ],
  };
}

function hangUpFailure({ topic, reason }: Withheld, names: BrokerNames): BrokerFailure {
  return {
    kind: 'refused_topics',
    message: `${names.url} refuses ${topic}: ${reason.words}.`,
    remedy: remedyOf(reason.remedy, names),
  };
}

/** Proof that the broker acknowledges, and that no message ends the connection. */
function confirm(state: In<'connected'>): BrokerStep {
  const { history } = state;
  const isOver = history.failure?.kind === 'unacknowledged';
  return {
    state: {
      ...state,
      history: { ...history, suspicion: null, ...(isOver ? { failure: null, logged: null } : {}) },
    },
    effects: [],
  };
}

function stepBack({ history }: In<'connected'>): BrokerStep {
  // a new number, because what the connection does from here on is of no interest
  const attempt = history.attempt + 1;
  return {
    state: { phase: 'waiting', isReturning: true, history: { ...history, attempt, failure: null } },
    effects: [{ type: 'announce lost' }, { type: 'wait', ms: MAX_DELAY_MS }, { type: 'disconnect' }],
  };
}

/** An open connection is left to the caller, which may have a last message for it. */
function stop({ phase, history }: BrokerState): BrokerStep {
  return {
    state: { phase: 'stopped', history },
    effects: phase === 'connected' ? [] : [{ type: 'stop waiting' }, { type: 'abandon' }],
  };
}

function countFailure(state: In<'connecting' | 'connected'>, at: number) {
  const { failures, shortLives } = state.history;
  // a duplicate leaves the broker up
  if (state.phase === 'connecting') return { failures: failures + 1, shortLives: 0 };
  const lifeMs = at - state.openedAt;
  if (lifeMs >= STABLE_MS) return { failures: 1, shortLives: 0 };
  return { failures: failures + 1, shortLives: lifeMs < SHORT_LIFE_MS ? shortLives + 1 : shortLives };
}

function delayMs({ end: ending, jitter }: Of<'ended'>, failures: number): number {
  const full = isRefusedLogIn(ending)
    ? MAX_DELAY_MS
    : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10));
  return full / 2 + (jitter * full) / 2;
}

function otherThan(version: ProtocolVersion): ProtocolVersion {
  return version === 5 ? 4 : 5;
}
