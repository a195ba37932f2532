/** How the page stands with the service. Times are epoch milliseconds by the clock of the service. */
export type Connection =
  | { status: 'connecting' }
  | { status: 'live' }
  /** The tab is hidden, so nothing is asked. */
  | { status: 'paused' }
  /** `since`: when the service was last heard. */
  | { status: 'broken'; since: number; reason: string };
