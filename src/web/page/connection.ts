/** How the page stands with the service. Times are epoch milliseconds by the clock of the service. */
export type Connection =
  | { status: 'connecting' }
  | { status: 'live' }
  /** Others have every stream; what is shown is asked for every few seconds. */
  | { status: 'polling' }
  /** The tab is hidden, so nothing is asked. */
  | { status: 'paused' }
  /** `since`: when the service was last heard. */
  | { status: 'broken'; since: number; reason: string };
