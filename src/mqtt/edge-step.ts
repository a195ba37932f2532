/** What each input leads to in each phase. Which of these applies is the table in `edge-transition.ts`. */
import { isTreeCleaned } from './deletion.ts';
import type { EdgeEffect, EdgeInput, EdgeState, EdgeTimer } from './edge-state.ts';
import type { TransitionStep } from './transition-table.ts';

/** Retained messages follow a subscription closely; so much silence is their end. */
const SILENCE_MS = 500;
/** A broker that goes on is not waited for. */
const DEADLINE_MS = 5000;
/** Question and answer pass the broker once each. */
const ANSWER_MS = 3000;
/** Home Assistant is busy after its start; the jitter spreads the answers of several programs. */
const BIRTH_DELAY_MS = 2000;
const BIRTH_JITTER_MS = 8000;
/** Cleaning the whole tree takes a while. */
const EMPTIED_MS = 30_000;

type In<P extends EdgeState['phase']> = Extract<EdgeState, { phase: P }>;
type Of<T extends EdgeInput['type']> = Extract<EdgeInput, { type: T }>;
type EdgeStep = TransitionStep<EdgeState, EdgeEffect>;
type Listening = In<'subscribing' | 'collecting'>;
type Connected = In<'subscribing' | 'collecting' | 'challenging' | 'publishing'>;

export const ignore = (state: EdgeState): EdgeStep => ({ state, effects: [] });
export const identify = (state: EdgeState) => ({ state, effects: whenReady(state, { type: 'identify' }) });

const start = (timer: EdgeTimer, ms: number): EdgeEffect => ({ type: 'start timer', timer, ms });
const cancel = (timer: EdgeTimer): EdgeEffect => ({ type: 'stop timer', timer });
const plan: EdgeEffect = { type: 'plan', events: [] };
const cleanUp: EdgeEffect = { type: 'clean up' };
const send: EdgeEffect = { type: 'send' };
const sendAll: EdgeEffect = { type: 'send all' };
const openAndSendAll: readonly EdgeEffect[] = [{ type: 'open outbox' }, sendAll];
const close: readonly EdgeEffect[] = [
  cancel('silence'),
  cancel('deadline'),
  cancel('answer'),
  { type: 'close outbox' },
];

export function restore(state: EdgeState, { topic }: Of<'overwritten'>): EdgeStep {
  return { state, effects: whenReady(state, { type: 'restore', topic }) };
}

export function subscribe(state: In<'disconnected' | 'yielding'>): EdgeStep {
  const isReturning = state.phase === 'yielding';
  const evidence = { isForeign: false, isOnline: false, isAlive: false };
  return {
    state: { ...progressOf(state), phase: 'subscribing', isReturning, evidence },
    // a look whether the other installation is gone does not count
    effects: isReturning ? [{ type: 'subscribe' }] : [{ type: 'count connection' }, { type: 'subscribe' }],
  };
}

export function detach(state: Connected): EdgeStep {
  const phase = state.phase !== 'publishing' && state.isReturning ? 'yielding' : 'disconnected';
  return { state: { ...progressOf(state), phase }, effects: close };
}

export function collect(state: In<'subscribing'>, { isGranted }: Of<'subscribed'>): EdgeStep {
  return {
    state: { ...state, phase: 'collecting' },
    effects: [
      ...(isGranted ? [] : [{ type: 'warn of refused subscription' } as const]),
      start('silence', SILENCE_MS),
      start('deadline', DEADLINE_MS),
    ],
  };
}

export function learn(state: Listening, { topic, payload, evidence }: Of<'retained'>): EdgeStep {
  const effect: EdgeEffect = { type: 'collect', topic, payload };
  return {
    state: { ...state, evidence: { ...state.evidence, ...evidence } },
    effects: state.phase === 'collecting' ? [effect, start('silence', SILENCE_MS)] : [effect],
  };
}

// late, but worth the same
export function keep(state: EdgeState, { topic, payload }: Of<'retained'>): EdgeStep {
  return { state, effects: [{ type: 'collect', topic, payload }] };
}

export function suspect(state: Listening): EdgeStep {
  return { state: { ...state, evidence: { ...state.evidence, isAlive: true } }, effects: [] };
}

/** What is retained may be of an installation that is gone, so it is asked. */
export function decide(state: In<'collecting'>): EdgeStep {
  const { isForeign, isOnline, isAlive } = state.evidence;
  if (isAlive) return yieldTo(state);
  const timers = [cancel('silence'), cancel('deadline')];
  if (!isForeign || !isOnline) {
    const { state: next, effects } = publish(state);
    return { state: next, effects: [...timers, ...effects] };
  }
  return {
    state: { ...progressOf(state), phase: 'challenging', isReturning: state.isReturning },
    effects: [...timers, { type: 'challenge' }, start('answer', ANSWER_MS)],
  };
}

