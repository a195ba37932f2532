import { expect, test } from 'vitest';
import { healthSchema, healthStatuses } from '../../src/record/health.ts';
import { health, holderOf } from './snapshot.ts';
import { problemOf, start } from './start.ts';

test('without a key only the status', async () => {
  const answer = await start().ask('/health', {});
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ status: 'ok' });
});

test('with the key everything', async () => {
  const answer = await start().ask('/health');
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(healthSchema.parse(await answer.json())).toEqual(health());
});

test('with a wrong key nothing', async () => {
  expect((await problemOf(await start().ask('/health', { 'X-API-Key': 'nope' }))).status).toBe(401);
});

test.each(healthStatuses)('%s is 503 only when it is down', async (status) => {
  const { ask } = start({ health: () => health({ status }) });
  for (const headers of [{}, undefined]) {
    const answer = await ask('/health', headers);
    expect(answer.status).toBe(status === 'down' ? 503 : 200);
    expect(await answer.json()).toMatchObject({ status });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
});

test('is told before the first snapshot, and is never an old answer', async () => {
  let status: 'down' | 'ok' = 'down';
  const { ask } = start({ snapshot: holderOf(null), health: () => health({ status, snapshot: null }) });
  expect((await ask('/health')).status).toBe(503);
  status = 'ok';
  expect((await ask('/health')).status).toBe(200);
});
