/** The patterns in openapi.json say of each text what the service says of it. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { readDocument, start } from './start.ts';
import { anyText } from '../any-text.ts';

interface Document {
  paths: Record<
    string,
    { get: { parameters: { name: string; schema: { pattern?: string; items?: { pattern?: string } } }[] } }
  >;
}

let document: Document;
beforeAll(async () => {
  document = (await readDocument()) as Document;
});

function patternOf(path: string, name: string): RegExp {
  const { schema } = document.paths[path]!.get.parameters.find((parameter) => parameter.name === name)!;
  return new RegExp((schema.items ?? schema).pattern!, 'u');
}

async function isTaken(path: string, name: string, text: string): Promise<boolean> {
  const answer = await start().ask(`${path}?${name}=${encodeURIComponent(text)}`);
  return answer.status !== 400;
}

test.each([
  ['mac', '3C:22:FB:0A:1B:2C', true],
  ['mac', '3c-22-fb-0a-1b-2c', true],
  ['mac', '3c22.fb0a.1b2c', true],
  ['mac', '3c22fb0a1b2c', true],
  ['mac', '00:00:00:00:00:00', false],
  ['mac', 'ffff.ffff.ffff', false],
  ['mac', '3C:22:FB-0A:1B:2C', false],
  ['mac', '3C:22:FB:0A:1B', false],
  ['ip', '192.168.88.41', true],
  ['ip', '192.168.88.0/24', false],
  ['ip', '192.168.88.256', false],
  ['ip', 'FE80::1%ether1', true],
  ['ip', 'fe80::1%a/b', false],
  ['ip', '::', true],
  ['ip', ':::', false],
  ['name', 'Küche\u00a0🏠', true],
  ['name', 'a\u0000b', false],
  ['name', '\u0085', false],
])('%s %j', async (name, text, is) => {
  expect([patternOf('/devices', name).test(text), await isTaken('/devices', name, text)]).toEqual([is, is]);
});

test.each([
  ['24h', true],
  ['2026-01-31', true],
  ['2026-01-31T18:00Z', true],
  ['2026-01-31T18:00:00.123+01:00', true],
  ['2026-01-31T18:00 01:00', true],
  ['2026', true],
  ['2026-01', true],
  ['2026-01-31T18', true],
  ['2026-01-31T18Z', true],
  ['2026-01-31T18:00', true],
  ['1795155600000', true],
  ['1795155600', false],
  ['24', false],
  ['2026-01T18:00Z', false],
  ['2026-13-01', false],
  ['2026-01-31T25:00Z', false],
  ['yesterday', false],
])('since %j', async (text, is) => {
  const taken = isTaken('/events', 'since', text);
  expect([patternOf('/events', 'since').test(text), await taken]).toEqual([is, is]);
});

test('anything like an IP address', async () => {
  const parts = fc.constantFrom('::', ':', ':', '.', '0', '7', '255', 'f', 'ffff', '%', '/');
  const texts = fc.array(parts, { minLength: 1, maxLength: 17 }).map((list) => list.join(''));
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      expect(await isTaken('/devices', 'ip', text)).toBe(patternOf('/devices', 'ip').test(text));
    }),
  );
});

test('any text at all', async () => {
  const texts = anyText({ minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      expect(await isTaken('/devices', 'name', text)).toBe(patternOf('/devices', 'name').test(text));
    }),
  );
});
