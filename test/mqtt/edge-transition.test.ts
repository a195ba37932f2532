/** The table between snapshots and broker, without either. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EdgeEffect,
  type EdgeInput,
  type EdgeState,
  type DuplicateEvidence,
  initialEdgeState,
} from '../../src/mqtt/edge-state.ts';
import { edgeTransition, isContested } from '../../src/mqtt/edge-transition.ts';
import { runs } from '../runs.ts';

type Phase = EdgeState['phase'];
type InputType = EdgeInput['type'];

const inputs: { [T in InputType]: Extract<EdgeInput, { type: T }> } = {
  opened: { type: 'opened' },
  lost: { type: 'lost' },
  subscribed: { type: 'subscribed', isGranted: true },
  collected: { type: 'collected' },
  unanswered: { type: 'unanswered' },
  retained: { type: 'retained', topic: 't', payload: 'x', evidence: {} },
  duplicate: { type: 'duplicate', isSenior: true },
  challenged: { type: 'challenged' },
  overwritten: { type: 'overwritten', topic: 't' },
  deleted: { type: 'deleted', topic: 't', device: { kind: 'client', id: '48a98a123456' } },
  requested: { type: 'requested', verb: 'refresh', payload: '' },
  commanded: {
    type: 'commanded',
    command: { what: 'wifi_access', deviceId: '48a98a123456' },
    payload: 'OFF',
  },
  birth: { type: 'birth', jitter: 0.5 },
  'birth due': { type: 'birth due' },
  snapshot: { type: 'snapshot', isComplete: true, events: [] },
  republish: { type: 'republish' },
  'emptied due': { type: 'emptied due', ownCount: 10 },
  restore: { type: 'restore', keys: ['client_48a98a123456'] },
  stop: { type: 'stop', ownCount: 10 },
};
const { opened, lost, subscribed, collected, snapshot, stop, birth } = inputs;
const retained = (evidence: Partial<DuplicateEvidence>): EdgeInput => ({ ...inputs.retained, evidence });
const foreign = [retained({ isForeign: true }), retained({ isOnline: true })];

function after(...steps: EdgeInput[]): EdgeState {
  return steps.reduce((state, input) => edgeTransition(state, input).state, initialEdgeState);
}

/** As in `words`: the type of an effect, and the name of its timer. */
function wordsOf(effects: readonly EdgeEffect[]): string[] {
  return effects.map((effect) => ('timer' in effect ? `${effect.type} ${effect.timer}` : effect.type));
}

/** What the last of the inputs leads to. */
function effectsOf(...steps: EdgeInput[]): string[] {
  return wordsOf(edgeTransition(after(...steps.slice(0, -1)), steps.at(-1)!).effects);
}

const states: Record<Phase, EdgeState> = {
  disconnected: after(snapshot),
  yielding: after(snapshot, opened, subscribed, collected, inputs.duplicate),
  subscribing: after(snapshot, opened),
  collecting: after(snapshot, opened, subscribed),
  challenging: after(snapshot, opened, subscribed, ...foreign, collected),
  publishing: after(snapshot, opened, subscribed, collected),
  stopped: after(snapshot, stop),
};

const none: readonly string[] = [];
const closing = ['stop timer silence', 'stop timer deadline', 'stop timer answer', 'close outbox'];
const everything = ['clean up', 'open outbox', 'send all'];
const stopping = [...closing, 'stop timer birth', 'stop timer emptied', 'disconnect'];
const ignored = (phase: Phase): Record<InputType, readonly [Phase, readonly string[]]> =>
  Object.fromEntries(Object.keys(inputs).map((type) => [type, [phase, none]])) as never;
/** As long as nothing is published: what may happen in each phase. */
const prepared = (phase: Phase) =>
  ({
    'birth due': [phase, none],
    snapshot: [phase, ['plan']],
    republish: [phase, ['undo deletions', 'plan']],
    restore: [phase, ['undo deletions', 'plan']],
    'emptied due': [phase, none],
    stop: ['stopped', stopping],
  }) as const;
/** Once there is a connection. */
const connected = (phase: Phase) =>
  ({
    ...prepared(phase),
    opened: [phase, none],
    lost: ['disconnected', closing],
    deleted: [phase, ['record emptied', 'start timer emptied']],
    requested: [phase, ['answer request']],
    // what is wanted before everything was read may have been meant for another time
    commanded: [phase, none],
    birth: [phase, ['start timer birth']],
    challenged: [phase, none],
    overwritten: [phase, none],
  }) as const;

