import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, MAX_TEXT_LENGTH, raw, text } from '../../src/parse/row.ts';

describe('a property', () => {
  it('is null when missing, empty or no text', () => {
    const row = { empty: '', list: ['a'], object: { a: 'b' }, nothing: null };
    for (const key of ['missing', 'empty', 'list', 'object', 'nothing']) expect(raw(row, key)).toBeNull();
  });

  it('that a later release sends as number or boolean counts as its text', () => {
    expect(raw({ a: 5, b: true, c: 0, d: false }, 'a')).toBe('5');
    expect(raw({ b: true }, 'b')).toBe('true');
    expect(raw({ c: 0 }, 'c')).toBe('0');
    expect(raw({ d: false }, 'd')).toBe('false');
  });

  it('is never found on the prototype', () => {
    for (const key of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect(raw({}, key)).toBeNull();
    expect(raw(JSON.parse('{"__proto__": "mine"}') as Record<string, unknown>, '__proto__')).toBe('mine');
  });

  it('that is text is cleaned, one that is only unsafe characters is null', () => {
    expect(text({ name: '\u0007 bell\u202E ' }, 'name')).toBe('bell');
    expect(text({ name: '\u202E\u2066 \u0000' }, 'name')).toBeNull();
  });
});

describe('text from the network', () => {
  it.each([
    ['a plain name', 'Kitchen tablet', 'Kitchen tablet'],
    ['letters of any script', 'Čeština 日本 عربى', 'Čeština 日本 عربى'],
    ['emoji, also joined ones', '👨‍👩‍👧 phone', '👨‍👩‍👧 phone'],
    ['C0 controls and DEL', 'a\u0000b\u001Fc\u007Fd', 'abcd'],
    ['tabs and line breaks', 'a\tb\r\nc', 'abc'],
    ['C1 controls', 'a\u0080b\u009Fc', 'abc'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'abc'],
    ['a terminal sequence', '\u001B[31mred\u001B[0m', '[31mred[0m'],
    ['bidi overrides and isolates', 'a\u202Ab\u202Ec\u2066d\u2069e', 'abcde'],
    ['bidi marks', 'a\u200Eb\u200Fc\u061Cd', 'abcd'],
    ['a byte order mark', '\uFEFFname', 'name'],
    ['white space around', '  name  ', 'name'],
  ])('%s: what is left is safe to show', (_, given, shown) => expect(cleanText(given)).toBe(shown));

  it('keeps markup as it is: escaping is the page’s business', () => {
    expect(cleanText('<script>alert(1)</script>')).toBe('<script>alert(1)</script>');
  });

  it.each([[''], [' '], ['\t\n'], ['\u202E']])('%j is nothing', (given) =>
    expect(cleanText(given)).toBeNull(),
  );

  it('has at most 128 characters, of which an emoji is one', () => {
    expect(cleanText('x'.repeat(128))).toBe('x'.repeat(128));
    expect(cleanText('x'.repeat(129))).toBe('x'.repeat(128));
    expect(cleanText('😀'.repeat(128))).toBe('😀'.repeat(128));
    expect(cleanText('😀'.repeat(1000))).toBe('😀'.repeat(128));
    expect(cleanText(`${'x'.repeat(127)}😀y`)).toBe(`${'x'.repeat(127)}😀`);
  });

  it('does not end in white space after it was cut', () => {
    expect(cleanText(`${'x'.repeat(127)} yyy`)).toBe('x'.repeat(127));
  });

  it('never holds half a surrogate pair', () => {
    expect(cleanText('a\uD83Db')).toBe('a\uFFFDb');
    expect(cleanText('a\uDE00b')).toBe('a\uFFFDb');
  });

  it('of any kind comes out well-formed, short, safe, and unchanged by a second cleaning', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('\u202E', '\u0000', ' ', '😀', '\uD83D'),
    );
    fc.assert(
      fc.property(
        fc.array(unit, { maxLength: 400 }).map((units) => units.join('')),
        (given) => {
          const cleaned = cleanText(given);
          if (cleaned === null) return;
          expect(cleaned.isWellFormed()).toBe(true);
          expect(Array.from(cleaned).length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
          expect(cleaned).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
          expect(cleaned).toBe(cleaned.trim());
          expect(cleanText(cleaned)).toBe(cleaned);
        },
      ),
    );
  });
});
