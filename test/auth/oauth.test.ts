/** Which tokens are taken, by an issuer that is asked over HTTP. */
import { createHmac } from 'node:crypto';
import { exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createIssuer } from '../../src/auth/issuer.ts';
import { createTokenCheck } from '../../src/auth/oauth.ts';
import { AUDIENCE, startIssuer, type TestIssuer } from './issuer.ts';

const issuer = await startIssuer();
afterAll(() => issuer.down());

const MINUTE_MS = 60_000;
const nowSeconds = () => Math.floor(Date.now() / 1000);

function checkOf(
  { url }: Pick<TestIssuer, 'url'>,
  options: { now?: () => number; outcomes?: unknown[] } = {},
) {
  const { now = () => performance.now(), outcomes = [] } = options;
  const keys = createIssuer({ url, now, onOutcome: (problem) => void outcomes.push(problem) });
  return createTokenCheck({ issuer: keys, issuerUrl: url, audience: AUDIENCE });
}

describe('a token of the issuer', () => {
  const check = checkOf(issuer);

  test.each([
    ['presence:read', ['read']],
    ['presence:read presence:query', ['read', 'query']],
    ['openid presence:propose presence:read', ['read', 'propose']],
    ['presence:approve presence:read approve', ['read']],
    ['PRESENCE:READ', []],
    ['', []],
  ])('with the scope "%s" has these rights', async (scope, may) => {
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    const key = { name: 'oauth:anna', plain: null, digest, may, isToken: true };
    expect(await check(await issuer.token({ scope }))).toEqual({ status: 'valid', key });
    const asList = await issuer.token({ scope: undefined, scp: scope.split(' ') });
    expect(await check(asList)).toEqual({ status: 'valid', key });
  });

  test('stands for its subject, whatever else it says', async () => {
    const tokens = [{}, { scope: 'presence:query' }, { jti: 'x', azp: 'client' }, { sub: 'ben' }];
    const results = await Promise.all(tokens.map(async (claims) => check(await issuer.token(claims))));
    const digests = results.map((result) => result.status === 'valid' && result.key.digest);
    expect(new Set(digests.slice(0, 3)).size).toBe(1);
    expect(digests[3]).not.toBe(digests[0]);
  });

  test.each([
    ['one of several audiences', { aud: ['https://elsewhere', AUDIENCE] }],
    ['an end that passed 50 s ago', { exp: nowSeconds() - 50 }],
    ['a beginning in 50 s', { nbf: nowSeconds() + 50 }],
  ])('with %s is taken', async (_what, claims) => {
    expect(await check(await issuer.token(claims))).toMatchObject({ status: 'valid' });
  });

  test.each([
    ['another audience', { aud: 'https://elsewhere/mcp' }, 'audience'],
    ['a part of the audience', { aud: AUDIENCE.slice(0, -1) }, 'audience'],
    ['no audience', { aud: undefined }, 'no aud'],
    ['another issuer', { iss: 'https://elsewhere' }, 'another issuer'],
    ['no issuer', { iss: undefined }, 'another issuer'],
    ['an end that passed 70 s ago', { exp: nowSeconds() - 70 }, 'expired'],
    ['no end', { exp: undefined }, 'no exp'],
    ['a beginning in 70 s', { nbf: nowSeconds() + 70 }, 'not valid yet'],
    ['no subject', { sub: undefined }, 'no sub'],
  ])('with %s is refused with the reason', async (_what, claims, reason) => {
    expect(await check(await issuer.token(claims))).toEqual({
      status: 'invalid',
      isUnchecked: false,
      reason: expect.stringContaining(reason) as string,
    });
  });

  test.each(['logout+jwt', 'secevent+jwt', 'dpop+jwt'])('of the type %s is no access token', async (typ) => {
    expect(await check(await issuer.token({}, { typ }))).toMatchObject({ status: 'invalid' });
  });

  test.each(['JWT', 'at+jwt', 'application/at+jwt'])('of the type %s is one', async (typ) => {
    expect(await check(await issuer.token({}, { typ }))).toMatchObject({ status: 'valid' });
  });

  test('without the id of its key is taken', async () => {
    expect(await check(await issuer.token({}, { kid: undefined }))).toMatchObject({ status: 'valid' });
  });
});

