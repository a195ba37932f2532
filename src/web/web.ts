/** The page: files that were built beforehand, read once. Knows nothing of what they show; that they ask REST for, with the key. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codingFor, type PageFile, toFile } from './file.ts';

export interface WebOptions {
  /** Where the build put index.html and ui/. */
  directory: string;
  /** Without REST there is nothing to show. */
  isRestOn: boolean;
}

export interface Web {
  /** What it answers, as Hono writes paths. */
  paths: readonly string[];
  /** GET and HEAD, without a key. */
  handle: (request: Request) => Response;
}

// nothing from elsewhere, nothing inline, nothing that makes HTML of a text, and no frame around it
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const safety = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=(), interest-cohort=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const REST_IS_OFF =
  'This page shows what REST knows, and REST is off: set API_KEY to at least 16 characters and start the service again.';
const NOT_BUILT = 'The page is not built: run npm run build, and start the service from dist.';

export function createWeb({ directory, isRestOn }: WebOptions): Web {
  const files = isRestOn ? readFiles(directory) : null;
  const sentence = isRestOn ? NOT_BUILT : REST_IS_OFF;
  return {
    paths: ['/', '/ui/*'],
    handle: (request) => {
      const path = new URL(request.url).pathname;
      if (files === null) return plain(404, sentence);
      const file = files.get(path);
      return file === undefined
        ? plain(404, 'There is no such file.')
        : toAnswer(file, path, request.headers);
    },
  };
}

/** By path; null when the page was never built. */
function readFiles(directory: string): Map<string, PageFile> | null {
  try {
    const read = (name: string) => toFile(name, readFileSync(join(directory, name)));
    const names = readdirSync(join(directory, 'ui'));
    return new Map([
      ['/', read('index.html')],
      ...names.map((name) => [`/ui/${name}`, read(`ui/${name}`)] as const),
    ]);
  } catch {
    return null;
  }
}

function toAnswer(file: PageFile, path: string, asked: Headers): Response {
  const headers: Record<string, string> = {
    ...safety,
    ETag: file.etag,
    Vary: 'Accept-Encoding',
    'Cache-Control': path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable',
  };
  const known = asked.get('if-none-match');
  if (known === '*' || known?.split(/\s*,\s*/).includes(file.etag) === true)
    return new Response(null, { status: 304, headers });
  const coding = codingFor(asked.get('accept-encoding'));
  const bytes = file.bytes[coding];
  headers['Content-Type'] = file.type;
  headers['Content-Length'] = String(bytes.length);
  if (coding !== 'identity') headers['Content-Encoding'] = coding;
  return new Response(new Uint8Array(bytes), { status: 200, headers });
}

function plain(status: number, sentence: string): Response {
  const headers = { ...safety, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  return new Response(`${sentence}\n`, { status, headers });
}
