/** The state of the page, and its subscribers. */
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Device } from '../../record/device.ts';
import type { Health } from '../../record/health.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../../record/network.ts';
import type { PersonRecord } from '../../record/person.ts';
import type { SnapshotMeta } from '../../record/snapshot.ts';
import type { ConnectionStatus } from './connection-status.ts';
import type { Move } from './move.ts';

/** Fields are replaced, never mutated. An unchanged record stays the same object. */
export interface PageState {
  /** Null while signed out. */
  key: string | null;
  /** Why the service refused the last key. */
  refusal: string | null;
  connection: ConnectionStatus;
  /** Null before the first answer. */
  snapshot: SnapshotMeta | null;
  /** Why the service has no new data although it answers. */
  problem: string | null;
  /** By device_id, with any presence. */
  devices: ReadonlyMap<string, Device>;
  accessPoints: readonly AccessPointRecord[];
  interfaces: readonly WifiInterfaceRecord[];
  routers: readonly RouterRecord[];
  people: readonly PersonRecord[];
  health: Health | null;
  /** When access points, interfaces, routers and health were received last; null before. */
  networkAt: number | null;
  /** By device_id: arrivals and roams of the last minute. */
  moves: ReadonlyMap<string, Move>;
  /** Grows whenever there may be new events. */
  newsCount: number;
  /** For screen readers; each text replaces the one before. */
  announcement: string;
}

export interface Store {
  current: () => PageState;
  set: (change: Partial<PageState>) => void;
  subscribe: (listener: () => void) => () => void;
}

export const emptyState: PageState = {
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
  networkAt: null,
  moves: new Map(),
  newsCount: 0,
  announcement: '',
};

/** Whether devices have been received: before that, an empty list of them says nothing. */
export function areDevicesLoaded({ snapshot }: PageState): boolean {
  return snapshot !== null;
}

/** Whether devices and network have been received. */
export function isLoaded(state: PageState): boolean {
  return areDevicesLoaded(state) && state.networkAt !== null;
}

/** Whether the past can be asked for; not before health says so. */
export function keepsHistory({ health }: PageState): boolean {
  return (health?.history ?? null) !== null;
}

export function createStore(first: PageState = emptyState): Store {
  let state = first;
  const listeners = new Set<() => void>();
  return {
    current: () => state,
    set: (change) => {
      const names = Object.keys(change) as (keyof PageState)[];
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

/** A part of the state; the component renders again only when that part changes. */
export function useSelect<T>(select: (state: PageState) => T): T {
  const store = useStore();
  const [, again] = useReducer<number, void>((count) => count + 1, 0);
  const value = select(store.current());
  const shown = useRef(value);
  const latest = useRef(select);
  shown.current = value;
  latest.current = select;
  useLayoutEffect(() => {
    const update = () => {
      if (!Object.is(latest.current(store.current()), shown.current)) again();
    };
    update();
    return store.subscribe(update);
  }, [store]);
  return value;
}
