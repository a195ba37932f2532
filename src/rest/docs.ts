/** The page that shows openapi.json: swagger-ui, served from its package, so that it works without the internet. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type EncodedBody, createBody, present } from '../http/body.ts';
import type { Respond } from '../http/handler.ts';
import { pathOf } from '../http/target.ts';

// Addresses are relative, for proxies that add a prefix. Nothing is inline, because the policy below forbids it.
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>mikrotik-presence</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

// relative to the script, because the page may end in a slash
const START = `const url = new URL('../openapi.json', document.currentScript.src).href;
SwaggerUIBundle({ url, dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
`;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
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
const assetHeaders = { 'Cache-Control': 'public, max-age=86400' };

/** The files of swagger-ui-dist that the page needs, and their types. */
const types = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const HTML = 'text/html; charset=utf-8';
const page = createBody(Buffer.from(PAGE), HTML);
/** For an address that ends in a slash, against which relative addresses resolve differently. */
const pageInFolder = createBody(Buffer.from(PAGE.replaceAll('="docs/', '="')), HTML);
const start = createBody(Buffer.from(START), 'text/javascript; charset=utf-8');

/** Home Assistant shows the page in a frame, and marks the request with a header that no page can make a browser send. */
export const showDocs: Respond = (request) => {
  const policy =
    request.headers['x-ingress-path'] === undefined
      ? POLICY
      : POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
  return present(pathOf(request.url).endsWith('/') ? pageInFolder : page, request, {
    ...pageHeaders,
    'Content-Security-Policy': policy,
  });
};

/** By path. Each file is read once, at its first request. */
export function createAssets(): Map<string, Respond> {
  const assets = new Map<string, Respond>([
    ['/docs/start.js', (request) => present(start, request, { ...pageHeaders })],
  ]);
  for (const [name, type] of Object.entries(types)) {
    let body: Promise<EncodedBody> | null = null;
    assets.set(`/docs/${name}`, async (request) => {
      body ??= readAsset(name, type);
      return present(await body, request, { ...assetHeaders });
    });
  }
  return assets;
}

async function readAsset(name: string, type: string): Promise<EncodedBody> {
  const bytes = await readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`));
  const zipped = await promisify(gzip)(bytes);
  return createBody(bytes, type, { gzip: () => zipped });
}
