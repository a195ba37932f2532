import { expect, test } from 'vitest';
import { monitor, monitorMs } from '../../src/demo/monitor.ts';

const tables: Record<string, readonly Record<string, string>[]> = {
  'interface/wifi': [{ '.id': '*1', name: 'wifi2', disabled: 'true' }],
  'interface/wifi/registration-table': [],
};
const run = (body: Record<string, string>) => monitor('interface/wifi', body, (menu) => tables[menu]!);

test.each([
  [{ once: '' }, 0],
  [{ once: 'false' }, 0],
  [{ duration: '3s' }, 3000],
  [{}, Number.POSITIVE_INFINITY],
])('%j takes %d ms', (body, expected) => {
  expect(monitorMs(body)).toBe(expected);
});

test('a duration answers one numbered element per second', () => {
  const elements = JSON.parse(run({ numbers: 'wifi2', duration: '2s' }).body.toString()) as Record<
    string,
    string
  >[];
  expect(elements.map((element) => [element['.section'], element['state'], element['channel']])).toEqual([
    ['0', 'disabled', undefined],
    ['1', 'disabled', undefined],
  ]);
});

test('an interface that does not exist cannot be monitored', () => {
  expect(run({ numbers: 'wifi9', once: '' }).status).toBe(404);
});
