/** The connection of the page to the service: every phase, every input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  begin,
  type Effect,
  type LiveInput,
  type Phase,
  type LiveState,
  type LiveStep,
  transit,
} from '../../../../src/web/page/live/transition.ts';

/** One input of each kind whose outcome depends on nothing but the phase. */
const inputs = {
  opened: { type: 'opened' },
  unauthorized: { type: 'failed', failure: { kind: 'unauthorized', message: 'Wrong key' } },
  noStream: { type: 'failed', failure: { kind: 'no stream', message: 'Too many streams' } },
  lost: { type: 'failed', failure: { kind: 'lost', message: 'No route' } },
  probed: { type: 'probed' },
  due: { type: 'due' },
  silent: { type: 'silent' },
  hidden: { type: 'hidden' },
  shown: { type: 'shown', isSilent: false },
  shownSilent: { type: 'shown', isSilent: true },
  stopped: { type: 'stopped' },
} as const satisfies Record<string, LiveInput>;

/** The next phase, null where the input changes nothing. A missing cell is a type error. */
// biome-ignore format: columns
const expected: Record<Phase, Record<keyof typeof inputs, Phase | null>> = {
  connecting: { opened: 'live', unauthorized: 'refused', noStream: 'probing', lost: 'broken', probed: null,      due: null,         silent: 'broken', hidden: 'paused', shown: null,         shownSilent: 'broken',     stopped: 'stopped' },
  live:       { opened: null,   unauthorized: 'refused', noStream: 'probing', lost: 'broken', probed: null,      due: null,         silent: 'broken', hidden: 'paused', shown: null,         shownSilent: 'broken',     stopped: 'stopped' },
  probing:    { opened: null,   unauthorized: 'broken',  noStream: 'broken',  lost: 'broken', probed: 'polling', due: null,         silent: null,     hidden: 'paused', shown: null,         shownSilent: null,         stopped: 'stopped' },
  polling:    { opened: null,   unauthorized: null,      noStream: null,      lost: null,     probed: null,      due: 'connecting', silent: null,     hidden: 'paused', shown: 'connecting', shownSilent: 'connecting', stopped: 'stopped' },
  broken:     { opened: null,   unauthorized: null,      noStream: null,      lost: null,     probed: null,      due: 'connecting', silent: null,     hidden: 'paused', shown: 'connecting', shownSilent: 'connecting', stopped: 'stopped' },
  paused:     { opened: null,   unauthorized: null,      noStream: null,      lost: null,     probed: null,      due: null,         silent: null,     hidden: null,     shown: 'connecting', shownSilent: 'connecting', stopped: 'stopped' },
  refused:    { opened: null,   unauthorized: null,      noStream: null,      lost: null,     probed: null,      due: null,         silent: null,     hidden: null,     shown: null,         shownSilent: null,         stopped: 'stopped' },
  stopped:    { opened: null,   unauthorized: null,      noStream: null,      lost: null,     probed: null,      due: null,         silent: null,     hidden: null,     shown: null,         shownSilent: null,         stopped: null },
};
const phases = Object.keys(expected) as Phase[];
const names = Object.keys(inputs) as (keyof typeof inputs)[];
const stateIn = (phase: Phase, failures = 0): LiveState => ({
  phase,
  failures,
  reason: phase === 'probing' ? 'Too many streams' : '',
});

/** What runs in each phase. */
const activities: Record<Phase, 'connect' | 'probe' | 'wait' | null> = {
  connecting: 'connect',
  live: 'connect',
  probing: 'probe',
  polling: 'wait',
  broken: 'wait',
  paused: null,
  refused: null,
  stopped: null,
};

const follow = (sequence: readonly LiveInput[], first: LiveStep = begin): LiveStep[] => {
  const steps = [first];
  for (const input of sequence) steps.push(transit(steps.at(-1)!.state, input));
  return steps;
};
const effectsOf = (steps: readonly LiveStep[]): Effect[] => steps.flatMap(({ effects }) => effects);
const waitsOf = (steps: readonly LiveStep[]) =>
  effectsOf(steps).flatMap((effect) => (effect.type === 'wait' ? [effect.ms] : []));

