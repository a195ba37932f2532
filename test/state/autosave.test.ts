/** When the state is saved, and what the log says of it. */
import { expect, it } from 'vitest';
import { createAutosave } from '../../src/state/autosave.ts';
import type { RememberedDevice, RememberedRouter } from '../../src/presence/remember.ts';
import { MOST_DELETIONS } from '../../src/state/schema.ts';
import type { Change } from '../../src/state/change-log.ts';
import type { StateFile } from '../../src/state/state-file.ts';

interface Answer {
  failure?: string;
  loss?: string;
  /** The disk answers when this resolves. */
  after?: Promise<void>;
}

const phone = { macAddress: '02:00:00:00:00:01' } as RememberedDevice;
const router = {
  router: 'hall',
  everAnswered: true,
  accessPoints: [],
  ownMacs: [],
} as unknown as RememberedRouter;

function start(answers: Answer[] | null) {
  const log: string[] = [];
  let answer: Answer = {};
  const saved: ('everything' | Change)[] = [];
  let isWholeDue = true;
  const take = async (what: 'everything' | Change) => {
    answer = answers?.[saved.push(what) - 1] ?? {};
    const { failure = null, after } = answer;
    await after;
    isWholeDue = failure !== null;
    return failure;
  };
  const stateFile: StateFile | null = answers && {
    loaded: null,
    save: () => take('everything'),
    append: take,
    isWholeDue: () => isWholeDue,
    problem: () => answer.loss ?? null,
  };
  let nowMs = 0;
  const timers = new Set<() => void>();
  let routers = [router];
  const autosave = createAutosave({
    stateFile,
    remembered: (only) => ({ devices: only === null ? [phone, phone] : [phone], routers }),
    log: { info: (_, event) => log.push(event), warn: (_, event) => log.push(event) },
    counters: { memorySave: () => {} },
    clock: {
      now: () => nowMs,
      monotonicNow: () => nowMs,
      after: (_, run) => {
        timers.add(run);
        return () => timers.delete(run);
      },
    },
  });
  return {
    autosave,
    log,
    saved,
    pass: (ms: number) => void (nowMs += ms),
    /** The disk has not answered in time. */
    giveUp: () => {
      for (const run of timers) run();
    },
    timers,
    learn: (next: Partial<RememberedRouter>) => void (routers = [{ ...router, ...next }]),
  };
}
const ids = new Set(['020000000001']);

it('a save is due after five minutes, and twenty seconds after one that failed', async () => {
  const { autosave, log, pass } = start([{}, { failure: 'full' }, { failure: 'full' }, {}]);
  await autosave.save(null);
  pass(299_999);
  expect(autosave.isDue()).toBe(false);
  pass(1);
  expect(autosave.isDue()).toBe(true);
  await autosave.save(null);
  pass(20_000);
  expect([autosave.isDue(), autosave.problem()]).toEqual([true, 'full']);
  await autosave.save(null);
  await autosave.save(null);
  expect([log, autosave.problem()]).toEqual([['state not saved', 'state saved again'], null]);
});

it('an entry that could not be saved is logged once', async () => {
  const { autosave, log } = start([{ loss: 'a' }, { loss: 'a' }, {}, { loss: 'a' }]);
  for (let turn = 0; turn < 4; turn++) await autosave.save(null);
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

it('a deletion is saved at once, and one that is taken back too', async () => {
  const { autosave, saved } = start([]);
  await autosave.save(null);
  autosave.deletions.add(['client_1']);
  await new Promise(setImmediate);
  autosave.deletions.remove(['client_1']);
  autosave.deletions.remove(['client_1']);
  await autosave.save(null);
  expect(saved.slice(1, -1)).toEqual([{ deletions: ['client_1'] }, { deletions: [] }]);
});

it('after everything was saved once, a change adds the devices that changed, and routers of which something lasting has', async () => {
  const { autosave, saved, learn, pass } = start([]);
  await autosave.save({ ids, gone: [] });
  await autosave.save({ ids, gone: [] });
  learn({ ssids: ['home'] });
  await autosave.save({ ids, gone: ['02:00:00:00:00:02'] });
  pass(300_000);
  expect(autosave.isDue()).toBe(true);
  expect(saved).toEqual([
    'everything',
    { devices: [phone], gone: [], routers: [] },
    { devices: [phone], gone: ['02:00:00:00:00:02'], routers: [{ ...router, ssids: ['home'] }] },
  ]);
});

it('a change that could not be added is saved with everything', async () => {
  const { autosave, saved } = start([{}, { failure: 'full' }]);
  await autosave.save(null);
  await autosave.save({ ids, gone: [] });
  expect(autosave.problem()).toBe('full');
  await autosave.save({ ids, gone: [] });
  expect([saved.at(-1), autosave.problem()]).toEqual(['everything', null]);
});

it('a disk that does not answer is waited for once, named, and written to again when it answers', async () => {
  let answer = () => {};
  const after = new Promise<void>((resolve) => (answer = resolve));
  const { autosave, log, saved, giveUp, pass, timers } = start([{}, { after }]);
  await autosave.save(null);
  const waiting = autosave.save({ ids, gone: [] });
  await new Promise(setImmediate);
  giveUp();
  await waiting;
  expect(autosave.problem()).toMatch(/^STATE_DIR does not answer/);
  await autosave.save({ ids, gone: [] });
  await autosave.save(null);
  expect([saved.length, log]).toEqual([2, ['state not saved']]);
  answer();
  await new Promise(setImmediate);
  pass(1);
  expect([autosave.isDue(), timers.size]).toEqual([true, 0]);
  await autosave.save(null);
  expect([saved.at(-1), autosave.problem()]).toEqual(['everything', null]);
  expect(log).toEqual(['state not saved', 'state saved again']);
});
