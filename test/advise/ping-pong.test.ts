import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/advise/constant.ts';
import { PER_HOUR } from '../../src/advise/ping-pong.ts';
import type { Stay } from '../../src/record/history.ts';
import { AT, findingsOf, HERE, houseOf, stay, THERE } from './house.ts';

/** Changes at equal times, the last one some time ago. */
function toAndFro(
  changes: number,
  everyMs: number,
  lastAgoMs = HOUR_MS,
  other: Partial<Stay> = { accessPointId: THERE },
): Stay[] {
  const lastAt = AT - lastAgoMs;
  return Array.from({ length: changes + 1 }, (_, index) => {
    const fromAt = lastAt - (changes - index) * everyMs;
    const isLast = index === changes;
    return stay({
      ...(index % 2 === 0 ? { accessPointId: HERE } : other),
      fromAt,
      toAt: isLast ? null : fromAt + everyMs,
    });
  });
}
const found = (stays: readonly Stay[]) => findingsOf(houseOf({ stays }), 'ping_pong');

describe('ping_pong', () => {
  test(`${PER_HOUR} changes back and forth in an hour are found, fewer are not`, () => {
    expect(found(toAndFro(PER_HOUR, HOUR_MS / 3))).toMatchObject([
      {
        title: 'Panel goes to and fro between Hall and Kitchen',
        evidence: { changes: PER_HOUR, changes_per_hour: PER_HOUR },
      },
    ]);
    expect(found(toAndFro(PER_HOUR - 1, HOUR_MS / 3))).toEqual([]);
    expect(found(toAndFro(PER_HOUR, HOUR_MS / 3 + 1))).toEqual([]);
  });

  test('the last hour of it was within a day', () => {
    expect(found(toAndFro(5, HOUR_MS / 4, DAY_MS))).toHaveLength(1);
    expect(found(toAndFro(5, HOUR_MS / 4, DAY_MS + 1))).toEqual([]);
  });

  test('between two bands of one access point it is found too', () => {
    expect(found(toAndFro(4, HOUR_MS / 4, HOUR_MS, { band: '5GHz' }))[0]!.title).toBe(
      'Panel goes to and fro between the bands of Hall',
    );
  });

  test('a round over three access points is a walk', () => {
    const round = toAndFro(8, HOUR_MS / 8).map((one, index) => ({
      ...one,
      accessPointId: [HERE, THERE, 'x'][index % 3]!,
    }));
    expect(found(round)).toEqual([]);
  });
});
