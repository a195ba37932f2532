import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeframer, eachLine, MAX_LINE_BYTES } from '../../src/syslog/frame.ts';

function linesIn(datagram: string | Buffer): string[] {
  const lines: string[] = [];
  eachLine(
    Buffer.from(datagram as string),
    (bytes) => lines.push(bytes.toString('latin1')),
    () => {},
  );
  return lines;
}

/** What comes of a stream that arrives in these pieces. */
function stream(chunks: readonly (string | Buffer)[]): { lines: string[]; dropped: number } {
  const lines: string[] = [];
  let dropped = 0;
  const deframer = createDeframer(
    (bytes) => lines.push(bytes.toString('latin1')),
    () => void (dropped += 1),
  );
  for (const chunk of chunks) deframer.push(Buffer.from(chunk as string));
  deframer.end();
  return { lines, dropped };
}

describe('a datagram', () => {
  it.each([
    ['wireless,info a', ['wireless,info a']],
    ['a\nb\r\nc\u0000', ['a', 'b', 'c']],
    ['\n\n \u0000\n', []],
    ['', []],
    ['12 <30>a b c d', ['<30>a b c d']],
    ['12 monkeys', ['12 monkeys']],
    ['a\n12 <30>b', ['a', '<30>b']],
  ])('%j holds %j', (datagram, lines) => expect(linesIn(datagram)).toEqual(lines));
});

describe('a stream', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['a\nb\n'], ['a', 'b']],
    [['a\r\nb'], ['a', 'b']],
    [['5 <30>a5 <30>b'], ['<30>a', '<30>b']],
    [['5 <30>a\n5 <30>b\n'], ['<30>a', '<30>b']],
    [
      ['1', '1 hello', ' world', 'next\n'],
      ['hello world', 'next'],
    ],
    [
      ['3 a\nb', 'c\n'],
      ['a', 'b', 'c'],
    ],
    [
      ['123\n', '99999999 <30>x\n', '0 <30>y\n'],
      ['123', '<30>x', '<30>y'],
    ],
    [['\u0000\u0000a\u0000\n'], ['a']],
  ])('%j holds %j', (chunks, lines) => expect(stream(chunks)).toEqual({ lines, dropped: 0 }));

  it('is the same however it is cut, and whichever framing its lines have', () => {
    // a line that began with digits could not be told from a counted one
    const line = fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .map((bytes) => Buffer.from(['x'.charCodeAt(0), ...bytes.filter((byte) => byte !== 0x0a), 0x7e]));
    const frame = fc.tuple(line, fc.constantFrom('\n', '\r\n', '\u0000\n', 'counted', 'counted\n'));
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 80 })),
        (frames, cuts) => {
          const bytes = Buffer.concat(
            frames.flatMap(([text, ending]) =>
              ending.startsWith('counted')
                ? [Buffer.from(`${text.length} `), text, Buffer.from(ending.slice(7))]
                : [text, Buffer.from(ending)],
            ),
          );
          const chunks: Buffer[] = [];
          for (let start = 0, index = 0; start < bytes.length; index += 1) {
            const length = cuts.length === 0 ? 1 : cuts[index % cuts.length]!;
            chunks.push(bytes.subarray(start, start + length));
            start += length;
          }
          expect(stream(chunks)).toEqual({
            lines: frames.map(([text]) => text.toString('latin1')),
            dropped: 0,
          });
        },
      ),
    );
  });

  it('of any bytes is taken without a fault, and no line of it is longer than a line may be', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const { lines } = stream(chunks.map((chunk) => Buffer.from(chunk)));
        for (const text of lines) expect(text).not.toContain('\n');
      }),
    );
  });

  it('drops a line that is too long, and only that', () => {
    const longest = 'x'.repeat(MAX_LINE_BYTES);
    expect(stream([`${longest}\nb\n`])).toEqual({ lines: [longest, 'b'], dropped: 0 });
    expect(stream([`${longest}x\nb\n`])).toEqual({ lines: ['b'], dropped: 1 });
    const pieces = Array.from({ length: 100 }, () => 'x'.repeat(4000));
    expect(stream([...pieces, '\nb\n', ...pieces, '\n', 'c\n'])).toEqual({ lines: ['b', 'c'], dropped: 2 });
    expect(stream([`${MAX_LINE_BYTES} ${longest}b\n`])).toEqual({ lines: [longest, 'b'], dropped: 0 });
  });

  it('that ends within a counted line has not told it', () => {
    expect(stream(['50 <30>AA:BB'])).toEqual({ lines: [], dropped: 1 });
    expect(stream(['x'.repeat(2 * MAX_LINE_BYTES)])).toEqual({ lines: [], dropped: 1 });
  });
});
