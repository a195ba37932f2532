/**
 * Sentences of the native API as bytes: words, each behind its length, ended by an empty word. A word is bytes in no particular encoding.
 */

/** The longest word that is taken; no value of a menu comes near it. */
const MAX_WORD_BYTES = 8 * 1024 * 1024;

/** What arrived is not the native API. */
export interface ProtocolError extends Error {
  code: 'ERR_API_PROTOCOL';
}

export function encodeSentence(words: readonly string[]): Buffer {
  const bytes = words.map((word) => Buffer.from(word, 'utf8'));
  return Buffer.concat([...bytes.flatMap((word) => [encodeLength(word.length), word]), Buffer.of(0)]);
}

/** One to five bytes; the bits that are set at the beginning tell how many follow. */
export function encodeLength(length: number): Buffer {
  const form = FORMS.find(({ below }) => length < below) ?? FORMS.at(-1)!;
  const bytes = Buffer.alloc(form.extra + 1);
  if (form.extra === 4) {
    bytes[0] = form.mark;
    bytes.writeUInt32BE(length, 1);
  } else bytes.writeUIntBE(length + form.mark * 256 ** form.extra, 0, form.extra + 1);
  return bytes;
}

/** By the first byte: at least `mark`, and below that of the next row. */
const FORMS = [
  { mark: 0x00, extra: 0, below: 0x80 },
  { mark: 0x80, extra: 1, below: 0x4000 },
  { mark: 0xc0, extra: 2, below: 0x200000 },
  { mark: 0xe0, extra: 3, below: 0x10000000 },
  { mark: 0xf0, extra: 4, below: 0x100000000 },
] as const;
/** Bytes from here on are reserved. */
const CONTROL = 0xf8;

/** Sentences out of bytes that arrive in any pieces. Throws a ProtocolError at what no router sends; then it must be fed no more. */
export function createSentenceReader(
  onSentence: (words: readonly Buffer[]) => void,
): (bytes: Buffer) => void {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  /** No word can be complete before so many bytes are there. */
  let neededBytes = 1;
  let words: Buffer[] = [];

  function take(bytes: Buffer): Buffer {
    let at = 0;
    for (;;) {
      const length = readLength(bytes, at);
      if (length === null) {
        neededBytes = bytes.length - at + 1;
        return bytes.subarray(at);
      }
      const start = at + length.size;
      const end = start + length.value;
      // answers begin with an exclamation mark, so that another protocol is recognised by its first byte
      if (words.length === 0 && length.value > 0 && bytes.length > start && bytes[start] !== 0x21)
        throw protocolError('no sentence begins so');
      if (bytes.length < end) {
        neededBytes = end - at;
        return bytes.subarray(at);
      }
      at = end;
      if (length.value > 0) words.push(bytes.subarray(start, end));
      else if (words.length > 0) {
        const sentence = words;
        words = [];
        onSentence(sentence);
      }
    }
  }

  return (bytes) => {
    pending.push(bytes);
    pendingBytes += bytes.length;
    // the first bytes of a sentence are looked at at once; a long word is joined once
    if (pendingBytes < neededBytes && (words.length > 0 || pendingBytes > 8)) return;
    const rest = take(pending.length === 1 ? bytes : Buffer.concat(pending, pendingBytes));
    pending = rest.length === 0 ? [] : [rest];
    pendingBytes = rest.length;
    if (rest.length === 0) neededBytes = 1;
  };
}

/** Null while bytes of the length itself are missing. */
function readLength(bytes: Buffer, at: number): { value: number; size: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first >= CONTROL) throw protocolError(`a word begins with the reserved byte ${first}`);
  const { mark, extra } = FORMS.findLast((form) => first >= form.mark)!;
  const size = extra + 1;
  if (bytes.length < at + size) return null;
  const value = extra === 4 ? bytes.readUInt32BE(at + 1) : bytes.readUIntBE(at, size) - mark * 256 ** extra;
  if (value > MAX_WORD_BYTES) throw protocolError(`a word of ${value} bytes`);
  return { value, size };
}

export function protocolError(reason: string): ProtocolError {
  return Object.assign(new Error(reason), { code: 'ERR_API_PROTOCOL' as const });
}
