import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { start } from './start.ts';

async function page() {
  const answer = await start().ask('/docs', {});
  return { answer, html: await answer.text() };
}

test('the page needs no key and nothing from elsewhere', async () => {
  const { answer, html } = await page();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(html).not.toMatch(/https?:|\/\//);
});

test('its policy forbids what is inline, and nothing is', async () => {
  const { answer, html } = await page();
  const policy = answer.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(policy).not.toMatch(/https?:/);
  expect(html).not.toMatch(/<style|style=|<script>|\son\w+=/);
});

test.each(['/docs', '/docs/'])(
  'everything that %s refers to is served, with the type it is used as',
  async (path) => {
    const { ask } = start();
    const html = await (await ask(path, {})).text();
    const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', png: 'image/png' };
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(addresses).toHaveLength(4);
    for (const address of addresses) {
      const { pathname } = new URL(address, `http://presence.lan${path}`);
      const answer = await ask(pathname, {});
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain(types[address.split('.').at(-1)!]);
      expect(Number(answer.headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength);
    }
  },
);

test('it shows our document, with the package’s code', async () => {
  const { ask } = start();
  const script = await (await ask('/docs/start.js', {})).text();
  expect(script).toContain("new URL('../openapi.json', document.currentScript.src)");
  const answer = await ask('/docs/swagger-ui-bundle.js', { 'Accept-Encoding': 'gzip' });
  expect(answer.headers.get('cache-control')).toContain('max-age');
  expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toContain('SwaggerUIBundle');
});
