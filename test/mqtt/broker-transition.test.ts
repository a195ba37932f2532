/** The table of the connection to the broker, its delays and its guards, without a broker. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionEnd } from '../../src/mqtt/broker-failure.ts';
import {
  type BrokerEffect,
  type BrokerInput,
  type BrokerState,
  initialBrokerState,
} from '../../src/mqtt/broker-state.ts';
import { brokerTransition, currentFailure } from '../../src/mqtt/broker-transition.ts';

type Phase = BrokerState['phase'];
type InputType = BrokerInput['type'];

const names = { url: 'mqtt://broker', clientId: 'presence', baseTopic: 'b', discoveryPrefix: 'h' };
const AT = 1_000_000;
const OVERDUE = { packet: 'PUBLISH', deadlineMs: 30_000 } as const;

const silent = { error: null, reason: null, inFlight: [], overdue: null };
const refusedPort = { error: { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' }, reason: null };

function after(...inputs: BrokerInput[]): BrokerState {
  return inputs.reduce((state, input) => brokerTransition(state, input, names).state, initialBrokerState);
}

function opened(attempt: number, at = AT): BrokerInput {
  return { type: 'opened', attempt, at };
}

function ended(attempt: number, end: Partial<ConnectionEnd> = {}, at = AT, jitter = 0): BrokerInput {
  return { type: 'ended', attempt, end: { wasOpen: false, ...silent, ...end }, at, jitter };
}

const due: BrokerInput = { type: 'due' };
const stop: BrokerInput = { type: 'stop' };

const states: Record<Phase, BrokerState> = {
  waiting: after(due, ended(1, refusedPort)),
  connecting: after(due, ended(1, refusedPort), due),
  connected: after(due, ended(1, refusedPort), due, opened(2)),
  stopped: after(due, ended(1, refusedPort), due, stop),
};

function inputFor(type: InputType, { history: { attempt } }: BrokerState): BrokerInput {
  if (type === 'opened') return opened(attempt);
  if (type === 'ended') return ended(attempt, { ...refusedPort, wasOpen: true });
  return { type };
}

const nothing: readonly string[] = [];

const expected: Record<Phase, Record<InputType, readonly [Phase, readonly string[]]>> = {
  waiting: {
    due: ['connecting', ['connect']],
    opened: ['waiting', nothing],
    ended: ['waiting', nothing],
    acknowledged: ['waiting', nothing],
    'step back': ['waiting', nothing],
    stop: ['stopped', ['stop waiting', 'abandon']],
  },
  connecting: {
    due: ['connecting', nothing],
    opened: ['connected', ['announce opened']],
    ended: ['waiting', ['wait']],
    acknowledged: ['connecting', nothing],
    'step back': ['connecting', nothing],
    stop: ['stopped', ['stop waiting', 'abandon']],
  },
  connected: {
    due: ['connected', nothing],
    opened: ['connected', nothing],
    ended: ['waiting', ['announce lost', 'log failure', 'wait']],
    acknowledged: ['connected', nothing],
    'step back': ['waiting', ['announce lost', 'wait', 'disconnect']],
    stop: ['stopped', nothing],
  },
  stopped: {
    due: ['stopped', nothing],
    opened: ['stopped', nothing],
    ended: ['stopped', nothing],
    acknowledged: ['stopped', nothing],
    'step back': ['stopped', nothing],
    stop: ['stopped', nothing],
  },
};

describe('the table of the broker', () => {
  for (const [from, row] of Object.entries(expected) as [Phase, (typeof expected)[Phase]][]) {
    for (const [type, [to, effects]] of Object.entries(row) as [InputType, (typeof row)[InputType]][]) {
      it(`${from} + ${type} is ${to}${effects.map((effect) => `, ${effect}`).join('')}`, () => {
        const state = states[from];
        const step = brokerTransition(state, inputFor(type, state), names);
        expect(step.state.phase).toBe(to);
        expect(step.effects.map((effect) => effect.type)).toEqual(effects);
      });
    }
  }

  it('ignores inputs of an attempt that is not the latest', () => {
    const state = states.connecting;
    for (const input of [opened(1), ended(1)])
      expect(brokerTransition(state, input, names)).toEqual({ state, effects: [] });
  });
});

/** Runs the inputs, and returns the effects of the last. */
function effectsOf(...inputs: BrokerInput[]): readonly BrokerEffect[] {
  const last = inputs.at(-1)!;
  return brokerTransition(after(...inputs.slice(0, -1)), last, names).effects;
}

