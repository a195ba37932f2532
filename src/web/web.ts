/** Serves the built files of the page, read once at start. Their data comes from REST, with the key. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpRequest, HttpReply } from '../http/exchange.ts';
import { codingFor, type PageFile, toFile } from './file.ts';

export interface WebOptions {
  /** Contains index.html and ui/. */
  directory: string;
  /** Without REST the page has no data, so it is not served. */
  isRestOn: boolean;
}

/** Answers GET and HEAD, without a key. */
type Answer = (asked: Pick<HttpRequest, 'path' | 'headers'>) => HttpReply;

// no other origin, nothing inline, no HTML made from text, no frame around the page
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
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=(), interest-cohort=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

const REST_IS_OFF =
  'The page needs REST, which is off. Set API_KEY to at least 16 characters and restart the service.';
const NOT_BUILT = 'The page is not built. Run npm run build and start the service from dist.';

/** By path, in the syntax of Hono. */
export function createWeb({ directory, isRestOn }: WebOptions): Record<'/' | '/ui/*', Answer> {
  const files = isRestOn ? readFiles(directory) : REST_IS_OFF;
  const answer: Answer = ({ path, headers }) => {
    if (typeof files === 'string') return plain(404, files);
    const file = files.get(path);
    return file === undefined ? plain(404, 'There is no such file.') : toReply(file, path, headers);
  };
  return { '/': answer, '/ui/*': answer };
}

/** The files by path, or the reason why there are none. */
function readFiles(directory: string): Map<string, PageFile> | string {
  try {
    const read = (name: string) => toFile(name, readFileSync(join(directory, name)));
    const names = readdirSync(join(directory, 'ui'));
    return new Map([
      ['/', read('index.html')],
      ...names.map((name) => [`/ui/${name}`, read(`ui/${name}`)] as const),
    ]);
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? NOT_BUILT
      : `The page files cannot be read (${code}). Make them readable and restart the service.`;
  }
}

function toReply(file: PageFile, path: string, asked: HttpRequest['headers']): HttpReply {
  const headers: Record<string, string> = {
    ...safety,
    'Content-Security-Policy': policyFor(asked),
    ETag: file.etag,
    Vary: 'Accept-Encoding',
    'Cache-Control': path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable',
  };
  const known = asked['if-none-match'];
  if (known === '*' || known?.split(/\s*,\s*/).includes(file.etag) === true)
    return { status: 304, headers, body: null };
  const coding = codingFor(asked['accept-encoding'] ?? null);
  const body = file.bytes[coding];
  headers['Content-Type'] = file.type;
  headers['Content-Length'] = String(body.length);
  if (coding !== 'identity') headers['Content-Encoding'] = coding;
  return { status: 200, headers, body };
}

/** Home Assistant shows the page in a frame and sends this header. No website can make a browser send it, so other frames stay forbidden. */
function policyFor(asked: HttpRequest['headers']): string {
  return asked['x-ingress-path'] !== undefined
    ? POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    : POLICY;
}

function plain(status: number, sentence: string): HttpReply {
  const headers = { ...safety, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  return { status, headers, body: Buffer.from(`${sentence}\n`) };
}
