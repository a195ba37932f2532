/**
 * Splits bytes into log lines. A datagram may hold several. A TCP stream ends each with a newline, begins it with its length (RFC 6587), or
 * does neither, as RouterOS does in its formats `default` and `syslog`: then a line ends where the next begins, or with a pause. At most
 * `MAX_LINE_BYTES` are kept of an unfinished line.
 */
import { type EntryStyle, findBeginning, MAX_BEGINNING_LENGTH, styleOf } from './beginning.ts';

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
  /** No bytes have come for a while: without delimiters, an unfinished line is complete. */
  pause: () => void;
  /** The stream was closed without an error: an unfinished line is complete. */
  end: () => void;
}

export interface DeframerOptions {
  onLine: OnLine;
  /** A line too long or unfinished, or the rest of a line that a pause has divided. */
  onDropped: () => void;
  /** Bytes that cannot be divided into lines. */
  onUncut: () => void;
}

/** A line of RouterOS is shorter: so many bytes without a delimiter are several. */
const LONGEST_ENTRY_BYTES = 2048;

/** Of one TCP stream. The bytes given to `onLine` are valid during the call only. */
export function createDeframer({ onLine, onDropped, onUncut }: DeframerOptions): Deframer {
  /** `start`: between frames, or in the digits of a count; `line`: up to a newline; `octets`: up to `counted`; `skip`: in a line that is too long. */
  let state: 'start' | 'line' | 'octets' | 'skip' = 'start';
  /** Known once a delimiter has come, or has failed to come: text within a delimited line that looks like a beginning is none. */
  let framing: 'unknown' | 'delimited' | 'undelimited' = 'unknown';
  /** Without delimiters: how each entry begins, by the first; null when only a pause ends one. */
  let style: EntryStyle | null = null;
  let counted = 0;
  let held = Buffer.alloc(0);
  let heldLength = 0;
  /** Up to here, what is held has no further beginning. */
  let searched = 0;
  /** A beginning is searched for when so much is held. */
  let nextSearch = LONGEST_ENTRY_BYTES;

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

  function forget(): void {
    heldLength = 0;
    searched = 0;
  }

  /** The frame ends with these bytes. */
  function finish(bytes: Buffer): void {
    state = 'start';
    if (heldLength === 0) return eachLine(bytes, onLine, onDropped);
    hold(bytes);
    const frame = held.subarray(0, heldLength);
    forget();
    eachLine(frame, onLine, onDropped);
  }

  /** Takes the lines that a further beginning ends; the last one too if it is known to be complete. */
  function cut(isComplete: boolean): void {
    style ??= styleOf(beginningAt(0));
    let start = 0;
    const base = Math.max(1, searched);
    const text = style === null ? '' : held.toString('latin1', base, heldLength);
    for (let from = 0; style !== null; ) {
      const next = findBeginning(text, style, from);
      if (next < 0) break;
      take(start, base + next);
      [start, from] = [base + next, next + 1];
    }
    if (isComplete) {
      take(start, heldLength);
      forget();
      state = 'start';
    } else {
      held.copy(held, 0, start, heldLength);
      heldLength -= start;
      searched = Math.max(0, heldLength - MAX_BEGINNING_LENGTH);
    }
  }

  function beginningAt(start: number): string {
    return held.toString('latin1', start, Math.min(heldLength, start + MAX_BEGINNING_LENGTH));
  }

  function take(start: number, end: number): void {
    const bytes = held.subarray(start, end);
    if (style !== null && findBeginning(beginningAt(start), style) !== 0) return onDropped();
    if (style === null && !isText(bytes)) return onUncut();
    eachLine(bytes, onLine, onDropped);
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
        const used = newline < 0 ? rest.length : newline + 1;
        if (newline >= 0 && framing === 'unknown') framing = 'delimited';
        if (framing !== 'delimited') return stepUndelimited(bytes, used);
        if (heldLength + bytes.length > MAX_LINE_BYTES) {
          onDropped();
          forget();
          state = newline < 0 ? 'skip' : 'start';
        } else if (newline < 0) hold(bytes);
        else finish(bytes);
        return used;
      }
      case 'skip': {
        const newline = rest.indexOf(NEWLINE);
        if (newline >= 0) state = 'start';
        return newline < 0 ? rest.length : newline + 1;
      }
    }
  }

  /** `bytes` hold no newline; `used` is greater than their number if one follows. */
  function stepUndelimited(bytes: Buffer, used: number): number {
    const part = bytes.subarray(0, MAX_LINE_BYTES - heldLength);
    hold(part);
    const isRestLeft = part.length < bytes.length;
    if (framing === 'unknown' && heldLength >= nextSearch) searchFraming();
    if (framing === 'undelimited') cut(used > bytes.length && !isRestLeft);
    if (isRestLeft && heldLength === MAX_LINE_BYTES) {
      // no newline, no pause, no beginning
      onDropped();
      onUncut();
      forget();
      state = 'skip';
    }
    return isRestLeft ? part.length : used;
  }

  /** So much without a newline is more than one entry of RouterOS, if it has beginnings. */
  function searchFraming(): void {
    nextSearch = 2 * heldLength;
    const text = held.toString('latin1', 0, heldLength);
    const found = styleOf(text);
    if (found !== null && findBeginning(text, found, 1) > 0) framing = 'undelimited';
  }

  function begin(rest: Buffer): number {
    const first = rest[0]!;
    if (heldLength === 0 && (first === NUL || first === NEWLINE || first === SPACE || first === 0x0d))
      return 1;
    if (isDigit(first) && heldLength < MAX_COUNT_DIGITS && framing !== 'undelimited') {
      hold(rest.subarray(0, 1));
      return 1;
    }
    const count = first === SPACE ? Number(held.toString('latin1', 0, heldLength)) : 0;
    const isCount = count > 0 && count <= MAX_LINE_BYTES;
    state = isCount ? 'octets' : 'line';
    if (!isCount) return 0;
    framing = 'delimited';
    counted = count;
    forget();
    return 1;
  }

  return {
    push(chunk) {
      for (let used = 0; used < chunk.length; ) used += step(used === 0 ? chunk : chunk.subarray(used));
    },
    pause() {
      if (framing === 'delimited') return;
      if (state === 'skip') state = 'start';
      if (heldLength === 0) return;
      framing = 'undelimited';
      cut(true);
    },
    end() {
      if (state === 'octets') onDropped();
      else if (state !== 'skip' && heldLength > 0) {
        if (framing === 'delimited') finish(Buffer.alloc(0));
        else cut(true);
      }
      forget();
      state = 'start';
    },
  };
}

/** Log lines hold no control characters but tabs; what is encrypted, or of another protocol, does. */
function isText(bytes: Buffer): boolean {
  return !bytes.some(
    (byte) => byte < SPACE && byte !== 0x09 && byte !== NEWLINE && byte !== 0x0d && byte !== NUL,
  );
}
