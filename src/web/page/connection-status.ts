/** The connection to the service as the page shows it. Times are epoch milliseconds by the clock of the service. */
export type ConnectionStatus =
  | { status: 'connecting' }
  | { status: 'live' }
  /** All event streams are in use: the page fetches the data every few seconds. */
  | { status: 'polling' }
  /** The tab is hidden: the page fetches nothing. */
  | { status: 'paused' }
  /** `since`: the time of the last answer or message of the service. */
  | { status: 'broken'; since: number; reason: string };