describe('the table', () => {
  it.each(phases.flatMap((phase) => names.map((name) => [phase, name] as const)))(
    'leads from %s with the input %s to the expected phase',
    (phase, name) => {
      const state = stateIn(phase);
      const step = transit(state, inputs[name]);
      const next = expected[phase][name];
      expect(step.state.phase).toBe(next ?? phase);
      if (next === null) expect(step).toEqual({ state, effects: [] });
      else if (name !== 'opened') expect(step.effects[0]).toEqual({ type: 'cancel' });
    },
  );
});

describe('the effects', () => {
  it('begin with the stream', () => {
    expect(begin).toEqual({ state: stateIn('connecting'), effects: [{ type: 'connect' }] });
  });

  it('of an open stream show the connection as live and cancel nothing', () => {
    expect(transit(stateIn('connecting', 3), inputs.opened)).toEqual({
      state: stateIn('live'),
      effects: [{ type: 'show', connection: { status: 'live' } }],
    });
  });

  it('of a refused key sign out with the answer of the service', () => {
    expect(transit(stateIn('live'), inputs.unauthorized).effects).toEqual([
      { type: 'cancel' },
      { type: 'sign out', refusal: 'Wrong key' },
    ]);
  });

  it('of a failed probe give the reason that led to the probe', () => {
    const steps = follow([inputs.noStream, inputs.lost]);
    expect(steps.at(-1)!.effects).toContainEqual({
      type: 'show',
      connection: { status: 'broken', reason: 'Too many streams' },
    });
  });

  it.each([
    ['connecting', 'The service does not answer'],
    ['live', 'The connection was lost'],
  ] as const)('of silence while %s give the reason "%s"', (phase, reason) => {
    for (const input of [inputs.silent, inputs.shownSilent])
      expect(transit(stateIn(phase), input).effects).toContainEqual({
        type: 'show',
        connection: { status: 'broken', reason },
      });
  });
});

describe('the waits', () => {
  const repeat = (count: number, sequence: readonly LiveInput[]) =>
    Array.from({ length: count }, () => sequence);

  it('grow to 15 s while attempts fail', () => {
    const steps = follow(repeat(7, [inputs.lost, inputs.due]).flat());
    expect(waitsOf(steps)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('grow to 4 s while polling works', () => {
    const steps = follow(repeat(5, [inputs.noStream, inputs.probed, inputs.due]).flat());
    expect(waitsOf(steps)).toEqual([1000, 2000, 4000, 4000, 4000]);
  });

  it('start again at 1 s after a live connection', () => {
    const steps = follow([...repeat(4, [inputs.lost, inputs.due]).flat(), inputs.opened, inputs.lost]);
    expect(waitsOf(steps).at(-1)).toBe(1000);
  });
});

const sequences = fc.array(fc.constantFrom(...Object.values<LiveInput>(inputs)), { maxLength: 40 });

describe('any sequence of inputs', () => {
  it('keeps at most one activity, the one that belongs to the phase', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        let running: string | null = null;
        for (const { state, effects } of follow(sequence)) {
          for (const { type } of effects) {
            if (type === 'cancel') running = null;
            if (type !== 'connect' && type !== 'probe' && type !== 'wait') continue;
            expect(running).toBeNull();
            running = type;
          }
          expect(running).toBe(activities[state.phase]);
        }
      }),
    );
  });

  it('shows the phase while it is live, polling, broken or paused', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        let shown = 'connecting';
        for (const { state, effects } of follow(sequence)) {
          for (const effect of effects) if (effect.type === 'show') shown = effect.connection.status;
          if (['live', 'polling', 'broken', 'paused'].includes(state.phase)) expect(shown).toBe(state.phase);
        }
      }),
    );
  });

  it('ends with stopped, and nothing happens after it', () => {
    fc.assert(
      fc.property(sequences, sequences, (before, after) => {
        const stopped = transit(follow(before).at(-1)!.state, inputs.stopped);
        expect(stopped.state.phase).toBe('stopped');
        expect(effectsOf(follow(after, { ...stopped, effects: [] }))).toEqual([]);
      }),
    );
  });

  it('leads back to live once the tab is shown and the service answers, unless the key was refused or it was stopped', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const { state } = follow(sequence).at(-1)!;
        fc.pre(state.phase !== 'refused' && state.phase !== 'stopped');
        const steps = follow([inputs.probed, inputs.shown, inputs.opened], { state, effects: [] });
        expect(steps.at(-1)!.state).toEqual(stateIn('live'));
      }),
    );
  });

  it('signs out at most once', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const signOuts = effectsOf(follow(sequence)).filter(({ type }) => type === 'sign out');
        expect(signOuts.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
