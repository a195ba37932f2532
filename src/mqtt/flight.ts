/** What a connection has sent and the broker has not acknowledged yet. The broker must acknowledge each packet within the deadline. */
import type { Clock } from '../telemetry/clock.ts';

export type Awaited = 'SUBSCRIBE' | 'PUBLISH';

export interface FlightOptions {
  deadlineMs: number;
  /** Called once, with the first packet that the broker did not acknowledge in time. */
  onOverdue: (what: Awaited) => void;
  clock: Pick<Clock, 'after'>;
}

export function createFlight({ deadlineMs, onOverdue, clock }: FlightOptions) {
  /** Topic (empty for a subscription) and the call that cancels its deadline. */
  const entries = new Set<{ topic: string; cancel: () => void }>();
  let hasEnded = false;

  function end(): void {
    hasEnded = true;
    for (const { cancel } of entries) cancel();
  }

  return {
    /** Call the result when the acknowledgement is here. A packet that is never acknowledged stays in flight. */
    add: (what: Awaited, topic = ''): (() => void) => {
      const cancel = hasEnded
        ? () => {}
        : clock.after(deadlineMs, () => {
            end();
            onOverdue(what);
          });
      const entry = { topic, cancel };
      entries.add(entry);
      return () => {
        cancel();
        entries.delete(entry);
      };
    },
    /** Topics of the messages in flight, in the order in which they were sent. */
    topics: () => [...entries].map(({ topic }) => topic).filter((topic) => topic !== ''),
    /** Cancels the deadlines. */
    end,
  };
}
