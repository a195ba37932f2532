import { expect, test } from 'vitest';
import { createShutdown, startOrStop } from '../../src/service/shutdown.ts';

test('stages stop in their order, whatever the order of their parts, and each waits for the one before', async () => {
  const { add, run } = createShutdown();
  const order: string[] = [];
  const slow = (name: string) => async () => {
    await new Promise(setImmediate);
    order.push(name);
  };
  add('history', slow('history'));
  add('trace', slow('trace'));
  add('watch', slow('watch'));
  add('edges', slow('edges'));
  await run();
  expect(order).toEqual(['watch', 'edges', 'history', 'trace']);
});

test('the parts of one stage stop at the same time', async () => {
  const { add, run } = createShutdown();
  let release = () => {};
  add('edges', () => new Promise<void>((resolve) => (release = resolve)));
  add('edges', () => release());
  await run();
});

test('a part that fails to stop keeps no other from stopping, and its error is reported at the end', async () => {
  const { add, run } = createShutdown();
  const stopped: string[] = [];
  add('edges', () => {
    throw new Error('stuck');
  });
  add('edges', () => void stopped.push('edge'));
  add('history', () => void stopped.push('history'));
  await expect(run()).rejects.toThrow('stuck');
  expect(stopped).toEqual(['edge', 'history']);
});

test('no part is stopped twice', async () => {
  const { add, run } = createShutdown();
  let count = 0;
  add('edges', () => void count++);
  await Promise.all([run(), run()]);
  await run();
  expect(count).toBe(1);
});

test('a start that fails, and whose parts fail to stop, reports why it failed and logs the rest', async () => {
  const logged: unknown[] = [];
  const starting = startOrStop(
    async ({ add }) => {
      add('edges', () => {
        throw new Error('stuck');
      });
      throw new Error('the port is taken');
    },
    { error: (fields, event) => logged.push(event, fields) },
  );
  await expect(starting).rejects.toThrow('the port is taken');
  expect(logged).toEqual(['stop failed', { error: new Error('stuck') }]);
});
