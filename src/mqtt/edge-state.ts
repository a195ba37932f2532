/** The states of this edge between snapshots and broker, what may happen to it, and what follows. `edge-transition.ts` decides. */
import type { EventRecord } from '../record/event.ts';
import type { DiscoveryDevice, SwitchTopic } from './topics.ts';

/** True in every phase. */
interface Progress {
  /** There has been a snapshot, so that there is something to publish. */
  hasSnapshot: boolean;
  /** Every table of every router has been read once: what is missing may be removed. */
  isSettled: boolean;
  /** A birth message of Home Assistant waits for its answer. */
  isBirthPending: boolean;
  /** Discovery topics that another program emptied, with their devices: whether these are deletions is decided a while after the first. */
  emptied: ReadonlyMap<string, DiscoveryDevice>;
}

/** What retained and live messages have shown of another installation on the same topics. */
export interface DuplicateEvidence {
  /** The retained `bridge/info` is of another installation. */
  isForeign: boolean;
  /** The retained `bridge/state` says online. */
  isOnline: boolean;
  /** The other installation has published since the connection opened. */
  isAlive: boolean;
}

/** `isReturning`: until the last connection another installation had kept the topics. */
export type EdgeState = Progress &
  (
    | { phase: 'disconnected' }
    /** Disconnected, because another installation publishes on the same topics. */
    | { phase: 'yielding' }
    /** Connected; waits for the broker to accept the subscriptions. */
    | { phase: 'subscribing'; isReturning: boolean; evidence: DuplicateEvidence }
    /** Collects what an earlier run left retained. */
    | { phase: 'collecting'; isReturning: boolean; evidence: DuplicateEvidence }
    /** Has asked whether the other installation is alive. */
    | { phase: 'challenging'; isReturning: boolean }
    | { phase: 'publishing' }
    | { phase: 'stopped' }
  );

export type EdgeInput =
  | { type: 'opened' }
  | { type: 'lost' }
  | { type: 'subscribed'; isGranted: boolean }
  /** No retained message for a while, or too many for too long. */
  | { type: 'collected' }
  /** The other installation has not answered in time. */
  | { type: 'unanswered' }
  /** A retained message; `evidence` is what it shows. */
  | { type: 'retained'; topic: string; payload: string; evidence: Partial<DuplicateEvidence> }
  /** Another installation has published on our topics. `isSenior`: of two that start at once, it stays. */
  | { type: 'duplicate'; isSenior: boolean }
  /** Another installation asks whether this one is alive. */
  | { type: 'challenged' }
  /** Another program has overwritten `bridge/state` (a will that came late, or the end of another instance), or emptied a topic of ours. */
  | { type: 'overwritten'; topic: string }
  /** Another program, such as Home Assistant, has emptied discovery of ours. */
  | { type: 'deleted'; topic: string; device: DiscoveryDevice }
  /** It is time to decide what that was. `ownCount`: number of things that are published. */
  | { type: 'emptied due'; ownCount: number }
  | { type: 'requested'; verb: string; payload: string }
  /** Home Assistant wants something switched. */
  | { type: 'commanded'; command: SwitchTopic; payload: string }
  /** Home Assistant has started. `jitter` is random, 0 to 1. */
  | { type: 'birth'; jitter: number }
  | { type: 'birth due' }
  | { type: 'snapshot'; isComplete: boolean; events: readonly EventRecord[] }
  | { type: 'republish' }
  /** The operator undoes deletions. */
  | { type: 'restore'; keys: readonly string[] }
  | { type: 'stop'; ownCount: number };

export type EdgeTimer = 'silence' | 'deadline' | 'answer' | 'birth' | 'emptied';

export type EdgeEffect =
  | { type: 'start timer'; timer: EdgeTimer; ms: number }
  | { type: 'stop timer'; timer: EdgeTimer }
  | { type: 'count connection' }
  | { type: 'subscribe' }
  | { type: 'warn of refused subscription' }
  /** The topics of an earlier run have been read. From here on only what other programs do there matters. */
  | { type: 'watch' }
  /** Keep a retained message. */
  | { type: 'collect'; topic: string; payload: string }
  /** Ask the other installation whether it is alive. */
  | { type: 'challenge' }
  /** Answer that question. */
  | { type: 'identify' }
  /** Leave the topics to the other installation. `isNews`: it was not so before. */
  | { type: 'yield'; isNews: boolean }
  | { type: 'log takeover' }
  /** Put what the current snapshot calls for into the outbox. */
  | { type: 'plan'; events: readonly EventRecord[] }
  /** Put what the retained messages of an earlier run call for into the outbox. */
  | { type: 'clean up' }
  /** Put discovery that had to keep a component into the outbox again. */
  | { type: 'review discovery' }
  | { type: 'open outbox' }
  | { type: 'close outbox' }
  /** Send what is new in the outbox. */
  | { type: 'send' }
  /** Send everything, in the order availability, discovery, state. */
  | { type: 'send all' }
  /** Send this topic again. */
  | { type: 'restore'; topic: string }
  /** The broker holds nothing on this topic. */
  | { type: 'record emptied'; topic: string }
  | { type: 'keep deletions'; devices: readonly DiscoveryDevice[] }
  | { type: 'log cleaned tree'; count: number }
  /** Null: all of them. */
  | { type: 'undo deletions'; keys: readonly string[] | null }
  | { type: 'command'; command: SwitchTopic; payload: string }
  | { type: 'answer request'; verb: string; payload: string }
  /** `isOnline`: `offline` is published first. */
  | { type: 'disconnect'; isOnline: boolean };

export const initialEdgeState: EdgeState = {
  phase: 'disconnected',
  hasSnapshot: false,
  isSettled: false,
  isBirthPending: false,
  emptied: new Map(),
};
