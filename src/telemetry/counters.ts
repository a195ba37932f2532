/** What is counted as it happens: plain functions that the parts call, and that cost nothing where nobody counts. */

export interface Counters {
  /** A poll has ended. */
  poll: (router: string, result: PollResult, durationMs: number) => void;
  /** A look between two polls has ended; false when it could not read what it wanted. */
  look: (router: string, isWhole: boolean) => void;
  /** A poll has read a table, or failed to. */
  tableRead: (
    router: string,
    table: string,
    status: 'complete' | 'absent' | 'failed',
    durationMs: number,
  ) => void;
  /** The memory was written, or could not be. */
  memorySave: (isSaved: boolean) => void;
  /** For one route, as its template: what to call when it has answered. Asked for once, not for each request. */
  route: (template: string) => CountRequest;
  /** `tool` is one that exists. */
  mcpCall: (tool: string, isFailed: boolean) => void;
  mqttPublish: (result: 'taken' | 'lost' | 'refused') => void;
  /** A connection to the broker has opened. */
  mqttConnection: () => void;
  historyWrite: (isWritten: boolean) => void;
  event: (type: string, router: string | null) => void;
}

/** `partial`: some of what was asked for failed. */
export type PollResult = 'complete' | 'partial' | 'failed';

export type CountRequest = (method: string, status: number, durationMs: number) => void;

const nothing = () => {};

export const noCount: Counters = {
  poll: nothing,
  look: nothing,
  tableRead: nothing,
  memorySave: nothing,
  route: () => nothing,
  mcpCall: nothing,
  mqttPublish: nothing,
  mqttConnection: nothing,
  historyWrite: nothing,
  event: nothing,
};
