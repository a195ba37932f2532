/** Findings in the world: published, saved, and marked by what the configuration ignores. */
import { expect, it } from 'vitest';
import { exampleChecks, exampleFinding } from '../../src/question/example-finding.ts';
import { areComputed, type Findings } from '../../src/record/finding.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { noCounters } from '../../src/telemetry/counters.ts';
import { noTrace } from '../../src/telemetry/trace.ts';
import { atOnce } from '../../src/parse/sliced.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import { createWriter } from '../../src/world/writer.ts';
import { quiet, readAt, settingsOf, START } from '../builder.ts';
import { type Line, listLog } from '../history/scene.ts';

const computed: Findings = { findings: [exampleFinding], ended: [], checks: exampleChecks };
const ignoring = settingsOf({
  findings: { ignore: [{ kind: 'wrong_access_point', subject: 'Kitchen tablet' }] },
});

async function start(settings = settingsOf(), tracked?: Pick<Findings, 'findings' | 'ended'>) {
  const saved: (readonly unknown[])[] = [];
  const lines: Line[] = [];
  const holder = createSnapshotHolder(() => {});
  const writer = createWriter({
    settings,
    remembered: null,
    tracked,
    createSaving: (_, kept) => ({
      save: async () => void saved.push(kept().findings),
      isDue: () => false,
    }),
    log: listLog(lines),
    holder,
    counters: noCounters,
    trace: noTrace,
    clock: { now: () => START, monotonicNow: () => 0 },
    run: async (work) => atOnce(work),
  });
  await writer.write({ type: 'reading', reading: readAt(0, quiet) });
  const events: EventRecord[] = [];
  holder.subscribe((_, published) => events.push(...published));
  const snapshot = (): Snapshot => holder.current()!;
  const logged = () => lines.filter(({ event }) => event === 'finding').length;
  return { writer, snapshot, saved, logged, events };
}

it('before the first computation no kind is judged', async () => {
  const { snapshot } = await start();
  expect(snapshot().findings).toEqual([]);
  expect(areComputed(snapshot().checks)).toBe(false);
});

it('what was computed is published; a new finding is saved at once, logged and an event', async () => {
  const { writer, snapshot, saved, logged, events } = await start();
  saved.length = 0;
  await writer.write({ type: 'findings', findings: computed, begun: [exampleFinding] });
  expect([snapshot().findings, snapshot().checks]).toEqual([[exampleFinding], exampleChecks]);
  expect([saved, logged()]).toEqual([[[exampleFinding]], 1]);
  await writer.write({ type: 'findings', findings: computed, begun: [] });
  expect([saved.length, logged()]).toEqual([1, 1]);
  const { finding_id, subject, title: reason } = exampleFinding;
  const { id: device_id, name } = subject;
  expect(events).toMatchObject([{ event_type: 'finding', finding_id, device_id, name, reason }]);
});

it('an ignored finding is marked, not logged and no event', async () => {
  const { writer, snapshot, logged, events } = await start(ignoring);
  await writer.write({ type: 'findings', findings: computed, begun: [exampleFinding] });
  expect([snapshot().findings, logged()]).toEqual([[{ ...exampleFinding, ignored: true }], 0]);
  expect(events).toEqual([]);
});

it('another configuration takes effect at once', async () => {
  const { writer, snapshot } = await start();
  await writer.write({ type: 'findings', findings: computed, begun: [] });
  await writer.configure(ignoring);
  expect(snapshot().findings).toMatchObject([{ ignored: true }]);
  await writer.configure(settingsOf());
  expect(snapshot().findings).toMatchObject([{ ignored: false }]);
});

it('what an earlier run found holds from the start, by the present configuration', async () => {
  const { snapshot } = await start(ignoring, { findings: [exampleFinding], ended: [] });
  expect(snapshot().findings).toMatchObject([{ finding_id: exampleFinding.finding_id, ignored: true }]);
});
