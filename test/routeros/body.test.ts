import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/parse/charset.ts';
import { atOnce } from '../../src/parse/sliced.ts';
import { parseBody as parseInParts } from '../../src/routeros/body.ts';
import { anyText } from '../any-text.ts';

const western = createDecoder('windows-1252');
const cyrillic = createDecoder('windows-1251');

/** JSON of rows whose `comment` is these bytes, raw. */
function rows(...comments: (string | Uint8Array)[]): Buffer {
  const parts = comments.map((comment) =>
    Buffer.concat([Buffer.from('{"comment":"'), Buffer.from(comment as Uint8Array), Buffer.from('"}')]),
  );
  const separated = parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(','), part]));
  return Buffer.concat([Buffer.from('['), ...separated, Buffer.from(']')]);
}

const parseBody = (...given: Parameters<typeof parseInParts>) => atOnce(parseInParts(...given));
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('the body of an answer', () => {
  it('is UTF-8 as a rule', () => {
    expect(parseBody(rows('Grüße 日本 🎉'), western)).toEqual([{ comment: 'Grüße 日本 🎉' }]);
  });

  it('with one string in another code page leaves the others alone', () => {
    const body = rows('Küche', bytes(0x4b, 0xfc, 0x63, 0x68, 0x65), '日本');
    expect(parseBody(body, western)).toEqual([
      { comment: 'Küche' },
      { comment: 'Küche' },
      { comment: '日本' },
    ]);
  });

  it('in windows-1252 knows the characters that Latin-1 lacks', () => {
    expect(parseBody(rows(bytes(0x80, 0x93, 0x94, 0x96, 0x9f)), western)).toEqual([{ comment: '€“”–Ÿ' }]);
  });

  it('is decoded in the charset of the router', () => {
    expect(parseBody(rows(bytes(0xca, 0xf3, 0xf5, 0xed, 0xff)), cyrillic)).toEqual([{ comment: 'Кухня' }]);
  });

  it('with one string in another code page keeps a byte order mark in a key and in a value', () => {
    const body = Buffer.concat([Buffer.from('{"\uFEFFa":"\uFEFFb","c":"'), bytes(0xe9), Buffer.from('"}')]);
    expect(parseBody(body, western)).toEqual({ '\uFEFFa': '\uFEFFb', c: 'é' });
  });

  it('keeps escapes apart from bytes', () => {
    const body = rows('\\u00e9 \\u0416 \\ud83c\\udf89 \\\\u00e9 \\" \\u0041 \\n', bytes(0xe9));
    expect(parseBody(body, cyrillic)).toEqual([{ comment: 'é Ж 🎉 \\u00e9 " A \n' }, { comment: 'й' }]);
  });

  it('decodes keys too', () => {
    const body = Buffer.concat([Buffer.from('{"in '), bytes(0x80), Buffer.from('":"1"}')]);
    expect(parseBody(body, western)).toEqual({ 'in €': '1' });
  });

  it('with raw control characters loses those and nothing else', () => {
    expect(parseBody(rows('bell\u0001ringer'), western)).toEqual([{ comment: 'bell ringer' }]);
    expect(parseBody(rows(bytes(0x61, 0x0a, 0xfc, 0x00)), western)).toEqual([{ comment: 'a ü ' }]);
  });

  it('that is no JSON is undefined, also in another code page', () => {
    for (const text of ['', '{', '[{"a":"b"}', 'nothing', '[{},}']) {
      expect(parseBody(Buffer.from(text), western)).toBeUndefined();
      expect(parseBody(Buffer.concat([Buffer.from(text), bytes(0xff)]), western)).toBeUndefined();
    }
  });

  it('survives any nesting', () => {
    const deep = Buffer.from('['.repeat(200_000) + ']'.repeat(200_000));
    expect(parseBody(deep, western)).toBeInstanceOf(Array);
    expect(parseBody(rows(bytes(0xff)), western)).toEqual([{ comment: 'ÿ' }]);
  });

  it('takes __proto__ for a property like any other', () => {
    const body = Buffer.concat([Buffer.from('[{"__proto__":"'), bytes(0xff), Buffer.from('"}]')]);
    const [row] = parseBody(body, western) as [object];
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(Object.hasOwn(row, '__proto__')).toBe(true);
  });

  it('brings every Unicode text through, beside a string that is no UTF-8', () => {
    fc.assert(
      fc.property(fc.array(anyText()), fc.boolean(), (texts, escaped) => {
        const json = JSON.stringify(texts.map((comment) => ({ comment })));
        const ascii = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
        const sent = escaped ? json.replace(/[^ -~]/g, ascii) : json;
        const body = Buffer.concat([
          Buffer.from(sent.slice(0, -1) + (texts.length === 0 ? '' : ',')),
          rows(bytes(0xe9)).subarray(1),
        ]);
        expect(parseBody(body, western)).toEqual([...texts, 'é'].map((comment) => ({ comment })));
      }),
    );
  });

  it('is the same in parts, wherever rows, strings and inner lists seem to end', () => {
    const text = fc.string({ unit: fc.constantFrom('}', ',', '{', '[', ']', '"', '\\', 'é', '\u0001', 'a') });
    const value = fc.oneof(text, fc.array(fc.dictionary(text, text, { maxKeys: 2 }), { maxLength: 3 }));
    const list = fc.array(fc.dictionary(text, value, { maxKeys: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        list,
        fc.nat(60),
        fc.boolean(),
        fc.constantFrom('', ']', '}', ',{'),
        (sent, size, isMixed, end) => {
          const json = JSON.stringify(isMixed ? [...sent, { comment: '\xff' }] : sent);
          const body = Buffer.from(json + end, isMixed ? 'latin1' : 'utf8');
          const inParts = parseBody(body, western, size);
          expect(inParts).toEqual(parseBody(body, western, Infinity));
          if (end === '' && !isMixed) expect(inParts).toEqual(JSON.parse(json));
        },
      ),
    );
  });

  it('can be interrupted between its rows', () => {
    const body = Buffer.from(
      JSON.stringify(Array.from({ length: 10_000 }, (_, n) => ({ comment: `Row ${n}` }))),
    );
    const pauses = [...parseInParts(body, western)].length;
    expect(pauses).toBe(Math.floor(body.length / (128 * 1024)));
  });

  it('is never worth an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        parseBody(body, cyrillic);
      }),
    );
  });
});
