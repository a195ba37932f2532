/**
 * Cuts each MQTT packet of a byte stream to a maximum length, so that a message of many megabytes is never held in memory. The topic and the
 * packet identifier come first and are kept: what is cut is the payload of a message that is none of ours.
 */
import { Transform } from 'node:stream';

/** Larger than any packet that this program needs to understand. */
export const MAX_PACKET_BYTES = 256 * 1024;

const MORE = 0x80;
const LENGTH_BITS = 7;
const MAX_LENGTH_BYTES = 4;

/** Returns the call that takes the next bytes of the stream and returns those that are kept. */
export function createPacketLimit(maxBytes = MAX_PACKET_BYTES): (chunk: Buffer) => Buffer {
  /** First byte of the packet and the bytes of its length so far; null within a body. */
  let header: number[] | null = [];
  let kept = 0;
  let dropped = 0;

  return (chunk) => {
    const parts: Buffer[] = [];
    for (let at = 0; at < chunk.length; ) {
      if (header !== null) {
        header.push(chunk[at]!);
        at += 1;
        if (header.length === 1) continue;
        if ((header.at(-1)! & MORE) !== 0 && header.length <= MAX_LENGTH_BYTES) continue;
        const length = header
          .slice(1)
          .reduce((sum, byte, index) => sum + (byte & (MORE - 1)) * 2 ** (LENGTH_BITS * index), 0);
        kept = Math.min(length, maxBytes);
        dropped = length - kept;
        parts.push(Buffer.from(dropped === 0 ? header : [header[0]!, ...lengthBytes(kept)]));
        header = null;
      } else if (kept > 0) {
        const part = chunk.subarray(at, at + kept);
        parts.push(part);
        kept -= part.length;
        at += part.length;
      } else {
        const passed = Math.min(dropped, chunk.length - at);
        dropped -= passed;
        at += passed;
      }
      if (header === null && kept === 0 && dropped === 0) header = [];
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  };
}

function lengthBytes(length: number): number[] {
  const bytes: number[] = [];
  for (let rest = length; bytes.length === 0 || rest > 0; rest = Math.floor(rest / MORE))
    bytes.push((rest % MORE) | (rest >= MORE ? MORE : 0));
  return bytes;
}

/** The same as a stream. */
export function limitPackets(): Transform {
  const limit = createPacketLimit();
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, limit(chunk)),
  });
}
