/** How often, how long and when routers are asked: never while one is polled, one question at a time, ten a minute for each key. */
import { afterEach, expect, it } from 'vitest';
import { type Lab, type LabOptions, startLab } from '../question/router/lab.ts';

let lab: Lab;
afterEach(() => lab.stop());

async function startWith(options: LabOptions = {}): Promise<void> {
  lab = await startLab({ tables: () => ({ 'ip/arp': [], 'ip/service': [] }), ...options });
}

const QUERY = { menu: 'ip/service' };

it('ten questions of a key are answered, the eleventh is told when to come again, and another key is not', async () => {
  await startWith();
  for (let count = 0; count < 10; count++)
    expect(await lab.ask('query_router', QUERY, 'a key')).toMatchObject({ row_count: 0 });
  const refusal = await lab.ask('query_router', QUERY, 'a key');
  expect(refusal).toMatchObject({ refused: 'router_busy' });
  expect(refusal['waitMs']).toBeGreaterThan(0);
  expect(refusal['waitMs']).toBeLessThanOrEqual(6_000);
  expect(lab.router.requests).toHaveLength(10);
  expect(await lab.ask('query_router', QUERY, 'another')).toMatchObject({ row_count: 0 });
});

it('questions to one router run one after the other, and what exceeds the queue is told to come again', async () => {
  await startWith({ latencyMs: 20 });
  const answers = await Promise.all(Array.from({ length: 6 }, () => lab.ask('query_router', QUERY)));
  expect(answers.filter((answer) => 'rows' in answer)).toHaveLength(3);
  expect(answers.filter((answer) => answer['refused'] === 'router_busy')).toHaveLength(3);
  expect(lab.router.maxInFlight()).toBe(1);
});

it('a question waits for the end of a poll', async () => {
  let looks = 0;
  await startWith({ isPolling: () => ++looks <= 3 });
  const before = lab.router.requests.length;
  expect(await lab.ask('query_router', QUERY)).toMatchObject({ row_count: 0 });
  expect([looks, lab.router.requests.length - before]).toEqual([4, 1]);
});

it('the polling user asks within half of the interval, and is told what is too much for that', async () => {
  await startWith({ hasOwnUser: false, pollIntervalMs: 4_000 });
  expect(lab.asking.budgetMs('router')).toBe(2_000);
  expect(await lab.ask('ping_from_router', { address: '1.1.1.1', count: 3 })).toMatchObject({
    errors: [{ parameter: 'count', message: expect.stringContaining('ROUTEROS_QUERY_USERNAME') as string }],
  });
  expect(await lab.ask('ping_from_router', { address: '1.1.1.1', count: 2 })).toMatchObject({ sent: 2 });
});

it('a question ends when its time is over, and the next one is answered', async () => {
  await startWith({ hasOwnUser: false, pollIntervalMs: 200 });
  lab.router.setFault('hang');
  expect(await lab.ask('query_router', QUERY)).toMatchObject({
    refused: 'router_failed',
    error: { kind: 'timeout' },
  });
  lab.router.setFault(null);
  expect(await lab.ask('query_router', QUERY)).toMatchObject({ row_count: 0 });
});

it('a router that is gone from the configuration is asked no more, and another log-in is used at once', async () => {
  await startWith();
  lab.asking.configure({ pollIntervalMs: 10_000, routers: [] });
  expect(await lab.ask('query_router', QUERY)).toMatchObject({ errors: [{ parameter: 'router' }] });
});
