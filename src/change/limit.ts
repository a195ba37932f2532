/** How often a router may be read for a plan, and how often it may be changed. */
import type { Actor } from './change.ts';

/** What is proposed. */
export interface Asked {
  action: string;
  input: unknown;
  reason?: string;
  by: Actor;
  /** IP address of the person who asks; null when unknown. */
  approverAddress: string | null;
}

export interface Limits {
  /** Seconds to wait; 0: go on, and it counts. */
  plan: (router: string) => number;
  approve: (router: string) => number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function createLimits(now: () => number): Limits {
  const plans = createWindow(now, 6, MINUTE_MS);
  const approvals = createWindow(now, 20, HOUR_MS);
  return { plan: plans, approve: approvals };
}

function createWindow(now: () => number, most: number, spanMs: number): (router: string) => number {
  const times = new Map<string, number[]>();
  return (router) => {
    const recent = (times.get(router) ?? []).filter((at) => at > now() - spanMs);
    if (recent.length >= most) return Math.ceil((recent[0]! + spanMs - now()) / 1000);
    times.set(router, [...recent, now()]);
    return 0;
  };
}