// a phase or an input that is added needs its cells here
const expected: Record<Phase, Record<InputType, readonly [Phase, readonly string[]]>> = {
  disconnected: {
    ...ignored('disconnected'),
    ...prepared('disconnected'),
    opened: ['subscribing', ['count connection', 'subscribe']],
  },
  yielding: {
    ...ignored('yielding'),
    ...prepared('yielding'),
    opened: ['subscribing', ['subscribe']],
  },
  subscribing: {
    ...connected('subscribing'),
    subscribed: ['collecting', ['start timer silence', 'start timer deadline']],
    collected: ['subscribing', none],
    unanswered: ['subscribing', none],
    retained: ['subscribing', ['collect']],
    duplicate: ['subscribing', none],
  },
  collecting: {
    ...connected('collecting'),
    subscribed: ['collecting', none],
    collected: ['publishing', ['stop timer silence', 'stop timer deadline', 'watch', ...everything]],
    unanswered: ['collecting', none],
    retained: ['collecting', ['collect', 'start timer silence']],
    duplicate: ['collecting', none],
  },
  challenging: {
    ...connected('challenging'),
    subscribed: ['challenging', none],
    collected: ['challenging', none],
    unanswered: ['publishing', ['watch', ...everything]],
    retained: ['challenging', ['collect']],
    duplicate: ['yielding', [...closing, 'yield']],
  },
  publishing: {
    ...connected('publishing'),
    subscribed: ['publishing', none],
    collected: ['publishing', none],
    unanswered: ['publishing', none],
    retained: ['publishing', ['collect']],
    duplicate: ['yielding', [...closing, 'yield']],
    commanded: ['publishing', ['command']],
    challenged: ['publishing', ['identify']],
    overwritten: ['publishing', ['restore']],
    restore: ['publishing', ['undo deletions', 'plan', 'clean up', 'send']],
    'birth due': ['publishing', ['send all']],
    snapshot: ['publishing', ['plan', 'clean up', 'send']],
    republish: ['publishing', ['undo deletions', 'plan', 'clean up', 'send all']],
  },
  stopped: ignored('stopped'),
};

describe('the table of the edge', () => {
  for (const [from, row] of Object.entries(expected) as [Phase, (typeof expected)[Phase]][]) {
    for (const [type, [to, effects]] of Object.entries(row) as [InputType, (typeof row)[InputType]][]) {
      it(`${from} + ${type} is ${to}${effects.map((effect) => `, ${effect}`).join('')}`, () => {
        const step = edgeTransition(states[from], inputs[type]);
        expect(step.state.phase).toBe(to);
        expect(wordsOf(step.effects)).toEqual(effects);
      });
    }
  }
});

describe('before the first snapshot', () => {
  it('nothing is sent, and with it everything', () => {
    const waiting = [opened, subscribed, collected];
    expect(effectsOf(...waiting)).toEqual(['stop timer silence', 'stop timer deadline', 'watch']);
    for (const input of [
      inputs.challenged,
      inputs.overwritten,
      inputs['birth due'],
      { type: 'duplicate', isSenior: false } as const,
    ])
      expect(effectsOf(...waiting, input)).toEqual([]);
    expect(effectsOf(...waiting, inputs.deleted)).toEqual(['record emptied', 'start timer emptied']);
    expect(effectsOf(...waiting, inputs.deleted, inputs['emptied due'])).toEqual(['keep deletions']);
    expect(effectsOf(...waiting, inputs.republish)).toEqual(['undo deletions']);
    expect(effectsOf(...waiting, snapshot)).toEqual(['plan', ...everything]);
  });
});

