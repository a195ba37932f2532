/** Serves the built files of the page, read once at start. Their data comes from REST, with the key. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { createBody, type EncodedBody, present } from '../http/body.ts';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { Endpoint } from '../http/handler.ts';
import { type Problem, toText } from '../http/problem.ts';

export interface WebOptions {
  /** Contains index.html, ui/ and manual/. */
  directory: string;
  /** Without REST the page has no data, so it is not served. */
  isRestOn: boolean;
  /** Routers may be changed; the page says which of the two holds. */
  areChangesOn?: boolean;
  /** A key may approve: the page names devices in place. */
  isOperatorOn?: boolean;
  /** IANA name of the configured time zone; null: that of the first router. */
  timeZone?: string | null;
}

type Asked = Pick<HttpRequest, 'path' | 'headers'>;

/** Needs no key. */
export interface PageEndpoint extends Endpoint {
  respond: (request: Asked) => HttpReply | Problem;
}

// no other origin, nothing inline, no HTML made from text, no frame around the page
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "manifest-src 'self'",
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
const UNREADABLE = 'The files of the manual cannot be read. Make them readable and restart the service.';
const NOT_BUILT = 'The page is not built. Run npm run build and start the service from dist.';

/** By path, in the syntax of the router. */
export function createWeb({
  directory,
  isRestOn,
  areChangesOn = false,
  isOperatorOn = false,
  timeZone = null,
}: WebOptions): Record<'/' | '/ui/*', PageEndpoint> {
  const files = isRestOn
    ? readFiles(directory, {
        'data-changes': areChangesOn ? 'on' : null,
        'data-operator': isOperatorOn ? 'on' : null,
        'data-time-zone': timeZone,
      })
    : REST_IS_OFF;
  const endpoint = endpointFor(files);
  return { '/': endpoint, '/ui/*': endpoint };
}

/** The manual needs no REST and no key. `directory`: as of the page. */
export function createManual(directory: string): Record<'/manual' | '/manual/*', PageEndpoint> {
  const endpoint = endpointFor(readManual(join(directory, 'manual')));
  return { '/manual': endpoint, '/manual/*': endpoint };
}

function endpointFor(files: ReadonlyMap<string, EncodedBody> | string): PageEndpoint {
  const respond: PageEndpoint['respond'] = (request) => {
    if (typeof files === 'string') return missing(files);
    const file = files.get(request.path);
    return file === undefined ? missing('There is no such file.') : toReply(file, request);
  };
  return { respond, render: toText };
}

function readManual(directory: string): Map<string, EncodedBody> | string {
  try {
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => /\.(?:html|css|png|svg)$/.test(name));
    return new Map(
      files.map((name) => [
        name === 'index.html' ? '/manual' : `/manual/${name.replace(/\.html$/, '')}`,
        toFile(name, readFileSync(join(directory, name))),
      ]),
    );
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? NOT_BUILT : UNREADABLE;
  }
}

/** The files by path, or the reason why there are none. */
function readFiles(directory: string, told: Told): Map<string, EncodedBody> | string {
  try {
    const read = (name: string) => readFileSync(join(directory, name));
    const inUi = readdirSync(join(directory, 'ui'));
    const names = inUi.filter((name) => !name.endsWith(COMPRESSED));
    const readCompressed = (name: string) =>
      inUi.includes(name + COMPRESSED) ? read(`ui/${name}${COMPRESSED}`) : null;
    return new Map([
      ['/', toFile('index.html', withTold(read('index.html'), told))],
      ...names.map(
        (name) => [`/ui/${name}`, toFile(name, read(`ui/${name}`), readCompressed(name))] as const,
      ),
    ]);
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? NOT_BUILT
      : `The page files cannot be read (${code}). Make them readable and restart the service.`;
  }
}

/** What the page must know before it asks: a value per attribute, none of which needs escapes; null leaves it out. */
type Told = Readonly<Record<string, string | null>>;

function withTold(html: Buffer, told: Told): Buffer {
  const attributes = Object.entries(told).flatMap(([name, value]) =>
    value === null ? [] : [`${name}="${value}" `],
  );
  return Buffer.from(html.toString().replace('<html ', `<html ${attributes.join('')}`));
}

function toReply(file: EncodedBody, { path, headers }: Asked): HttpReply {
  return present(
    file,
    { headers },
    {
      ...safety,
      'Content-Security-Policy': policyFor(headers),
      'Cache-Control': path.startsWith('/ui/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  );
}

/** Home Assistant shows the page in a frame and sends this header. No website can make a browser send it, so other frames stay forbidden. */
function policyFor(asked: HttpRequest['headers']): string {
  return asked['x-ingress-path'] !== undefined
    ? POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    : POLICY;
}

function missing(detail: string): Problem {
  return { status: 404, detail, headers: safety };
}

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
};

/** The ending of a file that the build has compressed by Brotli. */
const COMPRESSED = '.br';
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
const compressors = {
  br: (plain: Buffer) => brotliCompressSync(plain, brotli),
  gzip: (plain: Buffer) => gzipSync(plain, { level: 9 }),
};

/** `built`: compressed by the build; null: at the first request. Pictures are compressed already. */
function toFile(name: string, content: Buffer, built: Buffer | null = null): EncodedBody {
  const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  const ways = built === null ? compressors : { ...compressors, br: () => built };
  return createBody(content, type, type === 'image/png' ? {} : ways);
}
