import { describe, expect, test } from 'vitest';
import { start, withKey } from '../rest/start.ts';

const origin = 'https://dashboard.lan:8123';
const asking = { Origin: origin, 'Access-Control-Request-Method': 'GET' };
const granted = (answer: Response) =>
  [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('by itself', () => {
  test.each(['GET', 'HEAD', 'OPTIONS', 'POST'])('%s lets no other page read anything', async (method) => {
    const { ask } = start();
    for (const path of ['/devices', '/health', '/openapi.json', '/nowhere']) {
      const answer = await ask(path, { ...withKey, ...asking }, method);
      expect([granted(answer), answer.headers.get('vary')?.includes('Origin') ?? false]).toEqual([[], false]);
    }
  });
});

describe('an origin of the list', () => {
  const started = () => start({ corsOrigins: [origin, 'http://other.lan'] });

  test('may ask whether it may ask, with a key', async () => {
    const answer = await started().ask(
      '/devices',
      { ...asking, 'Access-Control-Request-Headers': 'authorization' },
      'OPTIONS',
    );
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD');
    expect(answer.headers.get('access-control-allow-headers')).toMatch(/\bAuthorization\b.*\bX-API-Key\b/);
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  test.each([
    ['a page', '/devices', withKey, 200],
    ['no change', '/devices', { ...withKey, 'If-None-Match': '*' }, 304],
    ['a refusal', '/devices', {}, 401],
    ['a problem', '/devices?limit=0', withKey, 400],
    ['nothing', '/nowhere', withKey, 404],
  ])('may read %s', async (_title, path, headers, status) => {
    const answer = await started().ask(path, { ...headers, Origin: origin });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(answer.headers.get('vary')?.split(', ')).toContain('Origin');
  });

  test.each([
    'https://dashboard.lan',
    'http://dashboard.lan:8123',
    'https://dashboard.lan:8123.evil.example',
    'https://evil.example',
    'null',
    '*',
    `${origin} https://evil.example`,
  ])('is not %s', async (other) => {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await started().ask('/devices', { ...withKey, ...asking, Origin: other }, method);
      expect([answer.status, granted(answer)]).toEqual([method === 'GET' ? 200 : 405, []]);
      expect(answer.headers.get('vary')).toContain('Origin');
    }
  });

  test('does not make OPTIONS a method', async () => {
    const { ask } = started();
    expect((await ask('/devices', { Origin: origin }, 'OPTIONS')).status).toBe(405);
    expect((await ask('/devices', withKey, 'OPTIONS')).status).toBe(405);
  });
});
