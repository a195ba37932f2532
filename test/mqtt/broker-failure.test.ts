/** Why a topic is withheld after which the broker ended the connection. */
import { expect, it } from 'vitest';
import { explainHangUp } from '../../src/mqtt/broker-failure.ts';

it.each([
  ['in silence, as a broker does that denies the topic', null, 'access list'],
  ['not authorized', 135, 'access list'],
  ['for a reason that it does not name', 131, 'access list'],
  ['packet too large', 149, 'size'],
  ['message rate too high', 150, 'limit'],
  ['quota exceeded', 151, 'limit'],
  ['retained messages not supported', 154, 'retain'],
  ['quality of service not supported', 155, 'qos'],
])('%s (%s) calls for: %s', (words, reason, remedy) => {
  const end = { wasOpen: true, error: null, reason, inFlight: ['a'], overdue: null };
  const told = explainHangUp(end);
  expect(told.remedy).toBe(remedy);
  if (remedy !== 'access list') expect(told.words).toContain(words);
});
