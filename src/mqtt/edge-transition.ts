/**
 * When this edge may publish, and what. Pure: time and chance are arguments. Rules: 1. nothing is published before retained messages have
 * been read and no other installation claims the topics; 2. start, reconnect and birth send everything: availability, discovery, state;
 * 3. while another installation publishes, this one stays away; 4. what another program empties is a deletion only half a minute later, and
 * only if it is not the whole tree; 5. `stopped` is final.
 */
import type { EdgeEffect, EdgeInput, EdgeState } from './edge-state.ts';
import {
  answer,
  bringBack,
  collect,
  command,
  contend,
  decide,
  delay,
  detach,
  greet,
  identify,
  ignore,
  keep,
  learn,
  prepare,
  publish,
  remove,
  restore,
  settle,
  stop,
  subscribe,
  suspect,
  undo,
  update,
  yieldTo,
} from './edge-step.ts';
import { type TransitionStep, type TransitionTable, transit } from './transition-table.ts';

// in columns, because it is a table
// biome-ignore format: columns
const table: TransitionTable<EdgeState, EdgeInput, EdgeEffect> = {
  'opened':      { disconnected: subscribe, yielding: subscribe, subscribing: ignore,   collecting: ignore,   challenging: ignore,   publishing: ignore,   stopped: ignore },
  'lost':        { disconnected: ignore,    yielding: ignore,    subscribing: detach,   collecting: detach,   challenging: detach,   publishing: detach,   stopped: ignore },
  'subscribed':  { disconnected: ignore,    yielding: ignore,    subscribing: collect,  collecting: ignore,   challenging: ignore,   publishing: ignore,   stopped: ignore },
  'collected':   { disconnected: ignore,    yielding: ignore,    subscribing: ignore,   collecting: decide,   challenging: ignore,   publishing: ignore,   stopped: ignore },
  'unanswered':  { disconnected: ignore,    yielding: ignore,    subscribing: ignore,   collecting: ignore,   challenging: publish,  publishing: ignore,   stopped: ignore },
  'retained':    { disconnected: ignore,    yielding: ignore,    subscribing: learn,    collecting: learn,    challenging: keep,     publishing: keep,     stopped: ignore },
  'duplicate':   { disconnected: ignore,    yielding: ignore,    subscribing: suspect,  collecting: suspect,  challenging: yieldTo,  publishing: contend,  stopped: ignore },
  'challenged':  { disconnected: ignore,    yielding: ignore,    subscribing: ignore,   collecting: ignore,   challenging: ignore,   publishing: identify, stopped: ignore },
  'overwritten': { disconnected: ignore,    yielding: ignore,    subscribing: ignore,   collecting: ignore,   challenging: ignore,   publishing: restore,  stopped: ignore },
  'deleted':     { disconnected: ignore,    yielding: ignore,    subscribing: remove,   collecting: remove,   challenging: remove,   publishing: remove,   stopped: ignore },
  'emptied due': { disconnected: settle,    yielding: settle,    subscribing: settle,   collecting: settle,   challenging: settle,   publishing: settle,   stopped: ignore },
  'requested':   { disconnected: ignore,    yielding: ignore,    subscribing: answer,   collecting: answer,   challenging: answer,   publishing: answer,   stopped: ignore },
  'commanded':   { disconnected: ignore,    yielding: ignore,    subscribing: ignore,   collecting: ignore,   challenging: ignore,   publishing: command,  stopped: ignore },
  'birth':       { disconnected: ignore,    yielding: ignore,    subscribing: delay,    collecting: delay,    challenging: delay,    publishing: delay,    stopped: ignore },
  'birth due':   { disconnected: greet,     yielding: greet,     subscribing: greet,    collecting: greet,    challenging: greet,    publishing: greet,    stopped: ignore },
  'snapshot':    { disconnected: prepare,   yielding: prepare,   subscribing: prepare,  collecting: prepare,  challenging: prepare,  publishing: update,   stopped: ignore },
  'republish':   { disconnected: undo,      yielding: undo,      subscribing: undo,     collecting: undo,     challenging: undo,     publishing: undo,     stopped: ignore },
  'restore':     { disconnected: bringBack, yielding: bringBack, subscribing: bringBack, collecting: bringBack, challenging: bringBack, publishing: bringBack, stopped: ignore },
  'stop':        { disconnected: stop,      yielding: stop,      subscribing: stop,     collecting: stop,     challenging: stop,     publishing: stop,     stopped: ignore },
};

export function edgeTransition(state: EdgeState, input: EdgeInput): TransitionStep<EdgeState, EdgeEffect> {
  return transit(table, state, input, undefined);
}

/** Another installation keeps the topics, as far as is known. */
export function isContested(state: EdgeState): boolean {
  return state.phase === 'yielding' || ('isReturning' in state && state.isReturning);
}
