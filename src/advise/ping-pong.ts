/** A device goes to and fro between two access points, or between two bands of one. */
import type { Device } from '../record/device.ts';
import { DAY_MS, HOUR_MS } from './constant.ts';
import { type Found, type Kind, lacksDays } from './kind.ts';
import { type Change, median } from './device-past.ts';
import type { Survey } from './survey.ts';

/** Changes back and forth within one hour. Two are one walk; four are none. */
export const PER_HOUR = 4;
export const MIN_DAYS = 1;

export const pingPong: Kind = {
  kind: 'ping_pong',
  lacks: lacksDays(MIN_DAYS),
  *find(survey) {
    for (const device of survey.snapshot.devices.values()) yield judge(survey, device);
  },
};

function judge(survey: Survey, device: Device): Found | null {
  const { at } = survey;
  const runs = toRuns(survey.device(device.device_id).changes).filter((run) => mostInAnHour(run) >= PER_HOUR);
  const lastAt = Math.max(0, ...runs.map(lastBusyAt));
  if (lastAt < at - DAY_MS) return null;
  const last = runs.at(-1)!.at(-1)!;
  const changes = runs.flat();
  const perHour = Math.max(...runs.map(mostInAnHour));
  const isWithin = last.from.accessPointId === last.to.accessPointId;
  const [one, other] = [last.from, last.to].map((stay) => survey.accessPointName(stay.accessPointId)).sort();
  const between = isWithin ? `the bands of ${one}` : `${one} and ${other}`;
  const gains = changes.flatMap(({ from, to }) =>
    from.lastDbm === null || to.firstDbm === null ? [] : [Math.abs(to.firstDbm - from.lastDbm)],
  );
  return {
    severity: 'warning',
    confidence: changes.length >= 3 * PER_HOUR ? 'high' : 'medium',
    subject: { type: 'device', id: device.device_id, name: device.name },
    title: `${device.name} goes to and fro between ${between}`,
    detail: `${device.name} changed ${changes.length} times between ${between}, up to ${perHour} times in an hour. Each change interrupts its traffic.`,
    evidence: {
      samples: changes.length,
      since_at: new Date(changes[0]!.to.fromAt).toISOString(),
      until_at: new Date(last.to.fromAt).toISOString(),
      measured_earlier: ['changes', 'changes_per_hour', 'difference_db'],
      changes: changes.length,
      changes_per_hour: perHour,
      access_points: [one!, other!],
      difference_db: gains.length === 0 ? null : Math.round(median(gains)),
    },
    remedy: isWithin
      ? 'Make 5 GHz the stronger band at this place: lower the power of 2.4 GHz.'
      : 'Both access points are equally good there. Lower the transition threshold or the power of one of them.',
    commands: [],
    proposal: null,
  };
}

/** Sequences in which each change reverses the one before. */
function toRuns(changes: readonly Change[]): Change[][] {
  const runs: Change[][] = [];
  for (const change of changes) {
    const before = runs.at(-1)?.at(-1);
    const isBack =
      before !== undefined &&
      keyOf(before.to) === keyOf(change.from) &&
      keyOf(before.from) === keyOf(change.to);
    if (isBack) runs.at(-1)!.push(change);
    else runs.push([change]);
  }
  return runs;
}

function keyOf({ accessPointId, band }: Change['from']): string {
  return `${accessPointId}\n${band}`;
}

function mostInAnHour(run: readonly Change[]): number {
  return Math.max(...countsIn(run));
}

/** The last time at which the hour before had so many changes. */
function lastBusyAt(run: readonly Change[]): number {
  return run[countsIn(run).findLastIndex((count) => count >= PER_HOUR)]!.to.fromAt;
}

/** For each change: the number of changes in the hour up to it. */
function countsIn(run: readonly Change[]): number[] {
  let begin = 0;
  return run.map(({ to }, index) => {
    while (to.fromAt - run[begin]!.to.fromAt > HOUR_MS) begin += 1;
    return index - begin + 1;
  });
}
