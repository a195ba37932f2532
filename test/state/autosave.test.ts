/** When the state is saved, and what the log says of it. */
import { expect, it } from 'vitest';
import { createAutosave } from '../../src/state/autosave.ts';
import { MOST_DELETIONS } from '../../src/state/schema.ts';
import type { StateFile } from '../../src/state/state-file.ts';

function start(answers: { failure?: string; loss?: string }[] | null) {
  const log: string[] = [];
  let answer: { failure?: string; loss?: string } = {};
  let savedCount = 0;
  const stateFile: StateFile | null = answers && {
    loaded: null,
    save: () => {
      answer = answers[savedCount++] ?? {};
      return answer.failure ?? null;
    },
    problem: () => answer.loss ?? null,
  };
  let nowMs = 0;
  const autosave = createAutosave({
    stateFile,
    remembered: () => ({ devices: [], routers: [] }),
    log: { info: (_, event) => log.push(event), warn: (_, event) => log.push(event) },
    counters: { memorySave: () => {} },
    clock: { now: () => nowMs, monotonicNow: () => nowMs },
  });
  return { autosave, log, pass: (ms: number) => void (nowMs += ms), savedCount: () => savedCount };
}

it('a save is due after five minutes, and twenty seconds after one that failed', () => {
  const { autosave, log, pass } = start([{}, { failure: 'full' }, { failure: 'full' }, {}]);
  autosave.save();
  pass(299_999);
  expect(autosave.isDue()).toBe(false);
  pass(1);
  expect(autosave.isDue()).toBe(true);
  autosave.save();
  pass(20_000);
  expect([autosave.isDue(), autosave.problem()]).toEqual([true, 'full']);
  autosave.save();
  autosave.save();
  expect([log, autosave.problem()]).toEqual([['state not saved', 'state saved again'], null]);
});

it('an entry that could not be saved is logged once', () => {
  const { autosave, log } = start([{ loss: 'a' }, { loss: 'a' }, {}, { loss: 'a' }]);
  for (let turn = 0; turn < 4; turn++) autosave.save();
  expect(log).toEqual(['state incomplete', 'state incomplete']);
});

it('of more than 100,000 deletions the oldest is dropped and logged', () => {
  const { autosave, log } = start(null);
  for (let index = 0; index <= MOST_DELETIONS; index++) autosave.deletions.add([`client_${index}`]);
  expect(autosave.deletions.current().size).toBe(MOST_DELETIONS);
  expect(autosave.deletions.current().has('client_0')).toBe(false);
  expect(autosave.deletions.current().has('client_1')).toBe(true);
  expect(log).toEqual(['oldest deletion dropped']);
});

it('a deletion is saved at once, and one that is taken back too', () => {
  const { autosave, savedCount } = start([]);
  autosave.deletions.add(['client_1']);
  autosave.deletions.remove(['client_1']);
  autosave.deletions.remove(['client_1']);
  expect(savedCount()).toBe(2);
});