describe('what another program empties', () => {
  const publishing = [snapshot, opened, subscribed, collected];
  const emptied = (kind: 'client' | 'person' | 'ap' | 'router' | 'bridge', id: string): EdgeInput => ({
    type: 'deleted',
    topic: `${kind}${id}`,
    device: { kind, id },
  });
  const due = (ownCount: number): EdgeInput => ({ type: 'emptied due', ownCount });
  const kept = ['keep deletions', 'plan', 'clean up', 'send'];
  const cleaned = ['log cleaned tree', 'plan', 'clean up', 'send all'];

  it('is decided half a minute after the first', () => {
    const first = [...publishing, emptied('client', '1')];
    expect(edgeTransition(after(...publishing), first.at(-1)!).effects).toContainEqual({
      type: 'start timer',
      timer: 'emptied',
      ms: 30_000,
    });
    expect(effectsOf(...first, emptied('client', '2'))).toEqual(['record emptied']);
  });

  it('is a deletion of each: one device, or half of everything', () => {
    expect(effectsOf(...publishing, emptied('client', '1'), due(10))).toEqual(kept);
    const half = Array.from({ length: 5 }, (_, index) => emptied('client', `${index}`));
    expect(effectsOf(...publishing, ...half, due(10))).toEqual(kept);
  });

  it('is a cleaned tree: the service, a router, an access point, or more than half', () => {
    for (const kind of ['bridge', 'router', 'ap'] as const)
      expect(effectsOf(...publishing, emptied('client', '1'), emptied(kind, ''), due(100))).toEqual(cleaned);
    const most = Array.from({ length: 6 }, (_, index) => emptied('client', `${index}`));
    expect(effectsOf(...publishing, ...most, due(10))).toEqual(cleaned);
  });

  it('is decided over a lost connection too, and at once when the service stops', () => {
    expect(effectsOf(...publishing, emptied('client', '1'), lost, due(10))).toEqual([
      'keep deletions',
      'plan',
    ]);
    expect(effectsOf(...publishing, emptied('client', '1'), stop)).toEqual(['keep deletions', ...stopping]);
    expect(effectsOf(...publishing, emptied('ap', '1'), stop)).toEqual(stopping);
    expect(effectsOf(...publishing, emptied('client', '1'), due(10), due(10))).toEqual([]);
  });
});

describe('the waits', () => {
  it('are half a second of silence, five seconds at most, and three seconds for an answer', () => {
    const spans = (...steps: EdgeInput[]) =>
      edgeTransition(after(...steps.slice(0, -1)), steps.at(-1)!).effects.flatMap((effect) =>
        effect.type === 'start timer' ? [[effect.timer, effect.ms]] : [],
      );
    expect(spans(opened, subscribed)).toEqual([
      ['silence', 500],
      ['deadline', 5000],
    ]);
    expect(spans(opened, subscribed, inputs.retained)).toEqual([['silence', 500]]);
    expect(spans(opened, subscribed, ...foreign, collected)).toEqual([['answer', 3000]]);
  });
});

describe('what is missing', () => {
  const incomplete: EdgeInput = { ...snapshot, isComplete: false };

  it('may be removed once every table has been read, and from then on', () => {
    expect(after(incomplete).isSettled).toBe(false);
    expect(after(incomplete, snapshot).isSettled).toBe(true);
    expect(after(snapshot, incomplete).isSettled).toBe(true);
    const begun = [incomplete, opened, subscribed, collected];
    expect(effectsOf(...begun, snapshot)).toEqual(['plan', 'review discovery', 'clean up', 'send']);
    expect(effectsOf(...begun, snapshot, snapshot)).toEqual(['plan', 'clean up', 'send']);
  });
});

describe('a refused subscription', () => {
  it('is warned about, and the start goes on', () => {
    expect(effectsOf(opened, { type: 'subscribed', isGranted: false })).toEqual([
      'warn of refused subscription',
      'start timer silence',
      'start timer deadline',
    ]);
  });
});

describe('another installation', () => {
  const begun = [snapshot, opened, subscribed];

  it('is asked only when what is retained is foreign and says online', () => {
    expect(after(...begun, ...foreign, collected).phase).toBe('challenging');
    expect(after(...begun, retained({ isForeign: true }), collected).phase).toBe('publishing');
    expect(after(...begun, retained({ isOnline: true }), collected).phase).toBe('publishing');
    expect(after(...begun, ...foreign, retained({ isOnline: false }), collected).phase).toBe('publishing');
    expect(effectsOf(...begun, ...foreign, collected)).toEqual([
      'stop timer silence',
      'stop timer deadline',
      'challenge',
      'start timer answer',
    ]);
  });

  it('that publishes meanwhile keeps the topics, whichever is senior', () => {
    const junior: EdgeInput = { type: 'duplicate', isSenior: false };
    expect(after(...begun, junior, collected).phase).toBe('yielding');
    expect(after(snapshot, opened, junior, subscribed, collected).phase).toBe('yielding');
    expect(after(...begun, ...foreign, collected, junior).phase).toBe('yielding');
  });

  it('of two that publish stays if it is senior; else its traces are overwritten', () => {
    expect(after(...begun, collected, inputs.duplicate).phase).toBe('yielding');
    expect(effectsOf(...begun, collected, { type: 'duplicate', isSenior: false })).toEqual(['send all']);
  });

  it('is news once, until the topics have been taken over', () => {
    const yields = (...steps: EdgeInput[]) =>
      edgeTransition(after(...steps.slice(0, -1)), steps.at(-1)!).effects.flatMap((effect) =>
        effect.type === 'yield' ? effect.isNews : [],
      );
    const first = [...begun, collected, inputs.duplicate];
    expect(yields(...first)).toEqual([true]);
    const again = [opened, subscribed, ...foreign, collected];
    expect(yields(...first, lost, ...again, inputs.duplicate)).toEqual([false]);
    expect(yields(...first, opened, inputs.duplicate, subscribed, collected)).toEqual([false]);
    expect(effectsOf(...first, ...again, inputs.unanswered)).toEqual([
      'watch',
      'count connection',
      'log takeover',
      ...everything,
    ]);
    expect(isContested(after(...first, ...again))).toBe(true);
    expect(isContested(after(...first, ...again, inputs.unanswered))).toBe(false);
  });

  it('still keeps them when the connection is lost while looking', () => {
    const first = [...begun, collected, inputs.duplicate, opened];
    for (const steps of [[], [subscribed], [subscribed, ...foreign, collected]]) {
      expect(after(...first, ...steps, lost).phase).toBe('yielding');
    }
    expect(after(...begun, lost).phase).toBe('disconnected');
  });

  it('of an earlier connection is no evidence in the next', () => {
    const before = [...begun, ...foreign, inputs.duplicate, lost];
    expect(after(...before, opened, subscribed, collected).phase).toBe('publishing');
  });
});

