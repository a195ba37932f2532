/** Verdicts over random houses whose truth is known, and what is measured from a history. Prints the error rates. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EffectWindow, effectWindows, judge, plans } from '../../src/change/effect.ts';
import { type Stretch, toStretches } from '../../src/change/stretch.ts';

const HOUR_MS = 3_600_000;

/** The same numbers for the same seed. */
function randomOf(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform() || 1e-9)) * Math.cos(2 * Math.PI * uniform());
  const poisson = (mean: number) => {
    let [count, product] = [0, uniform()];
    for (const limit = Math.exp(-mean); product > limit; count += 1) product *= uniform();
    return count;
  };
  return { uniform, normal, poisson };
}

type Truth = 'nothing' | 'helps' | 'harms';

/** Stretches vary from one to the next, in signal, in weak time, and in how many events come. */
function house(seed: number, window: EffectWindow, truth: Truth) {
  const { uniform, normal, poisson } = randomOf(seed);
  const { stretchMs, before, after } = plans[window];
  const devices = 1 + Math.floor(uniform() * 12);
  const hours = (devices * stretchMs) / HOUR_MS;
  const base = {
    signal: -76 + uniform() * 12,
    weak: 0.4 + uniform() * 0.3,
    roams: uniform() * 6,
    drops: 0.5 + uniform() * 3,
  };
  const sway = 0.03 + uniform() * 0.05;
  const stretch = (now: Truth): Stretch => {
    const sign = now === 'helps' ? 1 : now === 'harms' ? -1 : 0;
    const deviceHours = hours * (0.4 + uniform() * 0.6);
    const weak = base.weak - sign * 0.35 + sway * normal();
    return {
      deviceHours,
      signalDbm: base.signal + sign * 9 + sway * 20 * normal(),
      weakShare: Math.min(1, Math.max(0, weak)),
      roams: poisson((base.roams * deviceHours) / 24),
      drops: poisson(((base.drops + (sign < 0 ? 6 : 0)) * deviceHours) / 24),
    };
  };
  return {
    before: Array.from({ length: before }, () => stretch('nothing')),
    after: Array.from({ length: after }, () => stretch(truth)),
  };
}

const wanted = { nothing: 'same', helps: 'better', harms: 'worse' } as const;

function wrongShare(window: EffectWindow, truth: Truth): number {
  const houses = 200;
  const wrong = Array.from({ length: houses }, (_, seed) =>
    judge(window, house(seed * 7919 + window.length, window, truth)),
  ).filter(({ verdict }) => verdict !== wanted[truth]);
  return wrong.length / houses;
}

describe('the verdict over 200 random houses', () => {
  it.each(effectWindows)('%s: an idle change is rarely told from one that did something', (window) => {
    const rates = (['nothing', 'helps', 'harms'] as const).map(
      (truth) => [truth, wrongShare(window, truth)] as const,
    );
    process.stdout.write(
      `effect ${window}: wrong ${rates.map(([truth, rate]) => `${truth} ${(rate * 100).toFixed(1)} %`).join(', ')}\n`,
    );
    const [nothing, helps, harms] = rates.map(([, rate]) => rate) as [number, number, number];
    expect(nothing).toBeLessThanOrEqual(0.05);
    expect(helps).toBeLessThanOrEqual(0.1);
    expect(harms).toBeLessThanOrEqual(0.1);
  });

  it('a house with too little before or after it is too early, whatever its numbers', () => {
    for (const window of effectWindows)
      for (let seed = 0; seed < 200; seed += 1) {
        const { before, after } = house(seed, window, 'harms');
        expect(judge(window, { before: before.slice(0, 3), after }).verdict).toBe('too_early');
        const asleep = after.map((one) => ({ ...one, deviceHours: 0, signalDbm: null, weakShare: null }));
        expect(judge(window, { before, after: asleep }).verdict).toBe('too_early');
        // a session whose end was not seen
        const unread = after.map((one) => ({ ...one, signalDbm: null, weakShare: null }));
        expect(judge(window, { before, after: unread }).verdict).toBe('too_early');
      }
  });

  it('numbers are finite, and before and after in another order give no opposite verdicts', () => {
    const stretch = fc.record({
      deviceHours: fc.double({ min: 0, max: 500, noNaN: true }),
      signalDbm: fc.option(fc.integer({ min: -100, max: -20 })),
      weakShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      roams: fc.nat(1000),
      drops: fc.nat(1000),
    });
    const seven = fc.array(stretch, { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(seven, seven, (before, after) => {
        const there = judge('7d', { before, after });
        const back = judge('7d', { before: after, after: before });
        for (const { before: was, after: is, uncertainty } of [there, back])
          for (const value of Object.values({ ...was, ...is, ...uncertainty }))
            expect(value).toSatisfy(Number.isFinite);
        if (there.verdict === 'better') expect(back.verdict).not.toBe('better');
      }),
    );
  });
});

describe('a stretch', () => {
  it('has the hours, the moves, the drops and the signal of every device in it', () => {
    const at = (minutes: number) => new Date(minutes * 60_000).toISOString();
    const sample = (minutes: number, signal_dbm: number | null) => ({
      at: at(minutes),
      signal_dbm,
      signal_min_dbm: signal_dbm,
      signal_max_dbm: signal_dbm,
      sample_count: 2,
    });
    const pasts = [
      {
        sessions: [
          { from_at: at(-30), to_at: at(90), ended_by: 'roamed' as const },
          { from_at: at(90), to_at: null, ended_by: null },
        ],
        segments: [{ samples: [sample(10, -80), sample(20, -60), sample(30, null), sample(130, -50)] }],
      },
      { sessions: [{ from_at: at(0), to_at: at(30), ended_by: 'disconnected' as const }], segments: [] },
    ];
    expect(toStretches(pasts, { sinceAt: 0, stretchMs: HOUR_MS, count: 2 })).toEqual([
      { deviceHours: 1.5, signalDbm: -70, weakShare: 0.5, roams: 0, drops: 1 },
      { deviceHours: 1, signalDbm: null, weakShare: null, roams: 1, drops: 0 },
    ]);
  });
});
