/** Every code has words and a remedy. */
import { expect, it } from 'vitest';
import { explainEnd } from '../../src/mqtt/broker-failure.ts';
import { reasonOf, remedyOf } from '../../src/mqtt/reason.ts';

const names = { url: 'mqtt://broker', clientId: 'x', baseTopic: 'b', discoveryPrefix: 'h' };
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const end = { error: null, inFlight: [], overdue: null };

it.each([...range(1, 5), ...range(128, 162)])('code %d has words of its own and a remedy', (code) => {
  const { words, remedy } = reasonOf(code);
  expect(words).toMatch(new RegExp(`^[a-z][\\w -]+, code ${code}$`));
  expect(remedyOf(remedy, names)).toMatch(/^[A-Z].*\.$/);
  for (const wasOpen of [true, false])
    expect(explainEnd({ ...end, wasOpen, reason: code }, names).message).toMatch(
      code === 142 ? /client id/ : new RegExp(`code ${code}`),
    );
});

it('a code that no version defines refers to the log of the broker', () => {
  expect(reasonOf(250)).toEqual({ words: 'code 250', remedy: 'broker log' });
});

it.each([
  [149, /largest packet/],
  [151, /limits/],
  [154, /retained/],
  [155, /quality of service/],
  [135, /write b\/# and h\/device\/\+\/config/],
  [157, /MQTT_URL/],
])('the remedy for code %d names what to change', (code, remedy) => {
  expect(explainEnd({ ...end, wasOpen: true, reason: code }, names).remedy).toMatch(remedy);
});
