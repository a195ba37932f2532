/** Packets of any size in chunks of any size: short ones pass as they are, long ones are cut and stay packets. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPacketLimit } from '../../src/mqtt/packet-limit.ts';

const LIMIT = 200;

function packet(first: number, body: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = body.length; length.length === 0 || rest > 0; rest >>= 7)
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.integer({ min: LIMIT - 2, max: 20_000 }).map((length) => new Uint8Array(length).fill(7)),
);

it('cuts each packet that is longer than the limit, wherever the stream is divided', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(255), bodies), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1 }),
      (packets, sizes) => {
        const stream = Buffer.concat(packets.map(([first, body]) => packet(first, Buffer.from(body))));
        const limit = createPacketLimit(LIMIT);
        const kept: Buffer[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          kept.push(Buffer.from(limit(stream.subarray(at, at + size))));
          at += size;
        }
        const expected = packets.map(([first, body]) => packet(first, Buffer.from(body).subarray(0, LIMIT)));
        expect(Buffer.concat(kept).equals(Buffer.concat(expected))).toBe(true);
      },
    ),
  );
});

it('holds nothing of a packet of 200 MB', () => {
  const limit = createPacketLimit();
  const chunk = Buffer.alloc(1 << 20, 1);
  let keptBytes = limit(Buffer.from([0x32, 0x80, 0x80, 0x80, 0x64])).length;
  for (let turn = 0; turn < 200; turn++) keptBytes += limit(chunk).length;
  expect(keptBytes).toBeLessThan(300_000);
});
