/** The page that shows openapi.json and sends requests. It loads nothing from elsewhere, so that it works without the internet. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type EncodedBody, createBody, present } from '../http/body.ts';
import type { Respond } from '../http/handler.ts';
import { pathOf } from '../http/target.ts';
import { type ApiDocument, toPage } from './docs-page.ts';

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 0 }
main { max-width: 70rem; margin: 0 auto; padding: 1rem }
code, pre, input { font: 0.875rem/1.4 ui-monospace, monospace }
article { border-top: 1px solid GrayText; padding: 0.5rem 0 1rem }
table { border-collapse: collapse; display: block; overflow-x: auto; margin: 0.5rem 0 }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0 }
pre { max-height: 30rem; overflow: auto; border: 1px solid GrayText; padding: 0.5rem }
nav ul { padding: 0; list-style: none }
`;

const SCRIPT = `const root = new URL('..', document.currentScript.src);
const key = document.getElementById('key');
for (const form of document.querySelectorAll('form'))
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    let path = form.dataset.path.slice(1);
    const query = new URLSearchParams();
    for (const { name, value, dataset } of form.querySelectorAll('input'))
      if (dataset.in === 'path') path = path.replace('{' + name + '}', encodeURIComponent(value));
      else if (value !== '') query.append(name, value);
    const output = form.querySelector('pre');
    output.hidden = false;
    try {
      const headers = key.value === '' ? {} : { Authorization: 'Bearer ' + key.value };
      const answer = await fetch(new URL(path + (query.size === 0 ? '' : '?' + query), root), { headers });
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type'));
      const body = isJson ? JSON.stringify(JSON.parse(text), null, 2) : text;
      output.textContent = answer.status + ' ' + answer.statusText + '\\n\\n' + body.slice(0, 200000);
    } catch (error) {
      output.textContent = String(error);
    }
  });
`;

const HTML = 'text/html; charset=utf-8';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'no-referrer',
};

/** Made at the first request. Home Assistant shows the page in a frame, and marks the request with a header that no page can make a browser send. */
export function createDocsResponder(createDocument: () => object): Respond {
  let pages: Promise<Pages> | null = null;
  return async (request) => {
    pages ??= encodePages(toPage(createDocument() as ApiDocument));
    const policy =
      request.headers['x-ingress-path'] === undefined
        ? POLICY
        : POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
    const { page, pageInFolder } = await pages;
    const shown = pathOf(request.url).endsWith('/') ? pageInFolder : page;
    return present(shown, request, { ...pageHeaders, 'Content-Security-Policy': policy });
  };
}

/** The page, and the same for an address that ends in a slash, against which relative addresses resolve differently. */
interface Pages {
  page: EncodedBody;
  pageInFolder: EncodedBody;
}

async function encodePages(html: string): Promise<Pages> {
  const inFolder = html.replaceAll('="docs/', '="').replace('href="openapi.json"', 'href="../openapi.json"');
  const [page, pageInFolder] = await Promise.all([html, inFolder].map((each) => encode(each, HTML)));
  return { page: page!, pageInFolder: pageInFolder! };
}

/** By path. */
export function createAssets(): Map<string, Respond> {
  const style = encode(STYLE, 'text/css; charset=utf-8');
  const script = encode(SCRIPT, 'text/javascript; charset=utf-8');
  return new Map<string, Respond>([
    ['/docs/style.css', async (request) => present(await style, request, { ...pageHeaders })],
    ['/docs/try.js', async (request) => present(await script, request, { ...pageHeaders })],
  ]);
}

async function encode(text: string, type: string): Promise<EncodedBody> {
  const bytes = Buffer.from(text);
  const zipped = await promisify(gzip)(bytes);
  return createBody(bytes, type, { gzip: () => zipped });
}
