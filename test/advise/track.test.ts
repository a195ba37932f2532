import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advise, adviseInSlices, kinds } from '../../src/advise/advise.ts';
import { quote, setWifi } from '../../src/advise/command.ts';
import { BETTER_DB, DAY_MS, WEAK_DBM } from '../../src/advise/constant.ts';
import { ENDS_AFTER_MS, nothingTracked, SAME_WITHIN_MS, track } from '../../src/advise/track.ts';
import { compareVersions, has } from '../../src/advise/version.ts';
import { findingKinds, findingSchema, type Tracked } from '../../src/record/finding.ts';
import { runs } from '../runs.ts';
import { AT, HERE, houseOf, stay, THERE, wifi } from './house.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const weakHouse = houseOf({ stays: [stay({ medianDbm: -80 })] });
const weak = advise(weakHouse);
const calm = advise(houseOf());
const unjudged = advise(houseOf({ historyHours: null }));
const after = (tracked: Tracked, advice: typeof weak, agoMs: number) =>
  track(tracked, advice, { at: AT + agoMs, sha256 });
const first = after(nothingTracked, weak, 0);

describe('the life of a finding', () => {
  test('its id is the first 12 digits of the SHA-256 of kind and subject', () => {
    expect(first.findings.map(({ finding_id }) => finding_id)).toEqual([
      sha256('weak_coverage\ndevice\n3c22fb0a1b2c').slice(0, 12),
    ]);
    expect(first.begun).toEqual(first.findings);
  });

  test('found again, it is the same since the first time, without an event', () => {
    const second = after(first, weak, 600_000);
    expect(second.begun).toEqual([]);
    expect(second.findings[0]).toMatchObject({
      first_seen_at: new Date(AT).toISOString(),
      last_seen_at: new Date(AT + 600_000).toISOString(),
    });
  });

  test('it ends a day after it was last found', () => {
    expect(after(first, calm, ENDS_AFTER_MS - 1).findings).toHaveLength(1);
    expect(after(first, calm, ENDS_AFTER_MS).findings).toEqual([]);
  });

  test('back within a week after its end it is the same, without an event; later it is new', () => {
    const ended = after(first, calm, ENDS_AFTER_MS);
    const soon = after(ended, weak, ENDS_AFTER_MS + SAME_WITHIN_MS - 1);
    expect([soon.begun, soon.findings[0]!.first_seen_at]).toEqual([[], new Date(AT).toISOString()]);
    expect(after(ended, weak, ENDS_AFTER_MS + SAME_WITHIN_MS).begun).toHaveLength(1);
    expect(after(ended, calm, ENDS_AFTER_MS + SAME_WITHIN_MS).ended).toEqual([]);
  });

  test('what cannot be judged has not ended, for a week', () => {
    expect(after(first, unjudged, 3 * DAY_MS).findings).toHaveLength(1);
    expect(after(first, unjudged, ENDS_AFTER_MS + SAME_WITHIN_MS).findings).toEqual([]);
  });
});

describe('all kinds', () => {
  test('each has one check, in the order of the list', () => {
    expect(kinds.map(({ kind }) => kind)).toEqual(findingKinds);
    for (const { checks } of [weak, calm, unjudged]) {
      expect(checks.map(({ kind }) => kind)).toEqual(findingKinds);
      for (const { status, reason } of checks)
        expect(reason === null).toBe(status === 'found' || status === 'none');
    }
  });

  test('an empty house has no finding, and what cannot be said has a reason', () => {
    expect(calm.found).toEqual([]);
    expect(unjudged.checks.filter(({ status }) => status === 'not_supported').length).toBeGreaterThan(9);
  });

  test('the work is done in slices, with the same result', () => {
    const work = adviseInSlices(weakHouse);
    let slices = 0;
    let step = work.next();
    for (; step.done !== true; step = work.next()) slices += 1;
    expect(step.value).toEqual(weak);
    expect(slices).toBeGreaterThan(5);
  });

  test('findings keep to the schema', () => {
    for (const finding of first.findings) expect(findingSchema.parse(finding)).toEqual(finding);
  });

  test('whatever the stays, a kind finds a subject once, by its rule, and every finding keeps to the schema', () => {
    const anyStay = fc.record({
      accessPointId: fc.constantFrom(HERE, THERE),
      band: fc.constantFrom('2.4GHz' as const, '5GHz' as const),
      medianDbm: fc.integer({ min: -95, max: -30 }),
      minutes: fc.integer({ min: 1, max: 1200 }),
      gapMs: fc.constantFrom(0, 30_000, 3_600_000),
    });
    let stickyCount = 0;
    fc.assert(
      fc.property(fc.array(anyStay, { maxLength: 25 }), (given) => {
        // back from the last one, which has no end
        let end = AT;
        const newestFirst = given.map(({ minutes, gapMs, ...where }, index) => {
          const [fromAt, toAt] = [end - minutes * 60_000, end];
          end = fromAt - gapMs;
          const isWeak = where.medianDbm < WEAK_DBM && minutes >= 10;
          return stay({
            ...where,
            fromAt,
            toAt: index === 0 ? null : toAt,
            weak: isWeak ? { fromAt, toAt, medianDbm: where.medianDbm } : null,
          });
        });
        const advice = advise(houseOf({ stays: newestFirst.toReversed() }));
        const keys = advice.found.map(({ kind, subject }) => `${kind} ${subject.type} ${subject.id}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const finding of after(nothingTracked, advice, 0).findings)
          expect(findingSchema.parse(finding)).toEqual(finding);
        for (const { evidence } of advice.found.filter(({ kind }) => kind === 'sticky_client')) {
          stickyCount++;
          expect(evidence['signal_dbm']).toBeLessThan(WEAK_DBM);
          expect(evidence['gain_db']).toBeGreaterThanOrEqual(BETTER_DB);
          expect(evidence['better_access_point_id']).not.toBe(evidence['access_point_id']);
        }
      }),
      { numRuns: runs(200) },
    );
    expect(stickyCount).toBeGreaterThan(0);
  });
});

describe('what is typed', () => {
  test('names are quoted as RouterOS strings', () => {
    expect(quote(String.raw`a "b" $c \d`)).toBe(String.raw`"a \"b\" \$c \\d"`);
  });

  test('the command fits the driver, and the profile where interfaces are made from one', () => {
    const command = (overrides: Parameters<typeof wifi>[2]) =>
      setWifi(wifi(HERE, '2.4GHz', overrides), 'tx-power=13');
    expect(command({ access_point_id: 'router' })).toBe(
      '/interface/wifi/set [find where name="Hall 2.4GHz"] configuration.tx-power=13',
    );
    expect(command({})).toBe(
      '/interface/wifi/configuration/set [/interface/wifi/get "Hall 2.4GHz" configuration] tx-power=13',
    );
    expect(command({ source: 'capsman' })).toContain('channel.tx-power=13');
    expect(command({ source: 'wireless' })).toContain('tx-power-mode=all-rates-fixed tx-power=13');
  });

  test('versions compare by number', () => {
    expect(has('7.20.8', 'transition_threshold')).toBe(false);
    expect(has('7.21', 'transition_threshold')).toBe(true);
    expect(has('7.9', 'steering')).toBe(false);
    expect(compareVersions('7.9', '7.10')).toBeLessThan(0);
    expect(compareVersions('7.24 (stable)', '7.24')).toBe(0);
    expect(compareVersions('7.24', '7.24.1')).toBeLessThan(0);
  });
});
