/** A list of whole numbers in few bytes: seven bits to a byte, the lowest first. Numbers are at least 0 and below 2^31. */

let scratch = new Uint8Array(4096);

const MOST_BYTES = 5;

export function packNumbers(numbers: readonly number[]): Uint8Array {
  const most = numbers.length * MOST_BYTES;
  if (scratch.length < most) scratch = new Uint8Array(most * 2);
  let length = 0;
  for (const number of numbers) {
    let rest = number;
    while (rest > 127) {
      scratch[length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    scratch[length++] = rest;
  }
  return scratch.slice(0, length);
}

export function unpackNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let number = 0;
  let shift = 0;
  for (const byte of bytes) {
    number |= (byte & 127) << shift;
    if (byte > 127) {
      shift += 7;
      continue;
    }
    numbers.push(number >>> 0);
    number = 0;
    shift = 0;
  }
  return numbers;
}

/** Maps a signed number to one that is not negative; small numbers stay small. */
export function fold(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

export function unfold(number: number): number {
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
}
