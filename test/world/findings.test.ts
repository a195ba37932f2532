/** Findings in the world: published, saved, and marked by what the configuration ignores. */
import { expect, it } from 'vitest';
import { exampleChecks, exampleFinding } from '../../src/question/example-finding.ts';
import { areComputed, type Findings } from '../../src/record/finding.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { noCounters } from '../../src/telemetry/counters.ts';
import { noTrace } from '../../src/telemetry/trace.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import { createWriter } from '../../src/world/writer.ts';
import { quiet, readAt, settingsOf, START } from '../builder.ts';
import { type Line, listLog } from '../history/scene.ts';

const computed: Findings = { findings: [exampleFinding], ended: [], checks: exampleChecks };
const ignoring = settingsOf({
  findings: { ignore: [{ kind: 'wrong_access_point', subject: 'Kitchen tablet' }] },
});

function start(settings = settingsOf(), tracked?: Pick<Findings, 'findings' | 'ended'>) {
  const saved: (readonly unknown[])[] = [];
  const lines: Line[] = [];
  const holder = createSnapshotHolder(() => {});
  const writer = createWriter({
    settings,
    remembered: null,
    tracked,
    createSaving: (_, kept) => ({
      save: () => saved.push(kept().findings),
      isDue: () => false,
    }),
    log: listLog(lines),
    holder,
    counters: noCounters,
    trace: noTrace,
    clock: { now: () => START, monotonicNow: () => 0 },
  });
  writer.write({ type: 'reading', reading: readAt(0, quiet) });
  const snapshot = (): Snapshot => holder.current()!;
  const logged = () => lines.filter(({ event }) => event === 'finding').length;
  return { writer, snapshot, saved, logged };
}

it('before the first computation no kind is judged', () => {
  const { snapshot } = start();
  expect(snapshot().findings).toEqual([]);
  expect(areComputed(snapshot().checks)).toBe(false);
});

it('what was computed is published; a new finding is saved at once and logged', () => {
  const { writer, snapshot, saved, logged } = start();
  saved.length = 0;
  writer.write({ type: 'findings', findings: computed, begun: [exampleFinding] });
  expect([snapshot().findings, snapshot().checks]).toEqual([[exampleFinding], exampleChecks]);
  expect([saved, logged()]).toEqual([[[exampleFinding]], 1]);
  writer.write({ type: 'findings', findings: computed, begun: [] });
  expect([saved.length, logged()]).toEqual([1, 1]);
});

it('an ignored finding is marked and not logged', () => {
  const { writer, snapshot, logged } = start(ignoring);
  writer.write({ type: 'findings', findings: computed, begun: [exampleFinding] });
  expect([snapshot().findings, logged()]).toEqual([[{ ...exampleFinding, ignored: true }], 0]);
});

it('another configuration takes effect at once', () => {
  const { writer, snapshot } = start();
  writer.write({ type: 'findings', findings: computed, begun: [] });
  writer.configure(ignoring);
  expect(snapshot().findings).toMatchObject([{ ignored: true }]);
  writer.configure(settingsOf());
  expect(snapshot().findings).toMatchObject([{ ignored: false }]);
});

it('what an earlier run found holds from the start, by the present configuration', () => {
  const { snapshot } = start(ignoring, { findings: [exampleFinding], ended: [] });
  expect(snapshot().findings).toMatchObject([{ finding_id: exampleFinding.finding_id, ignored: true }]);
});
