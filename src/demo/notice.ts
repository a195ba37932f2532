/** What a router notices of a device and would write into its log; the words for it are in log-text.ts. */
import type { Association, Lease, Resident, RouterState } from './world.ts';

export type Notice = {
  router: RouterState;
  resident: Resident;
  /** Some of it is due only later: the end of a roam, the return after a reboot, the end of a lease. */
  at: number;
  /** Whether it still holds when it is due. */
  isStill: () => boolean;
} & (
  | { type: 'connected' | 'reconnecting'; to: Association }
  | { type: 'roamed'; from: Association; to: Association }
  | { type: 'disconnected'; from: Association }
  | { type: 'assigned' | 'deassigned'; lease: Lease }
);