function waitOf(effects: readonly BrokerEffect[]): number | undefined {
  return effects.find((effect) => effect.type === 'wait')?.ms;
}

describe('the delay', () => {
  function delays(end: Partial<ConnectionEnd>, count: number, jitter: number): (number | undefined)[] {
    const inputs: BrokerInput[] = [];
    return Array.from({ length: count }, (_, index) => {
      inputs.push(due, ended(index + 1, end, AT, jitter));
      return waitOf(effectsOf(...inputs));
    });
  }

  it('doubles up to a minute, and is at least half of that', () => {
    expect(delays(refusedPort, 8, 1)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(delays(refusedPort, 8, 0)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('after a refused log-in is a minute at once', () => {
    expect(delays({ reason: 135 }, 2, 1)).toEqual([60_000, 60_000]);
  });

  it('starts over after a connection that lasted a minute, not after a shorter one', () => {
    const life = (attempt: number, ms: number): BrokerInput[] => [
      due,
      opened(attempt),
      ended(attempt, { wasOpen: true }, AT + ms, 1),
    ];
    const short = [...life(1, 59_999), ...life(2, 59_999)];
    expect(waitOf(effectsOf(...short))).toBe(2000);
    expect(waitOf(effectsOf(...short, ...life(3, 59_999)))).toBe(4000);
    expect(waitOf(effectsOf(...short, ...life(3, 60_000)))).toBe(1000);
  });
});

describe('the protocol version', () => {
  const versions = (...inputs: BrokerInput[]) => after(...inputs).history.version;

  it('falls back at once when the broker refuses MQTT 5 or closes before its CONNACK, and logs no failure', () => {
    for (const end of [{ reason: 1 }, { reason: 132 }, {}]) {
      expect(effectsOf(due, ended(1, end))).toEqual([
        { type: 'log version', version: 5, next: 4 },
        { type: 'wait', ms: 0 },
      ]);
      expect(effectsOf(due, ended(1, end), due)).toMatchObject([{ type: 'connect', attempt: 2, version: 4 }]);
    }
  });

  it('stays when the fault is another', () => {
    for (const end of [refusedPort, { reason: 135 }, { error: { message: 'connack timeout' } }])
      expect(versions(due, ended(1, end))).toBe(5);
  });

  it('alternates at once only every second time', () => {
    expect(effectsOf(due, ended(1), due, ended(2)).map(({ type }) => type)).toEqual(['log failure', 'wait']);
    expect(versions(due, ended(1), due, ended(2))).toBe(5);
    expect(waitOf(effectsOf(due, ended(1), due, ended(2), due, ended(3)))).toBe(0);
  });

  it('that worked is doubted only after three silent refusals in a row', () => {
    const worked = [due, ended(1), due, opened(2)];
    const once = [...worked, ended(2, { wasOpen: true }, AT), due, ended(3)];
    expect(versions(...once)).toBe(4);
    const doubted = [...once, due, ended(4)];
    expect(versions(...doubted)).toBe(5);
    expect(waitOf(effectsOf(...doubted, due, opened(5), ended(5, { wasOpen: true }, AT, 1)))).toBe(1000);
  });

  it('that worked is given up at once when the broker refuses it by a reason code', () => {
    const worked = [due, opened(1), ended(1, { wasOpen: true }, AT + 60_000), due];
    expect(versions(...worked, ended(2, { reason: 132 }))).toBe(4);
    expect(versions(...worked, ended(2))).toBe(5);
  });

  it('is no failure of the broker: the delay after the fallback starts at the first step', () => {
    expect(waitOf(effectsOf(due, ended(1), due, opened(2), ended(2, { wasOpen: true }, AT, 1)))).toBe(1000);
  });
});

describe('a second program with the same client id', () => {
  const short = (attempt: number): BrokerInput[] => [
    due,
    opened(attempt),
    ended(attempt, { wasOpen: true }, AT + 9999),
  ];

  it('is assumed after three short connections in a row that ended in silence', () => {
    expect(after(...short(1), ...short(2)).history.failure?.kind).toBe('unreachable');
    expect(after(...short(1), ...short(2), ...short(3)).history.failure?.kind).toBe('taken_over');
  });

  it('is not assumed when the broker was down in between, or a connection lasted', () => {
    const down = [...short(1), ...short(2), due, ended(3, refusedPort), ...short(4)];
    expect(after(...down).history.failure?.kind).toBe('unreachable');
    const long = [
      ...short(1),
      ...short(2),
      due,
      opened(3),
      ended(3, { wasOpen: true }, AT + 60_000),
      ...short(4),
    ];
    expect(after(...long).history.failure?.kind).toBe('unreachable');
  });

  it('is not assumed when the broker gives a reason', () => {
    const shutDown = ended(3, { wasOpen: true, reason: 139 }, AT + 9999);
    expect(after(...short(1), ...short(2), due, opened(3), shutDown).history.failure?.kind).toBe(
      'broker_error',
    );
  });

  it('is not reported any more after a step back', () => {
    const state = after(...short(1), ...short(2), ...short(3), due, opened(4), { type: 'step back' });
    expect(currentFailure(state, AT)).toBeNull();
  });

  it('is reported until a connection has lasted for half a minute', () => {
    const state = after(...short(1), ...short(2), ...short(3), due, opened(4));
    expect(currentFailure(state, AT + 29_999)?.kind).toBe('taken_over');
    expect(currentFailure(state, AT + 30_000)).toBeNull();
  });
});

describe('a broker that closes the connection after a message', () => {
  const cut = (attempt: number, inFlight: string[], end: Partial<ConnectionEnd> = {}): BrokerInput[] => [
    due,
    opened(attempt),
    ended(attempt, { wasOpen: true, inFlight, ...end }, AT + 100),
  ];
  const withheld = (...inputs: BrokerInput[]) =>
    effectsOf(...inputs).flatMap((effect) => (effect.type === 'withhold' ? [effect.topic] : []));

  it('is sent one message at a time from then on, until everything is acknowledged', () => {
    expect(effectsOf(...cut(1, ['a', 'b']), due)).toMatchObject([{ type: 'connect', isCareful: true }]);
    const over: BrokerInput[] = [due, opened(2), { type: 'acknowledged' }];
    const lost = ended(2, { wasOpen: true }, AT + 60_000);
    expect(effectsOf(...cut(1, ['a', 'b']), ...over, lost, due)).toMatchObject([{ isCareful: false }]);
  });

  it.each([
    ['in silence', {}],
    ['by a reset', { error: { message: 'read ECONNRESET', code: 'ECONNRESET' } }],
    ['with a reason', { reason: 135 }],
    ['with bytes that are no MQTT', { error: { message: 'Invalid puback reason code' } }],
  ])('refuses the topic that was in flight at three ends in a row: %s', (_, end) => {
    const twice = [...cut(1, ['a', 'b', 'c'], end), ...cut(2, ['b'], end)];
    expect(withheld(...twice)).toEqual([]);
    expect(withheld(...twice, ...cut(3, ['b'], end))).toEqual(['b']);
    const { failure } = after(...twice, ...cut(3, ['b'], end)).history;
    expect(failure).toMatchObject({ kind: 'refused_topics', message: expect.stringContaining('refuses b:') });
  });

  it('refuses no topic if another one was in flight at each end, or the reason is another', () => {
    expect(withheld(...cut(1, ['a']), ...cut(2, ['b']), ...cut(3, ['c']))).toEqual([]);
    for (const reason of [137, 139, 141, 142])
      expect(withheld(...[1, 2, 3].flatMap((attempt) => cut(attempt, ['a'], { reason })))).toEqual([]);
    const overdue = [1, 2, 3].flatMap((attempt) => cut(attempt, ['a'], { overdue: OVERDUE }));
    expect(withheld(...overdue)).toEqual([]);
  });

  it('is tried with everything again after an end that no message caused', () => {
    const named = [1, 2, 3].flatMap((attempt) => cut(attempt, ['a']));
    const types = (...inputs: BrokerInput[]) => effectsOf(...inputs).map(({ type }) => type);
    expect(types(...named, ...cut(4, ['b']))).not.toContain('release');
    expect(types(...named, due, ended(4, refusedPort))).toContain('release');
    expect(types(...named, due, ended(4, refusedPort), due, ended(5, refusedPort))).not.toContain('release');
  });
});

describe('a broker that refuses the will', () => {
  it('is offered one that is not retained, or of quality of service 0, at once and once', () => {
    for (const [reason, willManner] of [
      [154, { retain: false, qos: 1 }],
      [155, { retain: true, qos: 0 }],
    ] as const) {
      expect(waitOf(effectsOf(due, ended(1, { reason })))).toBe(0);
      expect(effectsOf(due, ended(1, { reason }), due)).toMatchObject([{ type: 'connect', willManner }]);
      const again = effectsOf(due, ended(1, { reason }), due, ended(2, { reason }));
      expect(waitOf(again)).toBeGreaterThan(0);
      expect(again.map(({ type }) => type)).toContain('log failure');
    }
  });
});

describe('a broker that does not acknowledge', () => {
  const mute = [due, opened(1), ended(1, { wasOpen: true, overdue: OVERDUE }, AT + 35_000), due, opened(2)];

  it('stays named while the next connection proves nothing, and no longer', () => {
    expect(currentFailure(after(...mute), AT + 90_000)?.kind).toBe('unacknowledged');
    expect(currentFailure(after(...mute, { type: 'acknowledged' }), AT + 36_000)).toBeNull();
  });

  it('is said to have had as long as it had', () => {
    const end = { wasOpen: true, overdue: { packet: 'SUBSCRIBE', deadlineMs: 10_000 } } as const;
    const failure = currentFailure(after(due, opened(1), ended(1, end)), AT);
    expect(failure?.message).toContain('did not acknowledge a SUBSCRIBE within 10 s');
  });
});

describe('a failure', () => {
  it('is logged once per kind, and again after a connection', () => {
    const types = (...inputs: BrokerInput[]) => effectsOf(...inputs).map(({ type }) => type);
    expect(types(due, ended(1, refusedPort))).toContain('log failure');
    expect(types(due, ended(1, refusedPort), due, ended(2, refusedPort))).toEqual(['wait']);
    expect(types(due, ended(1, refusedPort), due, ended(2, { reason: 135 }))).toContain('log failure');
    const again = [due, ended(1, refusedPort), due, opened(2), ended(2, refusedPort)];
    expect(types(...again)).toContain('log failure');
  });
});

describe('a step back', () => {
  it('waits a minute, and its return is no news', () => {
    const inputs: BrokerInput[] = [due, opened(1), { type: 'step back' }];
    expect(waitOf(effectsOf(...inputs))).toBe(60_000);
    expect(effectsOf(...inputs, due, opened(3))).toEqual([
      { type: 'announce opened', version: 5, isReturning: true },
    ]);
    // what the connection that was left does afterwards is ignored
    expect(effectsOf(...inputs, ended(1, { wasOpen: true }))).toEqual([]);
  });
});

describe('any sequence of inputs', () => {
  const anyEnd = fc.record({
    wasOpen: fc.boolean(),
    error: fc.constantFrom(null, refusedPort.error, { message: 'read ECONNRESET', code: 'ECONNRESET' }),
    reason: fc.constantFrom(null, 1, 5, 132, 135, 142, 154, 155),
    inFlight: fc.constantFrom([], ['a'], ['a', 'b']),
    overdue: fc.constantFrom(null, OVERDUE),
  });
  /** `lag` 0 is the latest attempt. */
  const anyInput = fc.record({
    type: fc.constantFrom<InputType>(
      'due',
      'due',
      'opened',
      'opened',
      'ended',
      'acknowledged',
      'step back',
      'stop',
    ),
    lag: fc.constantFrom(0, 0, 0, 1),
    end: anyEnd,
    passedMs: fc.integer({ min: 0, max: 100_000 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('makes one attempt at a time, waits at most a minute, and does nothing after a stop', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 40 }), (inputs) => {
        let state = initialBrokerState;
        let at = AT;
        let isOpen = false;
        for (const { type, lag, end, passedMs, jitter } of inputs) {
          at += passedMs;
          const attempt = state.history.attempt - lag;
          const input: BrokerInput =
            type === 'opened'
              ? { type, attempt, at }
              : type === 'ended'
                ? { type, attempt, end, at, jitter }
                : { type };
          const before: Phase = state.phase;
          const step = brokerTransition(state, input, names);
          ({ state } = step);
          const to: string = state.phase;
          const types = step.effects.map((effect) => effect.type);
          expect(types.includes('connect')).toBe([before, to].join() === 'waiting,connecting');
          expect(types.includes('wait')).toBe(before !== 'waiting' && to === 'waiting');
          if (types.includes('wait')) {
            const ms = waitOf(step.effects)!;
            expect(ms).toBeGreaterThanOrEqual(0);
            expect(ms).toBeLessThanOrEqual(60_000);
          }
          if (types.includes('announce opened')) {
            expect(isOpen).toBe(false);
            isOpen = true;
          }
          if (types.includes('announce lost')) {
            expect(isOpen).toBe(true);
            isOpen = false;
          }
          expect(isOpen && state.phase !== 'stopped').toBe(state.phase === 'connected');
          if (before === 'stopped')
            expect(step).toEqual({ state: { ...state, phase: 'stopped' }, effects: [] });
        }
      }),
    );
  });
});
