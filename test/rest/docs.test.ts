import { expect, test } from 'vitest';
import { type ApiDocument, toPage } from '../../src/rest/docs-page.ts';
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
  'everything %s refers to is served, with the type it is used as',
  async (path) => {
    const { ask } = start();
    const html = await (await ask(path, {})).text();
    const types: Record<string, string> = {
      js: 'text/javascript',
      css: 'text/css',
      json: 'application/json',
    };
    const addresses = [...html.matchAll(/(?:src|href)="([^"#:]+)"/g)].map(([, address]) => address!);
    const paths = addresses.map((address) => new URL(address, `http://presence.lan${path}`).pathname);
    expect(paths).toEqual(['/docs/style.css', '/openapi.json', '/docs/try.js']);
    for (const address of paths) {
      const answer = await ask(address, {});
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain(types[address.split('.').at(-1)!]);
      expect(Number(answer.headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength);
    }
  },
);

test('it shows every operation, parameter and schema of the document, and every link within it leads somewhere', async () => {
  const { html } = await page();
  const { ask } = start();
  const { paths, components } = (await (await ask('/openapi.json', {})).json()) as ApiDocument;
  for (const [path, operations] of Object.entries(paths))
    for (const [method, { operationId, parameters }] of Object.entries(operations)) {
      expect(html).toContain(`<article id="${operationId}">`);
      // the page sends only requests that change nothing
      expect(html.includes(`data-path="${path}"`)).toBe(method === 'get');
      for (const { name, in: place } of parameters ?? [])
        if (place === 'query') expect(html).toContain(`id="${operationId}-${name}" name="${name}"`);
    }
  for (const name of Object.keys(components.schemas)) expect(html).toContain(`id="schema-${name}"`);
  const targets = new Set([...html.matchAll(/id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(targets).toContain(target);
});

test('text of the document is text on the page', () => {
  const info = { title: '<script>', version: '"', description: "`<b>` & '" };
  const html = toPage({
    info,
    tags: [],
    paths: {},
    components: { schemas: { '<i>': { description: '<img>' } } },
  });
  expect(html).not.toMatch(/<script>|<b>|<i>|<img>/);
  expect(html).toContain('<code>&#60;b&#62;</code> &#38; &#39;');
});
