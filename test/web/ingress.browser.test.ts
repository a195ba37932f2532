/** The page behind a proxy that adds a prefix and shows it in a frame, as Home Assistant's ingress does. */
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, type TestContext } from 'vitest';
import { hasBrowser, NO_BROWSER } from './browser.ts';
import { KEY, openHouse } from './house.ts';
import { builtPage, useStage } from './stage.ts';

const PREFIX = '/api/hassio_ingress/a-token-of-its-own';
const FRAME = `<!doctype html><title>Home Assistant</title><iframe src="${PREFIX}/" style="width:100%;height:90vh"></iframe>`;

const { page: openTab } = useStage();

/** Everything below the prefix goes to the service, all else is the frame. `strangers` is what was asked for outside of it. */
async function openIngress({ onTestFinished }: TestContext, supervisor: string | null = null) {
  const home = await openHouse({ directory: builtPage(), supervisor });
  onTestFinished(home.stop);
  const strangers: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const { url = '', headers } = incoming;
    if (!url.startsWith(`${PREFIX}/`)) {
      if (url !== '/' && url !== '/favicon.ico') strangers.push(url);
      outgoing.setHeader('Content-Type', 'text/html').end(FRAME);
      return;
    }
    const passed = ask(home.url + url.slice(PREFIX.length), {
      headers: { ...headers, 'x-ingress-path': PREFIX },
    });
    passed.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    passed.end();
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { ...home, strangers, address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

const ancestorsOf = (answer: Response) =>
  /frame-ancestors ([^;]+)/.exec(answer.headers.get('content-security-policy') ?? '')?.[1];

describe('behind ingress', () => {
  it('may be framed by who shares its address, and by nobody otherwise', async (context) => {
    const { address, url } = await openIngress(context);
    for (const path of ['/', '/docs']) {
      expect(ancestorsOf(await fetch(url + path))).toBe("'none'");
      expect(ancestorsOf(await fetch(address + PREFIX + path))).toBe("'self'");
    }
  });

  it('the documentation finds its files below the prefix', async (context) => {
    const { address } = await openIngress(context);
    const page = `${address}${PREFIX}/docs`;
    const html = await (await fetch(page)).text();
    const paths = [...html.matchAll(/(?:href|src)="([^"#:]+)"/g)].map(([, path]) => path!);
    expect(paths.length).toBeGreaterThan(2);
    for (const path of [...paths, 'openapi.json']) {
      const at = new URL(path, page);
      expect(at.pathname.startsWith(`${PREFIX}/`)).toBe(true);
      expect((await fetch(at)).headers.get('content-type')).not.toContain('text/html');
    }
  });

  it.skipIf(!hasBrowser)(
    hasBrowser ? 'the page takes the key, then lives in its frame' : `the page (${NO_BROWSER})`,
    async (context) => {
      const { address, strangers, house, until: read } = await openIngress(context);
      // before the first reading the service answers 503, of which the browser complains
      await read(({ meta }) => meta.complete);
      const page = await openTab();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
      });
      await page.goto(address);
      const frame = await (await page.waitForSelector('iframe'))!.contentFrame();
      const field = (await frame.waitForSelector('#key'))!;
      await field.type(KEY);
      await field.press('Enter');
      const connected = house.devices().filter((device) => device.connected).length;
      const until = (expression: string) => frame.waitForFunction(expression, { polling: 30 });
      await until(`document.querySelectorAll('.columns .card').length === ${connected}`);
      await until("document.querySelector('.status').textContent.includes('live')");
      house.leave("Anna's phone");
      await until(`document.querySelectorAll('.columns .card').length === ${connected - 1}`);
      expect(strangers).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  it.skipIf(!hasBrowser)(
    hasBrowser
      ? 'the page asks for no key where ingress needs none, and stores none'
      : `the page (${NO_BROWSER})`,
    async (context) => {
      const { address, url, house } = await openIngress(context, '127.0.0.1');
      const page = await openTab();
      await page.goto(address);
      const frame = await (await page.waitForSelector('iframe'))!.contentFrame();
      const connected = house.devices().filter((device) => device.connected).length;
      const shown = `document.querySelectorAll('.columns .card').length === ${connected}`;
      await frame.waitForFunction(shown, { polling: 30 });
      expect(await frame.evaluate('localStorage.length')).toBe(0);
      // the same connection without what ingress sends
      expect((await fetch(`${url}/devices`)).status).toBe(401);
    },
  );
});
