/** What clients find that look for OAuth after a 401, or for MCP at another path. */
import { describe, expect, test } from 'vitest';
import { start } from './start.ts';

const paths = [
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-authorization-server',
  '/.well-known/oauth-authorization-server/mcp',
  '/.well-known/openid-configuration',
  '/.well-known/openid-configuration/mcp',
  '/.well-known/openid-configuration/',
  '/mcp/.well-known/openid-configuration',
  '/presence/.well-known/oauth-authorization-server/mcp',
  '/register',
  '/register/',
  '/mcp/register',
  '/authorize?response_type=code',
  '/token',
];

describe.each(paths)('%s', (path) => {
  test.each(['GET', 'POST'])('asked by %s is 404 and names the key that /mcp wants', async (method) => {
    const answer = await start().ask(path, {}, method);
    const { detail, ...body } = (await answer.json()) as Record<string, string>;
    expect(answer.status).toBe(404);
    expect(detail).toMatch(/^There is no OAuth here\. .*MCP_API_KEY as "Authorization: Bearer <key>"/);
    expect(body).toMatchObject({ error: 'access_denied', error_description: detail });
  });
});

test.each(['/sse', '/mcp/sse', '/mcp/sse/', '/mcp/messages?sessionId=x', '/messages', '/message'])(
  '%s is 404 and names the path of MCP',
  async (path) => {
    for (const method of ['GET', 'POST']) {
      const answer = await start().ask(path, {}, method);
      expect([answer.status, await answer.json()]).toMatchObject([
        404,
        { detail: expect.stringContaining('/mcp') },
      ]);
    }
  },
);

test.each(['/.well-known/security.txt', '/tokens', '/register/x', '/oauth-authorization-server'])(
  '%s has nothing to do with OAuth',
  async (path) => {
    const answer = await start().ask(path, {});
    expect(await answer.json()).not.toHaveProperty('error');
    expect(answer.status).toBe(404);
  },
);
