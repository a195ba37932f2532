/** The pasts of devices are read in small questions, and what cannot change any more is read once. */
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/advise/constant.ts';
import type { Stay, StayHistory } from '../../src/record/history.ts';
import { createPastReader, PAST_MS } from '../../src/service/past.ts';
import { AT, stay } from '../advise/house.ts';
import { bareDevice } from '../device.ts';

const deviceOf = (n: number, seenAgoMs = 0) =>
  bareDevice({
    mac_address: `02:00:00:00:00:${n.toString(16).padStart(2, '0').toUpperCase()}`,
    last_seen_at: new Date(AT - seenAgoMs).toISOString(),
  });

/** Answers with these stays, those that ended before the question's time left out. */
function historyOf(stays: readonly Stay[]) {
  const asked: { deviceId: string; sinceAt: number }[][] = [];
  const history: StayHistory = {
    stays: (devices) => {
      asked.push([...devices]);
      const found = devices.map(({ deviceId, sinceAt }) => ({
        deviceId,
        stays: stays.filter(({ toAt }) => (toAt ?? Infinity) >= sinceAt),
      }));
      return Promise.resolve({ oldestAt: AT - 3 * DAY_MS, devices: found });
    },
  };
  return { history, asked };
}

test('many devices are asked for in small questions, those unseen for two weeks not at all', async () => {
  const { history, asked } = historyOf([]);
  const devices = Array.from({ length: 60 }, (_, n) => deviceOf(n));
  await createPastReader(history).read([...devices, deviceOf(99, PAST_MS + 1)], AT);
  expect(asked.map((one) => one.length)).toEqual([25, 25, 10]);
});

test('an association that ended is asked for once, one that lasts or ended just now again', async () => {
  const ended = stay({ fromAt: AT - 9 * HOUR_MS, toAt: AT - 5 * HOUR_MS });
  const fresh = stay({ fromAt: AT - 4 * HOUR_MS, toAt: AT - MINUTE_MS });
  const open = stay({ fromAt: AT - MINUTE_MS });
  const { history, asked } = historyOf([ended, fresh, open]);
  const reader = createPastReader(history);
  const first = await reader.read([deviceOf(1)], AT);
  const second = await reader.read([deviceOf(1)], AT);
  expect(asked.map(([one]) => one!.sinceAt)).toEqual([AT - PAST_MS, ended.toAt! + 1]);
  expect(second).toEqual(first);
  expect(second).toEqual({
    sinceAt: AT - 3 * DAY_MS,
    stays: new Map([['020000000001', [ended, fresh, open]]]),
  });
});

test('a history that cannot be read says why', async () => {
  const off = { off: 'The disk is full.' };
  expect(await createPastReader({ stays: () => Promise.resolve(off) }).read([deviceOf(1)], AT)).toEqual(off);
});
