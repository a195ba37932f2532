/** Counts events as they happen: plain functions that the parts call. Without metrics they do nothing. */

export interface Counters {
  /** A poll ended. */
  poll: (router: string, result: PollResult, durationMs: number) => void;
  /** A quick poll between two polls ended; false if it could not read every table it wanted. */
  quickPoll: (router: string, isWhole: boolean) => void;
  /** A poll read a table or failed to. */
  tableRead: (
    router: string,
    table: string,
    status: 'complete' | 'absent' | 'failed',
    durationMs: number,
  ) => void;
  /** The state file was written, or could not be. */
  memorySave: (isSaved: boolean) => void;
  /** Returns the function that counts a request of one route. Called once for each route, not for each request. */
  route: (template: string) => CountRequest;
  /** `tool` is the name of an existing tool. */
  mcpCall: (tool: string, isFailed: boolean) => void;
  mqttPublish: (result: 'taken' | 'lost' | 'refused') => void;
  /** A connection to the broker opened. */
  mqttConnection: () => void;
  historyWrite: (isWritten: boolean) => void;
  event: (type: string, router: string | null) => void;
  /** An access point refused a device. `isRemembered`: the device has a record. */
  refusal: (refusal: Refusal, isRemembered: boolean) => void;
}

/** The part of its event that is counted. */
export interface Refusal {
  device_id: string | null;
  to: { access_point_id: string | null } | null;
  reason_class: string | null;
}

/** `partial`: some tables failed. */
export type PollResult = 'complete' | 'partial' | 'failed';

export type CountRequest = (method: string, status: number, durationMs: number) => void;

const nothing = () => {};

export const noCounters: Counters = {
  poll: nothing,
  quickPoll: nothing,
  tableRead: nothing,
  memorySave: nothing,
  route: () => nothing,
  mcpCall: nothing,
  mqttPublish: nothing,
  mqttConnection: nothing,
  historyWrite: nothing,
  event: nothing,
  refusal: nothing,
};
