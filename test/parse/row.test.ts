import { describe, expect, it } from 'vitest';
import { raw, text } from '../../src/parse/row.ts';

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
