/** An hour of a house's log lines by TCP, in the formats of RouterOS and in any pieces: none is lost, and none is invented. */
import { expect, it } from 'vitest';
import { createHouse } from '../../src/demo/house.ts';
import { frameLine } from '../../src/demo/log-frame.ts';
import { parseLogLine } from '../../src/parse/log-line.ts';
import { createDeframer } from '../../src/syslog/frame.ts';

const START = Date.UTC(2026, 10, 20, 18);
const HOUR_S = 3600;

const formats = {
  default: { format: 'default', isPrefixed: false, ending: '' },
  'default with a prefix': { format: 'default', isPrefixed: true, ending: '' },
  'bsd-syslog': { format: 'bsd-syslog', isPrefixed: false, ending: '' },
  'bsd-syslog by a relay': { format: 'bsd-syslog', isPrefixed: false, ending: '\n' },
} as const;

it.each(Object.entries(formats))('%s: every line, as it was logged', (_, { format, isPrefixed, ending }) => {
  let at = START;
  const house = createHouse({ seed: 7, now: () => at });
  const [router] = house.routers;
  const found: string[] = [];
  const counts = { dropped: 0, uncut: 0 };
  const stream = createDeframer({
    onLine: (bytes) => found.push(bytes.toString()),
    onDropped: () => void (counts.dropped += 1),
    onUncut: () => void (counts.uncut += 1),
  });
  const sent: string[] = [];
  let burst = '';
  const unlisten = router!.onLog((line) => {
    const framed = frameLine(line, at, { format, identity: 'Hallway', isPrefixed });
    sent.push(framed);
    burst += framed + ending;
  });
  // pieces of 1 to 40 bytes, each size in its turn
  let size = 0;
  for (let second = 0; second < HOUR_S; second++, at += 1000) {
    house.devices();
    const bytes = Buffer.from(burst);
    burst = '';
    for (let from = 0; from < bytes.length; from += size) {
      size = (size % 40) + 1;
      stream.push(bytes.subarray(from, from + size));
    }
    stream.pause();
  }
  unlisten();
  expect(sent.length).toBeGreaterThan(50);
  expect(found).toEqual(sent);
  expect(counts).toEqual({ dropped: 0, uncut: 0 });
  expect(found.filter((line) => parseLogLine(line) !== null).length).toBeGreaterThan(50);
});
