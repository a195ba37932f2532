/** When a scheduler entry runs, by the router's local time. */
import { durationMs } from './parameter.ts';
import { parseLocal } from './router-clock.ts';
import { type RouterRow, textOf } from './row.ts';

export interface EntryState {
  /** Local ms of its last run, or of when it was added or the router started: only later times are due. */
  after: number;
  runs: number;
}

/** The next run; null when there is none. `startup` counts from the boot or from when it was added. */
export function nextRun(entry: RouterRow, { after, runs }: EntryState, bootedAt: number): number | null {
  const get = (key: string) => textOf(entry[key] ?? '');
  if (get('disabled') === 'true') return null;
  const intervalMs = durationMs(get('interval'));
  if (get('start-time') === 'startup') {
    if (intervalMs === 0) return null;
    const base = runs === 0 ? Math.max(bootedAt, after) : after;
    return base + intervalMs;
  }
  const start = parseLocal(get('start-date'), get('start-time'));
  if (start === null) return null;
  if (start > after) return start;
  if (intervalMs === 0) return null;
  return start + (Math.floor((after - start) / intervalMs) + 1) * intervalMs;
}
