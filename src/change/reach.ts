/** The devices and interfaces that changes in flight reach: presence draws no conclusion there meanwhile. */
import { toText } from './bytes.ts';
import type { Change } from './change.ts';
import { isInFlight } from './state.ts';

export interface Reach {
  /** device_id of devices that a change is about. */
  devices: ReadonlySet<string>;
  interfaces: readonly { router: string; interface: string }[];
}

/** `changes`: without those that are abandoned, from which nothing more will come. */
export function reachOf(changes: Iterable<Change>): Reach {
  const devices = new Set<string>();
  const interfaces: { router: string; interface: string }[] = [];
  for (const { state, plan, router } of changes) {
    if (!isInFlight(state) || plan === null) continue;
    for (const id of plan.offline) devices.add(id);
    for (const name of plan.interfaces) interfaces.push({ router, interface: toText(name) ?? name });
  }
  return { devices, interfaces };
}
