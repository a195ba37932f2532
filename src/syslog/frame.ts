/**
 * Splits bytes into log lines. A datagram may hold several; a TCP stream ends each with a newline or begins it with its length (RFC 6587), and one
 * sender may mix the two. At most `MAX_LINE_BYTES` are kept of an unfinished line.
 */
export const MAX_LINE_BYTES = 64 * 1024;

export type OnLine = (bytes: Buffer) => void;

const [NUL, NEWLINE, SPACE, ZERO, NINE, LESS_THAN] = [0x00, 0x0a, 0x20, 0x30, 0x39, 0x3c];
const MAX_COUNT_DIGITS = String(MAX_LINE_BYTES).length;

/** Per datagram or frame. A router sends one line in a datagram, a relay a few. */
const MAX_LINES = 100;

/**
 * Calls `onLine` for every line that is not blank, without white space, NUL and a count of octets around it. Lines beyond the limit are dropped with
 * one call of `onDropped`.
 */
export function eachLine(bytes: Buffer, onLine: OnLine, onDropped: () => void): void {
  let count = 0;
  for (let start = 0; start < bytes.length; ) {
    if (count++ === MAX_LINES) return onDropped();
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = trim(bytes, start, end);
    if (line !== null) onLine(line);
    start = end + 1;
  }
}

function trim(bytes: Buffer, from: number, to: number): Buffer | null {
  let [start, end] = [from, to];
  while (start < end && bytes[start]! <= SPACE) start += 1;
  while (start < end && bytes[end - 1]! <= SPACE) end -= 1;
  let digits = start;
  while (digits < end && isDigit(bytes[digits]!)) digits += 1;
  // "58 <30>Jun  7 …"
  if (digits > start && bytes[digits] === SPACE && bytes[digits + 1] === LESS_THAN) start = digits + 1;
  return start < end ? bytes.subarray(start, end) : null;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

export interface Deframer {
  push: (chunk: Buffer) => void;
  /** The stream was closed without an error: an unfinished line is complete. */
  end: () => void;
}

/** Of one TCP stream. The bytes given to `onLine` are valid during the call only. */
export function createDeframer(onLine: OnLine, onDropped: () => void): Deframer {
  /** `start`: between frames, or in the digits of a count; `line`: up to a newline; `octets`: up to `counted`; `skip`: in a line that is too long. */
  let state: 'start' | 'line' | 'octets' | 'skip' = 'start';
  let counted = 0;
  let held = Buffer.alloc(0);
  let heldLength = 0;

  function hold(bytes: Buffer): void {
    const length = heldLength + bytes.length;
    if (length > held.length) {
      const larger = Buffer.allocUnsafe(Math.min(MAX_LINE_BYTES, Math.max(length, 2 * held.length, 1024)));
      held.copy(larger, 0, 0, heldLength);
      held = larger;
    }
    bytes.copy(held, heldLength);
    heldLength = length;
  }

  /** The frame ends with these bytes. */
  function finish(bytes: Buffer): void {
    state = 'start';
    if (heldLength === 0) return eachLine(bytes, onLine, onDropped);
    hold(bytes);
    const frame = held.subarray(0, heldLength);
    heldLength = 0;
    eachLine(frame, onLine, onDropped);
  }

  /** Returns how many bytes of `rest` were used. */
  function step(rest: Buffer): number {
    switch (state) {
      case 'start':
        return begin(rest);
      case 'octets': {
        const bytes = rest.subarray(0, counted - heldLength);
        if (heldLength + bytes.length === counted) finish(bytes);
        else hold(bytes);
        return bytes.length;
      }
      case 'line': {
        const newline = rest.indexOf(NEWLINE);
        const bytes = newline < 0 ? rest : rest.subarray(0, newline);
        if (heldLength + bytes.length > MAX_LINE_BYTES) {
          onDropped();
          heldLength = 0;
          state = newline < 0 ? 'skip' : 'start';
        } else if (newline < 0) hold(bytes);
        else finish(bytes);
        return newline < 0 ? rest.length : newline + 1;
      }
      case 'skip': {
        const newline = rest.indexOf(NEWLINE);
        if (newline >= 0) state = 'start';
        return newline < 0 ? rest.length : newline + 1;
      }
    }
  }

  function begin(rest: Buffer): number {
    const first = rest[0]!;
    if (heldLength === 0 && (first === NUL || first === NEWLINE || first === SPACE || first === 0x0d))
      return 1;
    if (isDigit(first) && heldLength < MAX_COUNT_DIGITS) {
      hold(rest.subarray(0, 1));
      return 1;
    }
    const count = first === SPACE ? Number(held.toString('latin1', 0, heldLength)) : 0;
    const isCount = count > 0 && count <= MAX_LINE_BYTES;
    state = isCount ? 'octets' : 'line';
    if (!isCount) return 0;
    [counted, heldLength] = [count, 0];
    return 1;
  }

  return {
    push(chunk) {
      for (let used = 0; used < chunk.length; ) used += step(used === 0 ? chunk : chunk.subarray(used));
    },
    end() {
      if (state === 'octets') onDropped();
      else if (state !== 'skip' && heldLength > 0) finish(Buffer.alloc(0));
      heldLength = 0;
      state = 'start';
    },
  };
}
