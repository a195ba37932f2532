import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, MAX_TEXT_LENGTH } from '../../src/parse/text.ts';
import { anyText } from '../any-text.ts';

const ZWJ = '\u200D';
const ZWNJ = '\u200C';
const words = {
  'Persian, with a non-joiner between letters': `گوشی${ZWNJ}های من`,
  'Persian, with a vowel sign before the non-joiner': `خانهٔ${ZWNJ}ما`,
  'Hindi, with a joiner after a virama': `क्${ZWJ}ष`,
  'Hindi, with a non-joiner after a virama': `क्${ZWNJ}ष`,
  'Malayalam, with a joiner at the end': `അവന്${ZWJ}`,
  'Sinhala, with a joiner after a virama': `ශ්${ZWJ}රී ලංකා`,
  'Mongolian, with a non-joiner': `ᠮᠣ${ZWNJ}ᠩ`,
};
const joining = ['Arabic', 'Syriac', 'Mandaic', 'Mongolian', 'Nko', 'Phags_Pa', 'Adlam', 'Manichaean'];
/** Letters and marks, as the two patterns of a joining script that may stand beside a non-joiner. */
const betweenLetters = joining
  .map((script) => `(?<=(?=\\p{L})\\p{Script=${script}}\\p{M}*)\u200C(?=(?=\\p{L})\\p{Script=${script}})`)
  .join('|');

/** By the order of marks in normalized text: after a mark of class 8 (U+3099), before one of class 10 (U+05B0). */
function isVirama(character: string): boolean {
  const [eight, ten] = ['\u3099', '\u05B0'];
  if (character === eight || character === ten) return false;
  return (
    (character + eight).normalize('NFD') === eight + character &&
    (ten + character).normalize('NFD') === character + ten
  );
}
const emoji = {
  family: '👨‍👩‍👧‍👦',
  'skin tones': '👩🏽‍❤️‍💋‍👨🏿',
  profession: '👩‍💻',
  detective: '🕵🏽‍♂️',
  heart: '❤️',
  'text style': '☎︎',
  rainbow: '🏳️‍🌈',
  keycap: '1️⃣',
  'flag by letters': '🇨🇿',
  'flag by tags': '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
};

