import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameLine } from '../../src/demo/log-frame.ts';
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
  const deframer = createDeframer({
    onLine: (bytes) => lines.push(bytes.toString('latin1')),
    onDropped: () => void (dropped += 1),
    onUncut: () => {},
  });
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

/** A stream of which the test says when nothing comes for a while. */
function open() {
  const lines: string[] = [];
  const counts = { dropped: 0, uncut: 0 };
  const { push, pause, end } = createDeframer({
    onLine: (bytes) => lines.push(bytes.toString('latin1')),
    onDropped: () => void (counts.dropped += 1),
    onUncut: () => void (counts.uncut += 1),
  });
  return { lines, counts, pause, end, push: (text: string | Buffer) => push(Buffer.from(text as string)) };
}

const entry = (n: number) =>
  `wireless,info 5C:AD:BA:00:00:0${n}@wifi1(test) connected, signal strength -5${n}`;
const framings = {
  default: (line: string) => frameLine(line, 0, { format: 'default', identity: 'hAP', isPrefixed: false }),
  prefixed: (line: string) => frameLine(line, 0, { format: 'default', identity: 'hAP', isPrefixed: true }),
  'bsd-syslog': (line: string) =>
    frameLine(line, 0, { format: 'bsd-syslog', identity: 'hAP', isPrefixed: false }),
  iso: (line: string) => `<30>2026-10-02T17:36:35+0200 hAP ${line.slice(line.indexOf(' ') + 1)}`,
  'syslog of RFC 5424': (line: string) => `<30>1 2026-10-02T17:36:35Z hAP - - - - ${line}`,
};

describe('a stream of RouterOS, without a delimiter', () => {
  it.each(Object.entries(framings))('%s: divided at every position, it holds the same lines', (_, frame) => {
    const lines = [1, 2, 3].map((n) => frame(entry(n)));
    const bytes = Buffer.from(lines.join(''));
    for (let at = 1; at < bytes.length; at++) {
      const { push, pause, lines: found, counts } = open();
      push(bytes.subarray(0, at));
      push(bytes.subarray(at));
      pause();
      expect(found).toEqual(lines);
      expect(counts).toEqual({ dropped: 0, uncut: 0 });
    }
  });

  it.each(Object.entries(framings))('%s: any lines in any pieces, paused between two of them', (_, frame) => {
    const text = fc
      .string({ unit: 'grapheme-ascii', maxLength: 40 })
      .filter((ssid) => !/[<,]/.test(ssid))
      .map((ssid) => `wireless,info 5C:AD:BA:00:00:01@wifi1(${ssid}) disconnected, connection lost`);
    const lease = fc.constant('dhcp,info dhcp1 assigned 192.168.88.9 for 5C:AD:BA:00:00:01 tablet');
    const other = fc.constant('system,info,account user admin logged in from 192.168.88.2 via winbox');
    const bursts = fc.array(fc.array(fc.oneof(text, lease, other), { minLength: 1, maxLength: 60 }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(bursts, fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }), (groups, sizes) => {
        const { push, pause, lines, counts } = open();
        for (const group of groups) {
          const bytes = Buffer.from(group.map(frame).join(''));
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            push(bytes.subarray(at, at + size));
            at += size;
          }
          pause();
        }
        expect(lines).toEqual(groups.flat().map((line) => frame(line).trim()));
        expect(counts).toEqual({ dropped: 0, uncut: 0 });
      }),
    );
  });

  it('gives its lines while it goes on: only the last waits for a pause', () => {
    const { push, lines, end } = open();
    for (let turn = 0; turn < 1050; turn++) push(entry(1));
    expect(lines).toHaveLength(1049);
    end();
    expect(lines).toHaveLength(1050);
  });

  it('three at its end are three', () => {
    expect(stream([entry(1) + entry(2), entry(3)])).toEqual({ lines: [1, 2, 3].map(entry), dropped: 0 });
  });

  it('the rest of a line that a pause divided is no line', () => {
    const { push, pause, lines, counts } = open();
    push(entry(1).slice(0, 40));
    pause();
    push(`roamed to 5C:AD:BA:00:00:09@wifi2(test)${entry(2)}`);
    pause();
    expect([lines.length, lines.at(-1), counts.dropped]).toEqual([2, entry(2), 1]);
  });

  it('text in a delimited line that looks like a beginning divides nothing', () => {
    const line = `${entry(1)} <30>Oct  2 17:36:36 x ${entry(2)}`;
    expect(stream([line, '\n', entry(3), entry(1), '\n']).lines).toEqual([line, entry(3) + entry(1)]);
  });

  it('bytes that are neither text nor divided are reported', () => {
    const hello = open();
    hello.push(Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 0x41]));
    hello.pause();
    expect([hello.lines, hello.counts.uncut]).toEqual([[], 1]);
    const endless = open();
    for (let turn = 0; turn < 20; turn++) endless.push('x'.repeat(8000));
    expect([endless.lines, endless.counts]).toEqual([[], { dropped: 1, uncut: 1 }]);
    endless.pause();
    endless.push(entry(1));
    endless.pause();
    expect(endless.lines).toEqual([entry(1)]);
  });
});