describe('a token that the issuer has not signed', () => {
  const check = checkOf(issuer);
  const claims = () => ({
    iss: issuer.url,
    aud: AUDIENCE,
    sub: 'anna',
    scope: 'presence:read',
    exp: nowSeconds() + 300,
  });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  test('with the algorithm none is refused', async () => {
    const token = new UnsecuredJWT(claims()).encode();
    expect(await check(token)).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('key pair'),
    });
    for (const alg of ['NONE', 'None', '']) {
      const spelt = `${part({ alg })}.${part(claims())}.`;
      expect(await check(spelt)).toMatchObject({ status: 'invalid' });
    }
  });

  test('by HS256 with the public key as the secret is refused, in each spelling of the key', async () => {
    const [shown] = issuer.shown();
    const pem = await exportSPKI(
      (await importJWK(shown!, 'RS256', { extractable: true })) as Parameters<typeof exportSPKI>[0],
    );
    for (const alg of ['HS256', 'HS384', 'HS512'])
      for (const secret of [pem, pem.trim(), JSON.stringify(shown), shown!.n!]) {
        const signed = `${part({ alg, kid: shown!.kid })}.${part(claims())}`;
        const signature = createHmac(`sha${alg.slice(2)}`, secret)
          .update(signed)
          .digest('base64url');
        expect(await check(`${signed}.${signature}`)).toMatchObject({
          status: 'invalid',
          reason: expect.stringContaining('key pair'),
        });
      }
  });

  test.each(['RS256', 'ES256', 'EdDSA'])('by a foreign key with %s is refused', async (alg) => {
    const { privateKey } = await generateKeyPair(alg);
    for (const kid of [issuer.shown()[0]!.kid, 'unknown', undefined]) {
      const header = { alg, ...(kid !== undefined && { kid }) };
      const token = await new SignJWT(claims()).setProtectedHeader(header).sign(privateKey);
      expect(await check(token)).toMatchObject({ status: 'invalid', isUnchecked: false });
    }
  });

  test('with a key of its own in its header is refused', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const { exportJWK } = await import('jose');
    const jwk = await exportJWK(publicKey);
    const header = { alg: 'ES256', jwk, jku: 'http://127.0.0.1:9/keys' };
    const token = await new SignJWT(claims()).setProtectedHeader(header).sign(privateKey);
    expect(await check(token)).toMatchObject({ status: 'invalid' });
  });

  test('unsigned, cut or changed is refused', async () => {
    const [header, payload, signature] = (await issuer.token()).split('.');
    const more = part({ ...claims(), scope: 'presence:read presence:propose' });
    for (const token of [
      `${header}.${payload}.`,
      `${header}.${payload}.${signature!.slice(0, -4)}`,
      `${header}.${more}.${signature}`,
      `${part({ alg: 'RS256' })}.${payload}.${signature}`,
      `${header}.e30.${signature}`,
      'a.b.c',
      '..',
    ])
      expect(await check(token), token).toMatchObject({ status: 'invalid' });
  });
});

describe('the keys of the issuer', () => {
  const started: TestIssuer[] = [];
  const own = async (...options: Parameters<typeof startIssuer>) => {
    const created = await startIssuer(...options);
    started.push(created);
    return created;
  };
  afterEach(async () => {
    for (const each of started.splice(0)) await each.down().catch(() => {});
  });

  test.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'])('of %s are taken', async (alg) => {
    const one = await own();
    await one.rotate(alg);
    expect(await checkOf(one)(await one.token())).toMatchObject({ status: 'valid' });
  });

  test('are found by the metadata of OAuth too, and below a path', async () => {
    for (const path of ['', '/realms/home']) {
      const one = await own({ metadata: 'oauth-authorization-server', path });
      expect(await checkOf(one)(await one.token())).toMatchObject({ status: 'valid' });
    }
    const other = await own({ path: '/realms/home' });
    expect(await checkOf(other)(await other.token())).toMatchObject({ status: 'valid' });
  });

  test('of metadata that name another issuer are not taken', async () => {
    const one = await own({ names: 'https://elsewhere' });
    expect(await checkOf(one)(await one.token())).toMatchObject({
      isUnchecked: true,
      reason: expect.stringContaining('https://elsewhere'),
    });
  });

  test('are read again when a token names a new one, and the old one is refused', async () => {
    const one = await own();
    const check = checkOf(one);
    const before = await one.token();
    expect(await check(before)).toMatchObject({ status: 'valid' });
    await one.rotate();
    expect(await check(await one.token())).toMatchObject({ status: 'valid' });
    expect(await check(before)).toMatchObject({
      status: 'invalid',
      reason: expect.stringContaining('No key'),
    });
  });

  test('are not read for each token with an unknown one', async () => {
    const one = await own();
    const check = checkOf(one, { now: () => 0 });
    await check(await one.token());
    for (let index = 0; index < 20; index++) await check(await one.token({}, { kid: `unknown-${index}` }));
    // six readings, each of the metadata and the keys
    expect(one.asked).toHaveLength(12);
  });

  test('hold while the issuer is down, and other tokens are refused with the reason', async () => {
    let now = 0;
    const outcomes: unknown[] = [];
    const one = await own();
    const check = checkOf(one, { now: () => now, outcomes });
    const known = await one.token();
    expect(await check(known)).toMatchObject({ status: 'valid' });
    await one.rotate();
    const unknown = await one.token();
    await one.down();
    now += 30 * MINUTE_MS;
    const refused = {
      status: 'invalid',
      isUnchecked: true,
      reason: expect.stringContaining('cannot be reached'),
    };
    expect(await check(known)).toMatchObject({ status: 'valid' });
    expect(await check(unknown)).toMatchObject(refused);
    expect(await check(known)).toMatchObject({ status: 'valid' });
    await one.up();
    now += MINUTE_MS;
    expect(await check(unknown)).toMatchObject({ status: 'valid' });
    expect(outcomes).toEqual([expect.stringContaining('cannot be reached'), null]);
    await one.down();
    now += 25 * 60 * MINUTE_MS;
    expect(await check(unknown)).toMatchObject(refused);
  });

  test('that were never read are asked for again, and until then tokens are refused with the reason', async () => {
    let now = 0;
    const one = await own();
    await one.down();
    const check = checkOf(one, { now: () => now });
    const token = await one.token();
    expect(await check(token)).toMatchObject({ isUnchecked: true, reason: expect.stringContaining(one.url) });
    await one.up();
    now += MINUTE_MS;
    expect(await check(token)).toMatchObject({ status: 'valid' });
  });
});