describe('text from the network', () => {
  it.each([
    ['a plain name', 'Kitchen tablet', 'Kitchen tablet'],
    ['letters of any script', 'Čeština 日本 عربى हिन्दी', 'Čeština 日本 عربى हिन्दी'],
    ['C0 controls and DEL', 'a\u0000b\u001Fc\u007Fd', 'abcd'],
    ['tabs and line breaks', 'a\tb\r\nc', 'abc'],
    ['C1 controls', 'a\u0080b\u009Fc', 'abc'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'abc'],
    ['a terminal sequence', '\u001B[31mred\u001B[0m', '[31mred[0m'],
    ['bidi overrides and isolates', 'a\u202Ab\u202Ec\u2066d\u2069e', 'abcde'],
    ['bidi marks', 'a\u200Eb\u200Fc\u061Cd', 'abcd'],
    ['a byte order mark', '\uFEFFname', 'name'],
    ['zero-width spaces and joiners', `a\u200Bb\u200Cc${ZWJ}d\u2060e`, 'abcde'],
    ['soft hyphens', 'rou\u00ADter', 'router'],
    ['variation selectors that select nothing', 'a\uFE0Fb\uFE0Ec\u{E0100}d', 'abcd'],
    ['tag characters that spell words', 'x\u{E0069}\u{E0067}\u{E006E}\u{E007F}y', 'xy'],
    ['tag characters after a flag that has none', '🏴\u{E0068}\u{E0069}\u{E007F}', '🏴'],
    ['the tags of a flag on no flag', `x${emoji['flag by tags'].slice(2)}y`, 'xy'],
    ['fillers that show nothing', 'a\u3164b\u115Fc\uFFA0d\u034Fe', 'abcde'],
    ['noncharacters', 'a\uFFFFb\u{1FFFE}c', 'abc'],
    ['halves of surrogate pairs', 'a\uD83Db\uDE00c', 'abc'],
    ['white space around', '  name  ', 'name'],
    ['white space of any kind within', 'a \u00A0\u3000 b\u2800c', 'a b c'],
  ])('with %s comes out safe to show', (_, given, shown) => expect(cleanText(given)).toBe(shown));

  it.each(Object.entries(emoji))('keeps an emoji whole: %s', (_, given) => {
    expect(cleanText(given)).toBe(given);
    expect(cleanText(`my ${given}${given} phone`)).toBe(`my ${given}${given} phone`);
  });

  it.each(Object.entries(words))('keeps a word whole: %s', (_, given) => {
    expect(cleanText(given)).toBe(given);
    expect(cleanText(`${given} ${given}`)).toBe(`${given} ${given}`);
  });

  it('keeps joiners after every virama, and after no other character', () => {
    const wrong: string[] = [];
    for (let code = 0x80; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      if (!/[\p{L}\p{M}]/u.test(character) || cleanText(character) === null) continue;
      for (const joiner of [ZWJ, ZWNJ]) {
        const isKept = cleanText(character + joiner) !== character;
        if (isKept !== isVirama(character)) wrong.push(code.toString(16));
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['two joiners after a virama', `क्${ZWJ}${ZWJ}ष`, `क्${ZWJ}ष`],
    ['a joiner behind another invisible character', `क्\u200B${ZWJ}ष`, 'क्ष'],
    ['a joiner after a letter', `क${ZWJ}ष`, 'कष'],
    ['a joiner between Arabic letters', `ب${ZWJ}ب`, 'بب'],
    ['two non-joiners between Arabic letters', `ب${ZWNJ}${ZWNJ}ب`, 'بب'],
    ['a non-joiner at the end of a word', `ب${ZWNJ}`, 'ب'],
    ['a non-joiner at the beginning of a word', `ب ${ZWNJ}ب`, 'ب ب'],
    ['a non-joiner between two scripts', `ب${ZWNJ}ߊ${ZWNJ}x`, 'بߊx'],
    ['a non-joiner beside a digit', `ب${ZWNJ}٣`, 'ب٣'],
    ['a non-joiner between Latin letters', `ab${ZWNJ}cd`, 'abcd'],
  ])('loses a joiner that changes no letter: %s', (_, given, shown) => expect(cleanText(given)).toBe(shown));

  it('loses a joiner that joins no two pictographs', () => {
    expect(cleanText(`👩${ZWJ}`)).toBe('👩');
    expect(cleanText(`${ZWJ}👩`)).toBe('👩');
    expect(cleanText(`👩${ZWJ}${ZWJ}💻`)).toBe('👩💻');
    expect(cleanText(`👩${ZWJ}a`)).toBe('👩a');
  });

  it('keeps emoji of Unicode versions that are not known yet', () => {
    const reserved = '\u{1FAFF}\u{1F8FF}';
    expect(reserved).toMatch(/\p{ExtPict}/u);
    expect(cleanText(reserved)).toBe(reserved);
  });

  it('keeps markup as it is, because escaping is the page’s business', () => {
    expect(cleanText('<script>alert(1)</script>')).toBe('<script>alert(1)</script>');
  });

  it.each([
    [''],
    [' '],
    ['\t\n'],
    ['\u202E'],
    ['\u200B\uFEFF'],
    ['\u3164'],
    ['\u2800'],
    ['\uD800'],
    [`${ZWNJ}${ZWJ}`],
  ])('%j is null', (given) => expect(cleanText(given)).toBeNull());

  it('has at most 128 characters, of which an emoji of one code point is one', () => {
    expect(cleanText('x'.repeat(128))).toBe('x'.repeat(128));
    expect(cleanText('x'.repeat(129))).toBe('x'.repeat(128));
    expect(cleanText('😀'.repeat(128))).toBe('😀'.repeat(128));
    expect(cleanText('😀'.repeat(1000))).toBe('😀'.repeat(128));
    expect(cleanText(`${'x'.repeat(127)}😀y`)).toBe(`${'x'.repeat(127)}😀`);
  });

  it('ends in neither white space nor a joiner where it was cut', () => {
    expect(cleanText(`${'x'.repeat(127)} yyy`)).toBe('x'.repeat(127));
    expect(cleanText(`${'x'.repeat(126)}👩${ZWJ}💻`)).toBe(`${'x'.repeat(126)}👩`);
    expect(cleanText(`${'x'.repeat(126)}ب${ZWNJ}ب`)).toBe(`${'x'.repeat(126)}ب`);
    expect(cleanText(`${'x'.repeat(124)}${emoji['flag by tags']}`)).toBe(`${'x'.repeat(124)}🏴`);
  });

  it('keeps every visible code point and no other', () => {
    // private use and what this version of Unicode does not know may show something
    const isVisible = /^(?:(?![\p{DI}\p{NChar}\u2800])[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Co}\p{Cn}])$/u;
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const given = String.fromCodePoint(code);
      if (cleanText(given) !== (isVisible.test(given) ? given : null)) wrong.push(code.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it('of any kind comes out well-formed, short, visible, and unchanged by a second cleaning', () => {
    const unit = fc.oneof(
      anyText({ maxLength: 4 }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(...Object.values(emoji)),
      fc.constantFrom(
        '\u202E',
        '\0',
        ' ',
        '\u00A0',
        '😀',
        '👩',
        '🏽',
        ZWJ,
        '\uFE0F',
        '\uD83D',
        '1',
        '\u20E3',
      ),
      fc.constantFrom(...Object.values(words)),
      fc.constantFrom(ZWNJ, ZWJ, '\u094D', 'क', 'ب', '\u064E', 'ᠮ', '\u180B', 'ߊ', '\u034F', '\u200B', '٣'),
      fc.constantFrom('🏴', '\u{E0067}', '\u{E0062}', '\u{E0065}', '\u{E006E}', '\u{E007F}', '\u{E0100}'),
    );
    fc.assert(
      fc.property(
        fc.array(unit, { maxLength: 200 }).map((units) => units.join('')),
        (given) => {
          const cleaned = cleanText(given);
          if (cleaned === null) return;
          expect(cleaned.isWellFormed()).toBe(true);
          expect(Array.from(cleaned).length).toBeLessThanOrEqual(MAX_TEXT_LENGTH);
          expect(cleaned).not.toMatch(/^ | $| {2}|(?! )\s/);
          expect(cleanText(cleaned)).toBe(cleaned);
          const joined = cleaned.replaceAll(/(?<=(.))[\u200C\u200D]/gsu, (joiner, before: string) =>
            isVirama(before) ? '' : joiner,
          );
          expect(joined).not.toMatch(/^\u200D|\u200D(?!\p{ExtPict})|(?<!\p{ExtPict})\uFE0E/u);
          const unjoined = joined.replaceAll(new RegExp(betweenLetters, 'gu'), '');
          const visible = unjoined.replaceAll(/\u200D|\uFE0E|\uFE0F|[\u{E0061}-\u{E007A}]{5}\u{E007F}/gu, '');
          expect(visible).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}]/u);
        },
      ),
    );
  });
});