export function publish(state: In<'collecting' | 'challenging'>): EdgeStep {
  return {
    state: { ...progressOf(state), phase: 'publishing' },
    effects: [
      { type: 'watch' },
      ...(state.isReturning
        ? [{ type: 'count connection' } as const, { type: 'log takeover' } as const]
        : []),
      ...(state.hasSnapshot ? [cleanUp, ...openAndSendAll] : []),
    ],
  };
}

export function yieldTo(state: In<'collecting' | 'challenging' | 'publishing'>): EdgeStep {
  const isNews = state.phase === 'publishing' || !state.isReturning;
  return {
    state: { ...progressOf(state), phase: 'yielding' },
    effects: [...close, { type: 'yield', isNews }],
  };
}

/** The junior of two that publish may have overwritten what is retained. */
export function contend(state: In<'publishing'>, { isSenior }: Of<'duplicate'>): EdgeStep {
  return isSenior ? yieldTo(state) : { state, effects: whenReady(state, sendAll) };
}

/** Neither a deletion nor a cleaned tree yet. */
export function remove(state: Connected, { topic, device }: Of<'deleted'>): EdgeStep {
  const emptied = new Map(state.emptied).set(topic, device);
  const effect: EdgeEffect = { type: 'record emptied', topic };
  const isFirst = state.emptied.size === 0;
  return {
    state: { ...state, emptied },
    effects: isFirst ? [effect, start('emptied', EMPTIED_MS)] : [effect],
  };
}

/** What was emptied meanwhile was deleted, thing by thing, or the whole tree was cleaned. */
export function settle(state: EdgeState, { ownCount }: Of<'emptied due' | 'stop'>): EdgeStep {
  const devices = [...state.emptied.values()];
  if (devices.length === 0) return ignore(state);
  const next = { ...state, emptied: new Map() };
  return isTreeCleaned(devices, ownCount)
    ? {
        state: next,
        effects: [{ type: 'log cleaned tree', count: devices.length }, ...replan(next, sendAll)],
      }
    : { state: next, effects: [{ type: 'keep deletions', devices }, ...replan(next, send)] };
}

export function answer(state: Connected, { verb, payload }: Of<'requested'>): EdgeStep {
  return { state, effects: [{ type: 'answer request', verb, payload }] };
}

/** What was wanted before everything was read once may have been meant for another time. */
export function command(state: In<'publishing'>, { command: topic, payload }: Of<'commanded'>): EdgeStep {
  return { state, effects: whenReady(state, { type: 'command', command: topic, payload }) };
}

/** Several births in a row get one answer. */
export function delay(state: Connected, { jitter }: Of<'birth'>): EdgeStep {
  if (state.isBirthPending) return ignore(state);
  return {
    state: { ...state, isBirthPending: true },
    effects: [start('birth', BIRTH_DELAY_MS + jitter * BIRTH_JITTER_MS)],
  };
}

/** In other phases everything will be sent anyway. */
export function greet(state: EdgeState): EdgeStep {
  return {
    state: { ...state, isBirthPending: false },
    effects: state.phase === 'publishing' ? whenReady(state, sendAll) : [],
  };
}

export function prepare(state: EdgeState, { isComplete, events }: Of<'snapshot'>): EdgeStep {
  return {
    state: { ...state, hasSnapshot: true, isSettled: state.isSettled || isComplete },
    effects: [{ type: 'plan', events }],
  };
}

export function update(state: In<'publishing'>, input: Of<'snapshot'>): EdgeStep {
  const { state: next, effects } = prepare(state, input);
  if (!state.hasSnapshot) return { state: next, effects: [...effects, cleanUp, ...openAndSendAll] };
  const review = next.isSettled && !state.isSettled ? [{ type: 'review discovery' } as const] : [];
  return { state: next, effects: [...effects, ...review, cleanUp, send] };
}

export function undo(state: EdgeState): EdgeStep {
  return { state, effects: [{ type: 'undo deletions', keys: null }, ...replan(state, sendAll)] };
}

export function bringBack(state: EdgeState, { keys }: Of<'restore'>): EdgeStep {
  return { state, effects: [{ type: 'undo deletions', keys }, ...replan(state, send)] };
}

/** Deletions are kept, and so are not undone by the next start. */
export function stop(state: EdgeState, input: Of<'stop'>): EdgeStep {
  const kept = settle(state, input).effects.filter(({ type }) => type === 'keep deletions');
  return {
    state: { ...progressOf(state), isBirthPending: false, emptied: new Map(), phase: 'stopped' },
    effects: [
      ...kept,
      ...close,
      cancel('birth'),
      cancel('emptied'),
      { type: 'disconnect', isOnline: state.phase === 'publishing' },
    ],
  };
}

function replan(state: EdgeState, then: EdgeEffect): readonly EdgeEffect[] {
  if (!state.hasSnapshot) return [];
  return state.phase === 'publishing' ? [plan, cleanUp, then] : [plan];
}

function whenReady(state: EdgeState, effect: EdgeEffect): readonly EdgeEffect[] {
  return state.hasSnapshot ? [effect] : [];
}

function progressOf({ hasSnapshot, isSettled, isBirthPending, emptied }: EdgeState) {
  return { hasSnapshot, isSettled, isBirthPending, emptied };
}
