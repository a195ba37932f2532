/** /mcp with an issuer: what clients are told, what reaches the log, and what a reload of keys ends. */
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import type { Config, NamedKey } from '../../src/config/config.ts';
import { defaults } from '../../src/config/read.ts';
import { createAuthenticators } from '../../src/service/authenticators.ts';
import { createHttpApp } from '../../src/service/http-app.ts';
import { startOAuth } from '../../src/service/oauth.ts';
import { startIssuer } from '../auth/issuer.ts';
import { askedDirectly } from '../http/ask.ts';
import { accepting, current, initialize } from '../mcp/http.ts';
import { historyOf, journalOf } from '../mcp/past.ts';
import { health, holderOf, snapshot } from '../mcp/snapshot.ts';

const issuer = await startIssuer();
const PUBLIC_URL = 'https://example.org/presence';
const aud = `${PUBLIC_URL}/mcp`;
const METADATA = `${PUBLIC_URL}/.well-known/oauth-protected-resource/mcp`;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => issuer.down());

const named = (name: string, fields: Partial<NamedKey> = {}): NamedKey => ({
  ...plainKey(`the-key-of-${name}-1`),
  name,
  doors: ['rest'],
  may: ['read'],
  ...fields,
});

async function start(more: Partial<Config> = {}) {
  const lines: object[] = [];
  const keep = (fields: object, event: string) => void lines.push({ event, ...fields });
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  const config = {
    ...defaults.config,
    apiKey: [plainKey('the-key-of-rest-1')],
    mcpApiKey: [plainKey('the-key-of-mcp-12')],
    oauthIssuer: issuer.url,
    publicUrl: PUBLIC_URL,
    webUi: false,
    ...more,
  };
  const oauth = startOAuth(config, log);
  const authenticators = createAuthenticators(config, oauth?.check);
  const app = await createHttpApp({
    config,
    authenticators,
    oauth,
    meter: null,
    snapshot: holderOf(snapshot()),
    health,
    journal: journalOf(),
    history: historyOf(),
    signingKey: new Uint8Array(32),
    version: '0.0.0',
    log,
    trace: undefined,
    operator: { name: async () => {}, homeassistant: null },
    changes: null,
    routerDoor: null,
  });
  closing.push(app.close);
  const { request } = askedDirectly(app.app);
  const ask = (headers: Record<string, string>, body: object = initialize()) =>
    request('/mcp', { method: 'POST', headers: { ...accepting, ...headers }, body: JSON.stringify(body) });
  return { config, lines, request, ask, app, authenticators };
}

const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
const challengeOf = (answer: Response) => answer.headers.get('www-authenticate');

