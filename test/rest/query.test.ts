import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseQuery } from '../../src/rest/query.ts';
import { deviceQuerySchema } from '../../src/record/select.ts';
import { problemOf, start } from './start.ts';

describe('what is written becomes what the schema understands', () => {
  test.each([
    ['', {}],
    ['name=a&name=b', { name: ['a', 'b'] }],
    ['name=a=b', { name: ['a=b'] }],
    ['n%61me=a%2Bb+c', { name: ['a+b c'] }],
    ['connected=true&connected=false', { connected: [true, false] }],
    ['limit=1000&offset=0', { limit: 1000, offset: 0 }],
    ['name=7&name=true', { name: ['7', 'true'] }],
    ['detail=full&sort=-signal_dbm', { detail: 'full', sort: '-signal_dbm' }],
    ['fields=name,signal_dbm&fields=band', { fields: ['name', 'signal_dbm', 'band'] }],
    ['presence=home,away&name=a,b', { presence: ['home', 'away'], name: ['a,b'] }],
    ['signal_dbm_max=-75', { signal_dbm_max: -75 }],
  ])('%s', (query, value) => {
    expect(parseQuery(deviceQuerySchema, query)).toEqual({ value });
  });
});

/** What each parameter is told, when only that one is wrong. */
const faults: [query: string, parameter: string, message: string][] = [
  ['limit=0', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=1001', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=-1', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=abc', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=', 'limit', 'must be an integer from 1 to 1000'],
  ['limit', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=1.5', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=1e2', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=0x10', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=+5', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=99999999999999999999', 'limit', 'must be an integer from 1 to 1000'],
  ['limit=NaN', 'limit', 'must be an integer from 1 to 1000'],
  ['offset=-1', 'offset', 'must be an integer from 0 to 1000000000'],
  ['offset=1000000001', 'offset', 'must be an integer from 0 to 1000000000'],
  ['limit=5&limit=5', 'limit', 'may be given only once'],
  ['sort=name&sort=band', 'sort', 'may be given only once'],
  ['detail=full&detail=full', 'detail', 'may be given only once'],
  ['connected=yes', 'connected', 'must be true or false'],
  ['connected=TRUE', 'connected', 'must be true or false'],
  ['connected=1', 'connected', 'must be true or false'],
  ['connected=', 'connected', 'must be true or false'],
  ['connected=true&connected=maybe', 'connected', 'must be true or false'],
  ['mac=zz', 'mac', 'is not a MAC address; write it like AA:BB:CC:DD:EE:FF'],
  ['mac=3C:22:FB:0A:1B:2C&mac=3C', 'mac', 'is not a MAC address; write it like AA:BB:CC:DD:EE:FF'],
  ['mac=00:00:00:00:00:00', 'mac', 'is not a MAC address; write it like AA:BB:CC:DD:EE:FF'],
  ['band=5', 'band', 'must be one of 2.4GHz, 5GHz, 6GHz'],
  ['band=5ghz', 'band', 'must be one of 2.4GHz, 5GHz, 6GHz; did you mean 5GHz?'],
  ['band=24GHz', 'band', 'must be one of 2.4GHz, 5GHz, 6GHz; did you mean 2.4GHz?'],
  ['presence=Home', 'presence', 'must be one of home, away, unknown, any; did you mean home?'],
  ['detail=ful', 'detail', 'must be one of compact, full; did you mean full?'],
  [
    'sort=-signal',
    'sort',
    'names "-signal", which is not a field to sort by; use a field of the record, with - in front for descending; did you mean -signal_dbm?',
  ],
  [
    'sort=links',
    'sort',
    'names "links", which is not a field to sort by; use a field of the record, with - in front for descending',
  ],
  ['fields=foo', 'fields', 'names "foo", which is not a field of a device'],
  [
    'fields=name,signl_dbm',
    'fields',
    'names "signl_dbm", which is not a field of a device; did you mean signal_dbm?',
  ],
  [`fields=${'"'.repeat(65)}`, 'fields', `names "${'\\"'.repeat(64)}", which is not a field of a device`],
  ['name=', 'name', 'must not be empty'],
  [`name=${'x'.repeat(129)}`, 'name', 'must be at most 128 characters long'],
  [Array.from({ length: 101 }, () => 'name=x').join('&'), 'name', 'may have at most 100 values'],
  ['name=%00', 'name', 'contains a control character'],
  ['name=a%0Ab', 'name', 'contains a control character'],
  ['name=%C2%85', 'name', 'contains a control character'],
  ['name=%', 'name', 'is not well-formed percent-encoded UTF-8'],
  ['name=%zz', 'name', 'is not well-formed percent-encoded UTF-8'],
  ['name=%ff', 'name', 'is not well-formed percent-encoded UTF-8'],
  ['n%ff=x', 'n%ff', 'is not well-formed percent-encoded UTF-8'],
  ['acces_point=x', 'acces_point', 'is not a parameter of this route; did you mean access_point?'],
  ['accessPoint=x', 'accessPoint', 'is not a parameter of this route; did you mean access_point?'],
  ['mac_address=x', 'mac_address', 'is not a parameter of this route; did you mean mac?'],
  [
    '__proto__=x',
    '__proto__',
    expect.stringMatching(/^is not a parameter of this route; use one of name, mac, /),
  ],
  [
    'constructor=x',
    'constructor',
    expect.stringMatching(/^is not a parameter of this route; use one of name, mac, /),
  ],
  ['=x', '', expect.stringMatching(/^is not a parameter of this route; use one of name, mac, /)],
];

describe('what is wrong is refused by name', () => {
  test.each(faults.map((fault) => [fault[0].slice(0, 40), ...fault] as const))(
    '%s',
    async (_title, query, parameter, message) => {
      const problem = await problemOf(await start().ask(`/devices?${query}`));
      expect(problem.status).toBe(400);
      expect(problem.errors).toEqual([{ parameter, message }]);
    },
  );

  test('every fault at once', async () => {
    const problem = await problemOf(
      await start().ask('/devices?limit=0&band=x&mac=y&colour=red&name=%00&name=%ff'),
    );
    expect(problem.errors?.map(({ parameter }) => parameter).toSorted()).toEqual([
      'band',
      'colour',
      'limit',
      'mac',
      'name',
      'name',
    ]);
    for (const { parameter, message } of problem.errors ?? []) {
      expect(problem.detail).toContain(`${parameter} ${message}`);
    }
  });

  test('only the first of very many', async () => {
    const query = Array.from({ length: 1000 }, (_, index) => `p${index}=1`).join('&');
    expect((await problemOf(await start().ask(`/devices?${query}`))).errors).toHaveLength(20);
    const broken = Array.from({ length: 1000 }, (_, index) => `p${index}=%`).join('&');
    expect((await problemOf(await start().ask(`/devices?${broken}`))).errors).toHaveLength(20);
  });

  test('in a detail that reads like a sentence', async () => {
    const detail = async (query: string) => (await problemOf(await start().ask(`/devices?${query}`))).detail;
    expect(await detail('limit=0')).toBe('limit must be an integer from 1 to 1000.');
    expect(await detail('limit=0&limt=1')).toBe(
      'limt is not a parameter of this route; did you mean limit?; limit must be an integer from 1 to 1000.',
    );
    expect(await detail('limt=1')).toBe('limt is not a parameter of this route; did you mean limit?');
  });

  test('a long name of a parameter is not repeated at length', async () => {
    const problem = await problemOf(await start().ask(`/devices?${'n'.repeat(5000)}=1`));
    expect(problem.errors?.[0]?.parameter).toBe('n'.repeat(64));
    expect(problem.detail.length).toBeLessThan(500);
  });

  test('10 kB of query, however innocent', async () => {
    const query = Array.from({ length: 90 }, () => `name=${'x'.repeat(110)}`).join('&');
    expect(query.length).toBeGreaterThan(10_000);
    const problem = await problemOf(await start().ask(`/devices?${query}`));
    expect([problem.status, problem.errors]).toEqual([400, undefined]);
    expect(problem.detail).toContain('8192');
  });

  test.each(['/devices/3c22fb0a1b2c', '/health', '/openapi.json'])(
    '%s has no parameter at all',
    async (path) => {
      const { ask } = start();
      expect((await ask(`${path}?`)).status).toBe(200);
      const problem = await problemOf(await ask(`${path}?limit=1`));
      expect(problem.status).toBe(400);
      expect(problem.errors).toEqual([
        { parameter: 'limit', message: 'is not a parameter of this route, which has none' },
      ]);
    },
  );
});

test('a query of any shape is understood or refused, and never throws', () => {
  const pieces = [
    '=',
    '&',
    '%',
    '%2',
    '%00',
    '+',
    'a',
    'limit',
    'name',
    '[]',
    '{',
    '"',
    '\u2028',
    '😀',
    '\ud800',
  ];
  const schema = z.strictObject({ name: z.array(z.string()).optional(), limit: z.int().optional() });
  for (const a of pieces) {
    for (const b of pieces) {
      for (const c of pieces) {
        const parsed = parseQuery(schema, a + b + c);
        expect('value' in parsed || parsed.status === 400).toBe(true);
      }
    }
  }
});