describe('a birth of Home Assistant', () => {
  it('is answered after two to ten seconds, several with one answer', () => {
    const delays = (jitter: number, ...steps: EdgeInput[]) =>
      edgeTransition(after(snapshot, opened, subscribed, collected, ...steps), {
        type: 'birth',
        jitter,
      }).effects.map((effect) => (effect.type === 'start timer' ? effect.ms : null));
    expect(delays(0)).toEqual([2000]);
    expect(delays(1)).toEqual([10_000]);
    expect(delays(1, birth)).toEqual([]);
    expect(delays(1, birth, inputs['birth due'])).toEqual([10_000]);
  });
});

describe('a stop', () => {
  it('publishes offline only where online may have been published', () => {
    for (const phase of Object.keys(states) as Phase[]) {
      const last = edgeTransition(states[phase], stop).effects.at(-1);
      if (phase === 'stopped') expect(last).toBeUndefined();
      else expect(last).toEqual({ type: 'disconnect', isOnline: phase === 'publishing' });
    }
  });
});

describe('any sequence of inputs', () => {
  const anyInput = fc.oneof(
    ...Object.values(inputs).map((input) => fc.constant<EdgeInput>(input)),
    fc.constant<EdgeInput>({ type: 'duplicate', isSenior: false }),
    fc.constant<EdgeInput>({ type: 'snapshot', isComplete: false, events: [] }),
    fc.constantFrom<EdgeInput>(...foreign),
    // a start in order, so that sequences get that far
    fc.constant<EdgeInput[]>([snapshot, opened, subscribed, collected]),
  );
  const sending = ['send', 'send all', 'identify', 'restore'];

  it('sends only through an open outbox, after a snapshot, while publishing; and nothing after a stop', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (sequence) => {
        let state = initialEdgeState;
        let isOpen = false;
        let isPlanned = false;
        let isConnected = false;
        let isStopped = false;
        for (const input of sequence.flat()) {
          const step = edgeTransition(state, input);
          ({ state } = step);
          if (isStopped) expect(step.effects).toEqual([]);
          for (const word of wordsOf(step.effects)) {
            if (word === 'subscribe') isConnected = true;
            if (word === 'plan') isPlanned = true;
            if (word === 'challenge') expect(isConnected).toBe(true);
            if (word === 'open outbox') {
              expect([isOpen, isPlanned, isConnected]).toEqual([false, true, true]);
              isOpen = true;
            }
            if (word === 'close outbox') isOpen = isConnected = false;
            if (sending.includes(word))
              expect([word, isOpen, state.phase]).toEqual([word, true, 'publishing']);
          }
          expect(isOpen).toBe(state.phase === 'publishing' && state.hasSnapshot);
          isStopped = state.phase === 'stopped';
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('sends everything, in one step, before it sends anything else', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (sequence) => {
        let state = initialEdgeState;
        for (const input of sequence.flat()) {
          const step = edgeTransition(state, input);
          ({ state } = step);
          const words = wordsOf(step.effects);
          const at = words.indexOf('open outbox');
          if (at < 0) continue;
          expect(words[at + 1]).toBe('send all');
          expect(words.slice(0, at).filter((word) => sending.includes(word))).toEqual([]);
        }
      }),
    );
  });
});