describe('a client', () => {
  test('without a token learns where there is one, and what to ask for', async () => {
    const answer = await (await start()).ask({});
    expect(answer.status).toBe(401);
    expect(challengeOf(answer)).toBe(
      `Bearer realm="mcp", scope="presence:read", resource_metadata="${METADATA}"`,
    );
    const asking = await (await start({ routerQueries: true })).ask({});
    expect(challengeOf(asking)).toContain('scope="presence:read presence:query"');
  });

  test.each([
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-protected-resource/presence/mcp',
    '/presence/.well-known/oauth-protected-resource/mcp',
    '/mcp/.well-known/oauth-protected-resource',
  ])('reads the metadata at %s, whatever Host it sends', async (path) => {
    const { request } = await start();
    const answer = await request(path, { headers: { Host: 'evil.example', Origin: 'https://evil.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual({
      resource: aud,
      authorization_servers: [issuer.url],
      scopes_supported: ['presence:read', 'presence:query', 'presence:propose'],
      bearer_methods_supported: ['header'],
      resource_name: 'mikrotik-presence',
    });
  });

  test.each(['/.well-known/oauth-authorization-server', '/register', '/token'])(
    'that asks this service for %s is sent to the issuer',
    async (path) => {
      for (const method of ['GET', 'POST']) {
        const answer = await (await start()).request(path, { method });
        expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining(issuer.url)]);
      }
    },
  );

  test('without an issuer finds no metadata, and a token is a wrong key', async () => {
    const { ask, request } = await start({ oauthIssuer: null });
    expect((await request('/.well-known/oauth-protected-resource')).status).toBe(404);
    const answer = await ask(bearer(await issuer.token({ aud })));
    expect([answer.status, challengeOf(answer)]).toEqual([401, 'Bearer realm="mcp"']);
  });

  test('with a token, or with a key beside the issuer, is let in', async () => {
    const { ask } = await start({ keys: [named('helper', { doors: ['mcp'] })] });
    const token = await issuer.token({ aud });
    const both = { ...bearer(token), 'X-API-Key': 'the-key-of-mcp-12' };
    for (const headers of [
      bearer(token),
      bearer('the-key-of-mcp-12'),
      { 'X-API-Key': 'the-key-of-helper-1' },
    ])
      expect((await ask(headers)).status).toBe(200);
    // two ways at once do not tell whose request it is
    expect((await ask(both)).status).toBe(401);
  });

  test('with an issuer alone is let in too', async () => {
    const { ask } = await start({ apiKey: null, mcpApiKey: null });
    expect((await ask(bearer(await issuer.token({ aud })))).status).toBe(200);
  });

  test('with a refused token learns why, and the log does not', async () => {
    const { ask, request, lines } = await start();
    const good = await issuer.token({ aud });
    const expired = await issuer.token({ aud, exp: 1 });
    const answer = await ask(bearer(expired));
    expect(answer.status).toBe(401);
    expect(challengeOf(answer)).toContain(
      'error="invalid_token", error_description="The token has expired."',
    );
    expect(await answer.text()).toContain('The token has expired.');
    await ask(bearer(good));
    for (const path of [`/mcp?access_token=${good}`, `/mcp?key=${good}`, `/devices?access_token=${good}`])
      expect((await request(path, { method: 'GET', headers: { Accept: 'text/event-stream' } })).status).toBe(
        401,
      );
    const form = { ...accepting, 'Content-Type': 'application/x-www-form-urlencoded' };
    expect(
      (await request('/mcp', { method: 'POST', headers: form, body: `access_token=${good}` })).status,
    ).toBe(401);
    const written = JSON.stringify(lines);
    for (const token of [good, expired])
      for (const part of token.split('.').slice(1)) expect(written).not.toContain(part);
    expect(written).toContain('"key":"oauth:anna"');
  });

  test('with a token as a Basic password or in X-API-Key is refused', async () => {
    const { ask } = await start();
    const token = await issuer.token({ aud });
    for (const headers of [{ 'X-API-Key': token }, { Authorization: `Basic ${btoa(`x:${token}`)}` }])
      expect((await ask(headers)).status).toBe(401);
  });

  test('with many refused tokens is locked out like one with wrong keys', async () => {
    const { ask } = await start();
    const token = await issuer.token({ aud: 'https://elsewhere' });
    const statuses: number[] = [];
    for (let count = 0; count < 22; count++) statuses.push((await ask(bearer(token))).status);
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
    expect(statuses.at(-1)).toBe(429);
  });

  test('from a foreign Host or Origin is refused before its token is looked at', async () => {
    const { ask } = await start();
    for (const headers of [{ Host: 'evil.example' }, { Origin: 'https://evil.example' }]) {
      const answer = await ask({ ...bearer(await issuer.token({ aud })), ...headers });
      expect([answer.status, challengeOf(answer)]).toEqual([403, null]);
    }
  });

  test('goes on with its session with a newer token; another subject does not', async () => {
    const { ask } = await start();
    const opened = await ask(bearer(await issuer.token({ aud })));
    const session = { 'Mcp-Session-Id': opened.headers.get('mcp-session-id')! };
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} };
    const again = await ask({ ...session, ...bearer(await issuer.token({ aud, jti: 'newer' })) }, list);
    expect(again.status).toBe(200);
    for (const token of [await issuer.token({ aud, sub: 'ben' }), 'the-key-of-mcp-12'])
      expect((await ask({ ...session, ...bearer(token) }, list)).status).toBe(404);
  });

  test('has a rate of its own for each subject', async () => {
    const { ask } = await start({ rateLimit: 2 });
    const statuses = async (sub: string) => [
      (await ask(bearer(await issuer.token({ aud, sub })))).status,
      (await ask(bearer(await issuer.token({ aud, sub, jti: 'x' })))).status,
      (await ask(bearer(await issuer.token({ aud, sub, jti: 'y' })))).status,
    ];
    expect(await statuses('anna')).toEqual([200, 200, 429]);
    expect(await statuses('ben')).toEqual([200, 200, 429]);
  });
});

describe('a reload', () => {
  test('takes keys in, and takes them away', async () => {
    const { config, request, authenticators } = await start({ keys: [named('anna')] });
    const status = async (name: string) =>
      (await request('/devices', { headers: bearer(`the-key-of-${name}-1`) })).status;
    expect([await status('anna'), await status('ben'), await status('rest')]).toEqual([200, 401, 200]);
    const next = { ...config, keys: [named('ben')] };
    expect(authenticators.configure(next)).toEqual({ isNarrower: true, closed: [] });
    expect([await status('anna'), await status('ben'), await status('rest')]).toEqual([401, 200, 200]);
    const more = { ...config, keys: [named('ben'), named('cem')] };
    expect(authenticators.configure(more)).toEqual({ isNarrower: false, closed: [] });
    const less = { ...config, keys: [named('ben', { may: ['query'] }), named('cem')] };
    expect(authenticators.configure(less)).toMatchObject({ isNarrower: true });
    expect(await status('ben')).toBe(403);
  });

  test('names the doors that had no key at the start', async () => {
    const { config, authenticators } = await start({ apiKey: null });
    const keys = [named('anna', { doors: ['rest', 'mcp', 'metrics'] })];
    expect(authenticators.configure({ ...config, keys })).toEqual({
      isNarrower: false,
      closed: ['rest', 'metrics'],
    });
  });

  test('ends the streams, so that a key that is gone hears nothing more', async () => {
    const { request, ask, app } = await start();
    const rest = await request('/events', {
      headers: { ...bearer('the-key-of-rest-1'), Accept: 'text/event-stream' },
    });
    const { headers, body } = current('subscriptions/listen', {
      notifications: { resourceSubscriptions: [] },
    });
    const mcp = await ask({ ...bearer('the-key-of-mcp-12'), ...headers }, body as object);
    expect([rest.status, mcp.status]).toEqual([200, 200]);
    const ends = Promise.all([rest.text(), mcp.text()]);
    app.endStreams();
    await ends;
    const again = await request('/events', {
      headers: { ...bearer('the-key-of-rest-1'), Accept: 'text/event-stream' },
    });
    expect(again.status).toBe(200);
    await again.body!.cancel();
  });
});
