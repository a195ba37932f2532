import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/parse/charset.ts';

const western = createDecoder('windows-1252');

describe('the bytes of a text', () => {
  it('are UTF-8 where they can be, whatever the charset', () => {
    for (const charset of ['windows-1252', 'windows-1251', 'shift_jis'])
      expect(createDecoder(charset)(Buffer.from('Küche ☕ Кухня'))).toBe('Küche ☕ Кухня');
  });

  it('keep a byte order mark, which marks nothing in a single string', () => {
    for (const charset of ['windows-1252', 'windows-1251', 'utf-8'])
      expect(createDecoder(charset)(Buffer.from('\uFEFFname'))).toBe('\uFEFFname');
    expect(createDecoder('utf-8')(Buffer.from('efbbbfff', 'hex'))).toBe('\uFEFF\uFFFD');
    expect(createDecoder('utf-16le')(Buffer.from('fffe3dd8', 'hex'))).toBe('\uFEFF\uFFFD');
  });

  it('in windows-1252 are euro signs and curly quotes too, on every Node', () => {
    expect(western(Uint8Array.of(0x41, 0x80, 0x93, 0xe9))).toBe('A€“é');
    const upper = Uint8Array.from({ length: 128 }, (_, index) => 0x80 + index);
    expect(western(upper)).toBe(
      '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ' +
        '\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ',
    );
  });

  it.each(['iso-8859-1', 'latin1', 'ascii'])('in %s are windows-1252, as on the web', (label) =>
    expect(createDecoder(label)(Uint8Array.of(0x80, 0xfc))).toBe('€ü'),
  );

  // what Python's codecs make of the same sentences
  it.each([
    [
      'windows-1250',
      '50f8ed6c699a209e6c759d6f75e86bfd206bf9f220fa70ec6c20efe162656c736be920f364792c2084c88ad88eddc1cdc9932080',
      'Příliš žluťoučký kůň úpěl ďábelské ódy, „ČŠŘŽÝÁÍÉ“ €',
    ],
    [
      'windows-1251',
      'd1fae5f8fc20e5f9b820fdf2e8f520ecffe3eae8f520e1f3ebeeea209620aba5e0edeeeabb2c20bfe6e0ea2c20ba3b20b920352088',
      'Съешь ещё этих мягких булок – «Ґанок», їжак, є; № 5 €',
    ],
    ['koi8-r', 'ebd5c8ced1', 'Кухня'],
  ])('that are not are in the charset of the router: %s', (charset, hex, text) =>
    expect(createDecoder(charset)(Buffer.from(hex, 'hex'))).toBe(text),
  );

  it('of a charset that does not exist are refused before the first of them', () => {
    expect(() => createDecoder('windows-9999')).toThrow(RangeError);
  });

  it('of any kind are text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('windows-1252', 'windows-1251', 'shift_jis', 'utf-16le'),
        fc.uint8Array(),
        (charset, bytes) => {
          expect(createDecoder(charset)(bytes)).toBeTypeOf('string');
        },
      ),
    );
  });
});
