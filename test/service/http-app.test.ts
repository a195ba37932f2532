/** What the whole HTTP application answers, with and without the key of MCP. */
import { expect, test } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { defaults } from '../../src/config/read.ts';
import { createAuthenticators } from '../../src/service/authenticators.ts';
import { createHttpApp } from '../../src/service/http-app.ts';
import { askedDirectly } from '../http/ask.ts';
import { accepting, initialize } from '../mcp/http.ts';
import { historyOf, journalOf } from '../mcp/past.ts';
import { health, holderOf, snapshot } from '../mcp/snapshot.ts';

const [restKey, mcpKey] = ['a-rest-key-of-these-tests', 'an-mcp-key-of-these-tests'];

async function start(isMcpOn: boolean) {
  const ignore = () => {};
  const config = {
    ...defaults.config,
    routers: [],
    apiKey: [plainKey(restKey)],
    mcpApiKey: isMcpOn ? [plainKey(mcpKey)] : null,
    webUi: false,
  };
  const app = await createHttpApp({
    config,
    authenticators: createAuthenticators(config),
    meter: null,
    snapshot: holderOf(snapshot()),
    health,
    journal: journalOf(),
    history: historyOf(),
    signingKey: new Uint8Array(32),
    version: '0.0.0',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    trace: undefined,
    operator: { name: async () => {}, homeassistant: null },
    changes: null,
    routerDoor: null,
  });
  return { ...askedDirectly(app.app), close: app.close };
}

const post = (headers: Record<string, string>) => ({
  method: 'POST',
  headers: { ...accepting, ...headers },
  body: JSON.stringify(initialize()),
});

test('without MCP_API_KEY, /mcp names the variable', async () => {
  const { request, close } = await start(false);
  const answer = await request('/mcp', post({}));
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('MCP_API_KEY') as string });
  await close();
});

test('the key as a Basic password opens /mcp and not REST', async () => {
  const { request, close } = await start(true);
  const basic = (key: string) => ({ Authorization: `Basic ${btoa(`x:${key}`)}` });
  expect((await request('/mcp/', post(basic(mcpKey)))).status).toBe(200);
  expect((await request('/mcp', post(basic(restKey)))).status).toBe(401);
  expect((await request('/devices', { headers: basic(restKey) })).status).toBe(401);
  await close();
});
