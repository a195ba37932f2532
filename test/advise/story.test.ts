/** The wall panel: it hangs on the wrong access point, findings say why and what to set, and with that set it goes home. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { advise } from '../../src/advise/advise.ts';
import { nothingTracked, track } from '../../src/advise/track.ts';
import { createHouse } from '../../src/demo/house.ts';
import { live, PAST_STEP_MS } from '../../src/demo/site/past.ts';
import { costOf, householdPlans, setLowBandPower, setThresholdOn } from './best.ts';
import { joinPasts, toHouse } from './simulated.ts';

const AT = Date.UTC(2026, 10, 28, 18);
const DEFAULT_POWER = { '2.4': 26, '5': 20 };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Values of which the cost is nearly the lowest. */
function bestOf(values: readonly number[], cost: (value: number) => number): number[] {
  const costs = values.map(cost);
  return values.filter((_, index) => costs[index]! <= Math.min(...costs) + 0.015);
}

const distance = (value: number, best: readonly number[]) =>
  Math.min(...best.map((one) => Math.abs(one - value)));

describe.each([1, 7])('the house with seed %i', (seed) => {
  const { life, past, settings } = createHouse({ seed, now: () => AT, air: true });
  const configured = { settings, defaultPowerDbm: DEFAULT_POWER };
  const advice = advise(toHouse(life!, past!, householdPlans(seed), configured));
  const about = (kind: string, name: string) =>
    advice.found.find((found) => found.kind === kind && found.subject.name === name)!;
  const panel = about('wrong_access_point', 'Wall panel');
  const threshold = about('transition_threshold', 'home');
  const size = about('cell_size', 'Hallway');

  test('findings name the panel, the size of the cell and the threshold', () => {
    expect(panel).toMatchObject({
      severity: 'warning',
      evidence: { access_point: 'Hallway', better_access_point: 'Kitchen', band: '2.4GHz' },
      proposal: { action: 'keep_device_off', input: { access_point: 'router-1' } },
    });
    expect(Math.abs(Number(panel.evidence['signal_dbm']) + 60)).toBeLessThanOrEqual(4);
    expect(panel.evidence['gain_db']).toBeGreaterThanOrEqual(10);
    expect(threshold.evidence).toMatchObject({ present_dbm: -80 });
    expect(threshold.detail).toContain('None is set, which means -80 dBm');
    expect(size.evidence).toMatchObject({ tx_power_dbm: 26, high_band_tx_power_dbm: 20 });
  });

  test('the proposed threshold is within 3 dB of the best one, and the present one is not', () => {
    const values = [-80, -76, -73, -70, -67, -64, -61, -58, -55, -52, -49, -46];
    const best = bestOf(values, (dbm) => {
      const { astray, asked } = costOf(seed, 'home', AT, setThresholdOn('home', dbm));
      return astray + asked;
    });
    expect(distance(Number(threshold.evidence['proposed_dbm']), best)).toBeLessThanOrEqual(3);
    expect(distance(-80, best)).toBeGreaterThan(3);
  });

  test('the proposed power is within 3 dB of the highest of the best ones, and the present one is not', () => {
    const values = [26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6];
    const best = bestOf(values, (dbm) => {
      const { lowBand, deaf } = costOf(seed, null, AT, setLowBandPower(dbm));
      return lowBand + deaf;
    });
    const proposed = Number(size.evidence['proposed_tx_power_dbm']);
    expect(Math.abs(Math.max(...best) - proposed)).toBeLessThanOrEqual(3);
    expect(26 - Math.max(...best)).toBeGreaterThan(3);
  });

  test('with the proposed values set, the panel goes home and the findings end', () => {
    const before = track(nothingTracked, advice, { at: AT, sha256 });
    setThresholdOn('home', Number(threshold.evidence['proposed_dbm']))(settings, life!);
    setLowBandPower(Number(size.evidence['proposed_tx_power_dbm']))(settings, life!);
    const hour = live(life!, AT, 1 / 24);
    const dweller = life!.dwellers.find(({ plan }) => plan.name === 'Wall panel')!;
    expect(dweller.port!.accessPoint.name).toBe('Kitchen');
    const rest = live(life!, AT + 3_600_000, 2);
    const after = joinPasts(joinPasts(past!, hour), rest);
    const at = after.sinceAt + after.steps * PAST_STEP_MS;
    const later = advise(toHouse(life!, after, householdPlans(seed), configured));
    const ended = track(before, later, { at, sha256 });
    const titles = ended.findings.map(({ kind, subject }) => `${kind} ${subject.name}`);
    for (const { kind, subject } of [panel, threshold, size]) {
      expect(titles).not.toContain(`${kind} ${subject.name}`);
      expect(before.findings.map((one) => `${one.kind} ${one.subject.name}`)).toContain(
        `${kind} ${subject.name}`,
      );
    }
  });
});
