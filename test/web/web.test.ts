/** What the service answers at / and /ui, without a browser. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPage } from '../../src/web/build-page.ts';
import { complete } from '../../src/http/handler.ts';
import { toText } from '../../src/http/problem.ts';
import { createManual, createWeb } from '../../src/web/web.ts';
import { toResponse } from '../http/ask.ts';

const MAX_GZIP_BYTES = 150_000;
let directory: string;
let web: ReturnType<typeof createWeb>;
let names: string[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-page-'));
  await buildPage(directory);
  web = createWeb({ directory, isRestOn: true });
  names = readdirSync(join(directory, 'ui')).filter((name) => !name.endsWith('.br'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function ask(path: string, sent: Record<string, string> = {}, answers = web) {
  const headers = Object.fromEntries(new Headers(sent));
  const { pathname } = new URL(`http://presence.lan${path}`);
  const result = answers['/'].respond({ path: pathname, headers });
  return toResponse(complete('detail' in result ? toText(result, 'id') : result, 'id'));
}
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

describe('the built page', () => {
  test('every file is named after what is in it, and all of them are small', async () => {
    expect(names.map((name) => name.replace(/-[A-Z0-9]{8}/, '-#')).sort()).toEqual([
      'dark-#.css',
      'favicon-#.svg',
      'icon-180-#.png',
      'icon-192-#.png',
      'icon-512-#.png',
      'icon-maskable-512-#.png',
      'main-#.css',
      'main-#.js',
      'manifest-#.webmanifest',
      'theme-early-#.js',
    ]);
    const all = ['/', ...names.map((name) => `/ui/${name}`)].map((path) => ask(path));
    const sizes = await Promise.all(all.map(async (answer) => gzipSync(await bytesOf(answer)).length));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MAX_GZIP_BYTES);
  });

  test('names nothing of another host, and nothing inline', async () => {
    const html = await ask('/').text();
    expect(html).not.toMatch(/<script(?![^>]* src="ui\/)|<style|style=|\son\w+=|https?:/);
    const manifest = await ask(`/ui/${names.find((name) => name.endsWith('.webmanifest'))}`).text();
    for (const name of names)
      expect.soft(html.includes(`"ui/${name}"`) || manifest.includes(`"${name}"`), name).toBe(true);
    const css = await ask(`/ui/${names.find((name) => name.endsWith('.css'))}`).text();
    expect(css).not.toMatch(/@import|url\(/);
  });
});

test('the page is told what it must know before it asks', async () => {
  const told = (options: Partial<Parameters<typeof createWeb>[0]>) =>
    ask('/', {}, createWeb({ directory, isRestOn: true, ...options })).text();
  expect(await told({})).toContain('<html lang="en">');
  expect(await told({ areChangesOn: true, isOperatorOn: true, timeZone: 'Europe/Berlin' })).toContain(
    '<html data-changes="on" data-operator="on" data-time-zone="Europe/Berlin" lang="en">',
  );
});

describe('the manifest', () => {
  const read = async () => {
    const answer = ask(`/ui/${names.find((name) => name.endsWith('.webmanifest'))}`);
    return { type: answer.headers.get('content-type'), manifest: JSON.parse(await answer.text()) };
  };

  test('starts the page, below whatever prefix it is served', async () => {
    const { type, manifest } = await read();
    expect(type).toBe('application/manifest+json');
    for (const field of ['id', 'start_url', 'scope'])
      expect(new URL(manifest[field], 'http://presence.lan/prefix/ui/manifest.webmanifest').pathname).toBe(
        '/prefix/',
      );
    expect(manifest.display).toBe('standalone');
  });

  test('names icons that are there and have the size it says', async () => {
    const { manifest } = await read();
    expect(manifest.icons.length).toBeGreaterThan(2);
    for (const { src, sizes, type } of manifest.icons) {
      const answer = ask(`/ui/${src}`);
      expect(answer.headers.get('content-type')).toBe(type);
      const bytes = await bytesOf(answer);
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
    }
  });
});

describe('the manual', () => {
  const read = (path: string) => {
    const endpoint = createManual(directory)['/manual/*'];
    const result = endpoint.respond({ path, headers: {} });
    return toResponse(complete('detail' in result ? toText(result, 'id') : result, 'id'));
  };

  test('needs no key and no other host: its pages, style and pictures are served', async () => {
    for (const path of ['/manual', '/manual/page', '/manual/mcp', '/manual/install/docker']) {
      const html = await read(path).text();
      expect(html).toContain('<main>');
      expect(html).not.toMatch(/<script|<style|style=|\son\w+=|(?:src|rel="stylesheet" href)="https?:/);
      const style = /rel="stylesheet" href="([^"]+)"/.exec(html)![1]!;
      expect(read(new URL(style, `http://a${path}`).pathname).status).toBe(200);
    }
    const picture = /src="([^"]+)"/.exec(await read('/manual/page').text())![1]!;
    expect(read(new URL(picture, 'http://a/manual/page').pathname).headers.get('content-type')).toBe(
      'image/png',
    );
    const icon = /rel="icon" href="([^"]+)"/.exec(await read('/manual/mcp').text())![1]!;
    expect(read(new URL(icon, 'http://a/manual/mcp').pathname).headers.get('content-type')).toBe(
      'image/svg+xml',
    );
    expect(read('/manual/nowhere').status).toBe(404);
  });
});

describe('an answer', () => {
  test.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, GZIP;q=0.5', 'gzip', gunzipSync],
    ['identity', null, (bytes: Buffer) => bytes],
    ['', null, (bytes: Buffer) => bytes],
  ])('to "%s" is in %s, and the same', async (accepted, coding, decode) => {
    for (const path of ['/', ...names.map((name) => `/ui/${name}`)]) {
      const plain = await bytesOf(ask(path));
      const answer = ask(path, { 'Accept-Encoding': accepted });
      const isWorthIt = plain.length >= 1024 && !path.endsWith('.png');
      expect(answer.headers.get('content-encoding')).toBe(isWorthIt ? coding : null);
      expect(answer.headers.get('vary')).toBe('Accept-Encoding');
      const bytes = await bytesOf(answer);
      expect(answer.headers.get('content-length')).toBe(String(bytes.length));
      expect((isWorthIt ? decode(bytes) : bytes).equals(plain)).toBe(true);
    }
  });

  test('has the bytes that the build has compressed, which have no address of their own', async () => {
    const [name] = names.filter((each) => each.startsWith('main-') && each.endsWith('.js'));
    const built = readFileSync(join(directory, 'ui', `${name}.br`));
    const answer = ask(`/ui/${name}`, { 'Accept-Encoding': 'br' });
    expect((await bytesOf(answer)).equals(built)).toBe(true);
    expect(ask(`/ui/${name}.br`).status).toBe(404);
  });

  test('is kept for ever when its name says what is in it, and asked for again when not', () => {
    const kept = (path: string) => ask(path).headers.get('cache-control');
    expect(kept('/')).toBe('no-cache');
    for (const name of names) expect(kept(`/ui/${name}`)).toBe('public, max-age=31536000, immutable');
  });

  test('is 304 for who has it', () => {
    const etag = ask('/').headers.get('etag')!;
    expect(ask('/', { 'If-None-Match': etag }).status).toBe(304);
    expect(ask('/', { 'If-None-Match': `"x", ${etag}` }).status).toBe(304);
    expect(ask('/', { 'If-None-Match': '"x"' }).status).toBe(200);
  });

  test.each(['/', '/ui/nothing.js'])('of %s forbids what the page does not need', (path) => {
    const { headers } = ask(path);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).not.toMatch(/unsafe|\*|http/);
    for (const rule of [
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(policy).toContain(rule);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('permissions-policy')).toContain('camera=()');
  });

  test.each(['/ui/', '/ui/../index.html', '/ui/%2e%2e/index.html', '/ui/..%2findex.html', '/ui/main.js'])(
    'to %s is no file',
    (path) => expect(ask(path).status).toBe(404),
  );
});

describe('without a page', () => {
  test.each([
    ['that was built', { directory: join(tmpdir(), 'there-is-nothing'), isRestOn: true }, 'npm run build'],
    ['that can be read', { directory: import.meta.filename, isRestOn: true }, 'ENOTDIR'],
    ['that REST could fill', { directory: '', isRestOn: false }, 'API_KEY'],
  ])('%s, the answer says what to do', async (_title, options, remedy) => {
    const answer = ask('/', {}, createWeb(options));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
    expect(await answer.text()).toContain(remedy);
  });
});
