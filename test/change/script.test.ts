/** Restore scripts: whatever a value holds, it comes out as the same bytes and as nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted, type ScriptStatement, writeScript } from '../../src/change/script.ts';
import { parseScript } from '../../src/demo/script-parse.ts';
import { runScript } from '../../src/demo/script-run.ts';
import { toBytes } from '../../src/change/bytes.ts';

const bytes = fc.oneof(
  fc
    .uint8Array({ maxLength: 64 })
    .map((list) => Array.from(list, (byte) => String.fromCharCode(byte)).join('')),
  fc.string({ unit: 'grapheme', maxLength: 24 }).map(toBytes),
  fc.constantFrom(
    '"; /user add name=evil group=full; :put "',
    '$[/system/reboot]',
    '\\',
    '\\41',
    '\n/system/reboot\n',
    '} on-error={',
    '1e5',
    '0123',
    'yes',
    '',
  ),
);

interface Ran {
  menu: string;
  name: string;
  where: { key: string; bytes: string }[];
  values: Record<string, string>;
}

/** By the interpreter of the simulated router. */
function run(script: string): { ran: Ran[]; logged: string[] } {
  const ran: Ran[] = [];
  const logged: string[] = [];
  let where: Ran['where'] = [];
  const running = runScript(parseScript(script), {
    find(_menu, asked) {
      where = [...asked];
      return ['*1'];
    },
    command: (menu, name, _ids, values) => void ran.push({ menu, name, where, values: { ...values } }),
    log: (_level, text) => void logged.push(text),
  });
  for (const _ of running);
  return { ran, logged };
}

/** A second reading of the quoting rules, from the manual: everything outside quotes, and the bytes of every string. */
function readAnew(script: string): { outside: string; strings: string[] } {
  const named: Record<string, string> = {
    n: '\n',
    r: '\r',
    t: '\t',
    _: ' ',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  };
  const strings: string[] = [];
  let outside = '';
  let inside: string | null = null;
  for (let at = 0; at < script.length; at += 1) {
    const character = script.charAt(at);
    if (inside === null) {
      if (character === '"') inside = '';
      else outside += character;
    } else if (character === '"') {
      strings.push(inside);
      inside = null;
    } else if (character === '\\') {
      const pair = script.slice(at + 1, at + 3);
      if (/^[0-9A-F]{2}$/.test(pair)) {
        inside += String.fromCharCode(Number.parseInt(pair, 16));
        at += 2;
      } else {
        inside += named[script.charAt(at + 1)] ?? script.charAt(at + 1);
        at += 1;
      }
    } else if ('$[\n'.includes(character))
      throw new Error(`active inside a string: ${JSON.stringify(character)}`);
    else inside += character;
  }
  if (inside !== null) throw new Error('a string does not end');
  return { outside, strings };
}

test('a value comes out of its quotes as the same bytes, by two readings of the rules', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      expect(readAnew(quoted(value))).toEqual({ outside: '', strings: [value] });
    }),
  );
});

test('a script runs its own commands with its own values, and nothing else', () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, (name, from, to) => {
      const menu = 'interface/wifi/configuration';
      const statements: ScriptStatement[] = [
        { do: 'set', menu, key: { name }, values: { ssid: from, comment: to, 'tx-power': null } },
        { do: 'remove', menu: 'interface/wifi/access-list', key: { comment: to } },
      ];
      const script = writeScript(statements, 'guard-1');
      const where = [{ key: 'name', bytes: name }];
      expect(run(script)).toEqual({
        ran: [
          { menu, name: 'set', where, values: { ssid: from } },
          { menu, name: 'set', where, values: { comment: to } },
          { menu, name: 'unset', where, values: { 'value-name': 'tx-power' } },
          {
            menu: 'interface/wifi/access-list',
            name: 'remove',
            where: [{ key: 'comment', bytes: to }],
            values: {},
          },
        ],
        logged: ['guard-1: done'],
      });
      const plain = writeScript(
        statements.map((statement) => ({ ...statement, key: { name: 'x' } })),
        'guard-1',
      );
      expect(readAnew(script).outside.length).toBe(
        readAnew(plain).outside.replace('where name=]', 'where name=]').length +
          // the last statement finds by comment
          'comment'.length -
          'name'.length,
      );
    }),
  );
});

test('a menu or a property that is no constant is a defect', () => {
  expect(() => writeScript([{ do: 'remove', menu: 'ip/arp; /system/reboot', key: {} }], 'x')).toThrow(
    'is no menu',
  );
  expect(() => writeScript([{ do: 'set', menu: 'ip/arp', key: {}, values: { 'a b': '' } }], 'x')).toThrow(
    'is no menu',
  );
  expect(() => quoted('€')).toThrow('must be bytes');
});
