/** Which key opens which door, and what it may do there. */
import { expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { defaults } from '../../src/config/read.ts';
import { createAuthenticators } from '../../src/service/authenticators.ts';

const keys = {
  api: 'the-key-of-rest-1',
  operator: 'the-key-of-olga-1',
  mcp: 'the-key-of-mcp-12',
  metrics: 'the-key-of-metrics',
};
const config = {
  ...defaults.config,
  apiKey: [plainKey(keys.api)],
  operatorKey: [plainKey(keys.operator, 'olga')],
  mcpApiKey: [plainKey(keys.mcp)],
  metricsKey: [plainKey(keys.metrics)],
};

/** What each key may do at each door; null where it is refused. */
function rightsAt(door: 'rest' | 'mcp' | 'metrics') {
  const authenticator = createAuthenticators(config)[door]!;
  return Object.values(keys).map((apiKey, index) => {
    const credentials = { authorization: null, apiKey, address: `10.0.${index}.1` };
    const result = authenticator.authenticate(credentials);
    return result.status === 'valid' ? (result.key.may ?? ['read']) : null;
  });
}

it('the key of the operator opens REST with the right to approve, and no other door', () => {
  const reads = ['read', 'query', 'propose'];
  expect(rightsAt('rest')).toEqual([reads, [...reads, 'approve'], null, null]);
  expect(rightsAt('mcp')).toEqual([null, null, reads, null]);
  expect(rightsAt('metrics')).toEqual([['read'], null, null, ['read']]);
});

it('the key of the operator alone opens REST', () => {
  const { rest, mcp, metrics } = createAuthenticators({
    ...defaults.config,
    operatorKey: [plainKey(keys.operator)],
  });
  expect([rest === null, mcp, metrics]).toEqual([false, null, null]);
});

it("ingress opens REST without a key from the Supervisor's own connection alone, and only while it shall not ask", () => {
  const ingress = { ...config, ingressAddress: '172.30.32.2', ingressKey: false };
  const asked = (door: 'rest' | 'mcp' | 'metrics', credentials: object, changed: object = {}) => {
    const authenticator = createAuthenticators({ ...ingress, ...changed })[door]!;
    const given = { authorization: null, apiKey: null, address: '192.168.88.7', ...credentials };
    const result = authenticator.authenticate(given);
    return result.status === 'valid' ? result.key.may : result.status;
  };
  const supervisor = { remote: '::ffff:172.30.32.2', ingressPath: '/api/hassio_ingress/x' };
  expect(asked('rest', supervisor)).toEqual(['read', 'query', 'propose']);
  expect(asked('mcp', supervisor)).toBe('missing');
  expect(asked('metrics', supervisor)).toBe('missing');
  // the header alone, another app, an address that a proxy reports
  expect(asked('rest', { ...supervisor, remote: '172.30.33.5' })).toBe('missing');
  expect(asked('rest', { ...supervisor, remote: '172.30.33.5', address: '172.30.32.2' })).toBe('missing');
  expect(asked('rest', { ...supervisor, ingressPath: undefined })).toBe('missing');
  expect(asked('rest', { ...supervisor, apiKey: 'a-wrong-key-12345' })).toBe('invalid');
  expect(asked('rest', supervisor, { ingressKey: true })).toBe('missing');
  expect(asked('rest', supervisor, { ingressAddress: null })).toBe('missing');
});
