/** Sentences of the native API as bytes, in whatever pieces they arrive. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSentenceReader, encodeLength, encodeSentence } from '../../../src/routeros/api/sentence.ts';
import { readSentences, writeSentence } from '../../../src/demo/sentence.ts';
import { runs } from '../../runs.ts';

/** The sentences in the bytes, which arrive in these pieces. */
function read(pieces: readonly Buffer[]): string[][] {
  const sentences: string[][] = [];
  const feed = createSentenceReader((words) => sentences.push(words.map((word) => word.toString('latin1'))));
  for (const piece of pieces) feed(piece);
  return sentences;
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('the length of a word', () => {
  it.each([
    [0, '00'],
    [0x7f, '7f'],
    [0x80, '8080'],
    [0x3fff, 'bfff'],
    [0x4000, 'c04000'],
    [0x1fffff, 'dfffff'],
    [0x200000, 'e0200000'],
    [0xfffffff, 'efffffff'],
    [0x10000000, 'f010000000'],
    [0xffffffff, 'f0ffffffff'],
  ])('%d is written %s', (length, hex) => expect(encodeLength(length).toString('hex')).toBe(hex));
});

describe('a sentence', () => {
  it('is words behind their lengths, and an empty word', () => {
    expect(encodeSentence(['/login', '=name=é']).toString('hex')).toBe('062f6c6f67696e083d6e616d653dc3a900');
    expect(read([Buffer.from('03217265' + '0d3d2e69643d2a3130303d783d79' + '00', 'hex')])).toEqual([
      ['!re', '=.id=*100=x=y'],
    ]);
    expect(read([Buffer.from('0321726506' + '3d613d623d63' + '00', 'hex')])).toEqual([['!re', '=a=b=c']]);
  });

  it('is the same in whatever pieces it comes, and as the far end reads and writes it', () => {
    const word = fc
      .oneof(
        fc.string({ minLength: 1, maxLength: 20 }),
        fc.nat(70_000).map((length) => 'x'.repeat(length + 1)),
      )
      .map((text) => Buffer.from(text).toString('latin1'));
    const sentence = fc.array(word, { maxLength: 5 }).map((words) => ['!re', ...words]);
    const cuts = fc.array(fc.nat(), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 4 }), cuts, (sentences, at) => {
        const bytes = Buffer.concat(sentences.map(writeSentence));
        expect(read(split(bytes, at))).toEqual(sentences);
        const own = sentences.map((words) =>
          encodeSentence(words.map((text) => Buffer.from(text, 'latin1').toString('utf8'))),
        );
        expect(readSentences(Buffer.concat(own))!.sentences).toHaveLength(sentences.length);
      }),
      { numRuns: runs(60) },
    );
  });

  it('comes byte by byte too', () => {
    const bytes = writeSentence(['!re', '=comment=' + 'y'.repeat(300)]);
    expect(read([...bytes].map((byte) => Buffer.of(byte)))).toEqual([['!re', '=comment=' + 'y'.repeat(300)]]);
  });

  it.each([
    ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
    ['HTTP, byte by byte', Buffer.from('HT')],
    ['a TLS alert', Buffer.from('15030100020246', 'hex')],
    ['SSH', Buffer.from('SSH-2.0-ROSSSH\r\n')],
    ['a reserved byte', Buffer.of(0xf8)],
    ['a word without end', Buffer.from('f0ffffffff', 'hex')],
  ])('is none in %s', (name, bytes) => {
    const pieces = name.includes('byte by byte') ? [...bytes].map((byte) => Buffer.of(byte)) : [bytes];
    expect(() => read(pieces)).toThrow(expect.objectContaining({ code: 'ERR_API_PROTOCOL' }));
  });

  it('is read or refused, whatever the bytes are', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 6 }), (pieces) => {
        try {
          for (const words of read(pieces.map((piece) => Buffer.from(piece))))
            expect(words.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_API_PROTOCOL' });
        }
      }),
      { numRuns: runs(300) },
    );
  });
});
