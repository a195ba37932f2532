/** What is not sent, because the broker closes the connection after it. */
import { describe, expect, it } from 'vitest';
import type { Reason } from '../../src/mqtt/reason.ts';
import { createTopics } from '../../src/mqtt/topics.ts';
import { createWithheld } from '../../src/mqtt/withheld.ts';
import { createClock } from './clock.ts';

const HOUR_MS = 3_600_000;
const topics = createTopics('base', 'ha', 'home');
const tooLong: Reason = { words: 'an answer that MQTT does not allow', remedy: 'size' };
const denied: Reason = { words: 'it closes the connection', remedy: 'access list' };
const discovery = (id: string) => topics.discovery({ kind: 'client', id });
const message = (topic: string, bytes: number) => ({ topic, payload: 'x'.repeat(bytes) });

function start() {
  const clock = createClock();
  const released: ((message: { topic: string; payload: string }) => boolean)[] = [];
  const withheld = createWithheld({ topics, onRelease: (includes) => void released.push(includes), clock });
  return { withheld, clock, released };
}

describe('messages that are too long for the broker', () => {
  it('are known by two of them: the shorter one, and every longer message whatever its topic', () => {
    const { withheld } = start();
    withheld.add(message(discovery('aa'), 1800), tooLong);
    expect(withheld.has(message(discovery('bb'), 1800))).toBe(false);
    withheld.add(message('base/bridge/findings', 1200), tooLong);
    expect(withheld.has(message(discovery('bb'), 1200))).toBe(true);
    expect(withheld.has(message('base/bridge/summary', 1199))).toBe(false);
    expect(withheld.entries().map(([topic]) => topic)).toEqual([discovery('aa'), 'base/bridge/findings']);
    expect(withheld.reasonOf(message('base/client/cc/state', 5000))).toMatchObject({ remedy: 'size' });
  });

  it('may be tried again after an hour, all of them', () => {
    const { withheld, clock, released } = start();
    withheld.add(message(discovery('aa'), 1800), tooLong);
    withheld.add(message(discovery('bb'), 1200), tooLong);
    clock.advance(HOUR_MS);
    expect(withheld.has(message('base/client/cc/state', 5000))).toBe(false);
    expect(released[0]!(message('base/client/cc/state', 1200))).toBe(true);
    expect(released[0]!(message('base/client/cc/state', 1199))).toBe(false);
  });

  it('are never short ones, which are refused for something else', () => {
    const { withheld } = start();
    for (const topic of ['base/client/aa/signal', 'base/client/bb/signal'])
      withheld.add(message(topic, 3), tooLong);
    expect(withheld.has(message('base/client/cc/state', 4))).toBe(false);
    expect(withheld.has(message('base/client/aa/signal', 3))).toBe(true);
  });
});

it.each([
  ['denied', denied],
  ['beyond a limit', { words: 'quota exceeded', remedy: 'limit' } as const],
])('topics of a kind are left alone when two are %s, however long their messages are', (_, reason) => {
  const { withheld } = start();
  withheld.add(message(discovery('aa'), 1800), reason);
  expect(withheld.has(message(discovery('bb'), 10))).toBe(false);
  withheld.add(message(discovery('cc'), 1200), reason);
  expect(withheld.has(message(discovery('bb'), 10))).toBe(true);
  expect(withheld.has(message('base/bridge/summary', 5000))).toBe(false);
});
