/** The series of a family, from samples of the test's own. */
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { type Family, type MetricSample, PREFIX, register, type Scrape } from '../../src/metrics/family.ts';
import { parse } from './exposition.ts';

async function seriesOf(type: Family['type'], samples: readonly MetricSample[]) {
  const registry = new Registry();
  const name = type === 'counter' ? 'bytes_total' : 'state';
  const labelNames = ['person', 'place'];
  register(
    registry,
    { name, help: 'Of this test.', type, labelNames, read: () => samples },
    () => ({}) as Scrape,
  );
  const scrape = async () => parse(await registry.metrics()).get(PREFIX + name)!.series;
  const first = await scrape();
  expect(await scrape()).toEqual(first);
  return first.map(({ labels, value }) => [labels, value]);
}

describe.each(['gauge', 'counter'] as const)('a %s', (type) => {
  it('with the same labels twice keeps the first value', async () => {
    const samples = [
      { labels: { person: 'Ann', place: 'Hall' }, value: 3 },
      { labels: { person: 'Ann', place: 'Hall' }, value: 4 },
      { labels: { place: 'Hall', person: 'Ann' }, value: 5 },
      { labels: { person: 'Ann', place: '' }, value: 6 },
      { labels: { person: 'Ann', place: null }, value: 7 },
    ];
    expect(await seriesOf(type, samples)).toEqual([
      [{ person: 'Ann', place: 'Hall' }, 3],
      [{ person: 'Ann' }, 6],
    ]);
  });

  it('without labels twice keeps the first value', async () => {
    expect(await seriesOf(type, [{ value: 3 }, { labels: { person: '' }, value: 4 }])).toEqual([[{}, 3]]);
  });

  it('skips what is not known before it keeps the first value', async () => {
    const samples = [null, Number.NaN, Infinity, 5, 6].map((value) => ({ labels: { person: 'Ann' }, value }));
    expect(await seriesOf(type, samples)).toEqual([[{ person: 'Ann' }, 5]]);
  });
});
