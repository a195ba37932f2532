/** Sentences of the native API, as a router reads and writes them: words of bytes, one character each, behind their lengths. */

export function writeSentence(words: readonly string[]): Buffer {
  const parts = [...words, ''].flatMap((word) => {
    const bytes = Buffer.from(word, 'latin1');
    return [lengthOf(bytes.length), bytes];
  });
  return Buffer.concat(parts);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  if (length < 0x4000) return Buffer.of((length >> 8) | 0x80, length & 0xff);
  if (length < 0x200000) return Buffer.of((length >> 16) | 0xc0, (length >> 8) & 0xff, length & 0xff);
  const four = Buffer.alloc(4);
  four.writeUInt32BE(length);
  if (length >= 0x10000000) return Buffer.concat([Buffer.of(0xf0), four]);
  four[0] = four[0]! | 0xe0;
  return four;
}

/** The whole sentences at the beginning, and the bytes behind them. Null when the bytes are no sentences. */
export function readSentences(bytes: Buffer): { sentences: string[][]; rest: Buffer } | null {
  const sentences: string[][] = [];
  let words: string[] = [];
  let at = 0;
  let begin = 0;
  while (at < bytes.length) {
    const first = bytes[at]!;
    if (first >= 0xf8) return null;
    const extra = first < 0x80 ? 0 : first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (at + 1 + extra > bytes.length) break;
    let length = extra === 4 ? 0 : first & (0xff >> (extra === 0 ? 1 : extra + 1));
    for (let index = 1; index <= extra; index++) length = length * 256 + bytes[at + index]!;
    const start = at + 1 + extra;
    if (start + length > bytes.length) break;
    at = start + length;
    if (length > 0) words.push(bytes.toString('latin1', start, at));
    else {
      if (words.length > 0) sentences.push(words);
      words = [];
      begin = at;
    }
  }
  return { sentences, rest: bytes.subarray(begin) };
}
