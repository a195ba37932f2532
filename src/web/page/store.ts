/** What the page knows at one moment, and who wants to hear of the next. */
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Device } from '../../record/device.ts';
import type { Health } from '../../record/health.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../../record/network.ts';
import type { PersonRecord } from '../../record/person.ts';
import type { SnapshotMeta } from '../../record/snapshot.ts';
import type { ConnectionStatus } from './connection-status.ts';
import type { Move } from './move.ts';

/** Replaced field by field, never changed. A record that says the same as before is the same object as before. */
export interface State {
  /** Null: there is none, or the service refused it. */
  key: string | null;
  /** Why there is no key although there was one. */
  refusal: string | null;
  connection: ConnectionStatus;
  /** Null before the first answer. */
  snapshot: SnapshotMeta | null;
  /** Why there is nothing to show although the service answers. */
  problem: string | null;
  /** By device_id, whatever their presence. */
  devices: ReadonlyMap<string, Device>;
  accessPoints: readonly AccessPointRecord[];
  interfaces: readonly WifiInterfaceRecord[];
  routers: readonly RouterRecord[];
  people: readonly PersonRecord[];
  health: Health | null;
  /** When that was told. */
  healthAt: number;
  /** By device_id: who came or moved a moment ago. */
  moves: ReadonlyMap<string, Move>;
  /** What a screen reader is told; each sentence replaces the one before. */
  announcement: string;
  /** What is searched for, as typed. */
  search: string;
}

export interface Store {
  current: () => State;
  set: (change: Partial<State>) => void;
  subscribe: (listener: () => void) => () => void;
}

export const emptyState: State = {
  key: null,
  refusal: null,
  connection: { status: 'connecting' },
  snapshot: null,
  problem: null,
  devices: new Map(),
  accessPoints: [],
  interfaces: [],
  routers: [],
  people: [],
  health: null,
  healthAt: 0,
  moves: new Map(),
  announcement: '',
  search: '',
};

export function createStore(first: State = emptyState): Store {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    current: () => state,
    set: (change) => {
      const names = Object.keys(change) as (keyof State)[];
      if (names.every((name) => Object.is(state[name], change[name]))) return;
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const StoreContext = createContext<Store>(createStore());

export function useStore(): Store {
  return useContext(StoreContext);
}

/** A part of the state; who uses it is shown again only when that part is another one. */
export function useSelect<T>(select: (state: State) => T): T {
  const store = useStore();
  const [, again] = useReducer<number, void>((count) => count + 1, 0);
  const value = select(store.current());
  const shown = useRef(value);
  const latest = useRef(select);
  shown.current = value;
  latest.current = select;
  useLayoutEffect(() => {
    const look = () => {
      if (!Object.is(latest.current(store.current()), shown.current)) again();
    };
    look();
    return store.subscribe(look);
  }, [store]);
  return value;
}
