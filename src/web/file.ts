/** One file of the page, plain and compressed; made once at start. */
import { hash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface PageFile {
  type: string;
  /** Weak, because all content codings share it. */
  etag: string;
  /** By content coding; `identity` is the plain file. */
  bytes: Readonly<Record<Coding, Buffer>>;
}

export type Coding = 'br' | 'gzip' | 'identity';

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

export function toFile(name: string, content: Buffer): PageFile {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  return {
    type: types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    etag: `W/"${hash('sha256', content, 'base64url').slice(0, 22)}"`,
    bytes: {
      identity: content,
      gzip: gzipSync(content, { level: 9 }),
      br: brotliCompressSync(content, quality),
    },
  };
}

/** The smallest coding that Accept-Encoding lists with a weight above 0. */
export function codingFor(acceptEncoding: string | null): Coding {
  const taken = (acceptEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, weight]) => weight === undefined || !/^q=0(?:\.0*)?$/.test(weight))
    .map(([name]) => name);
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : 'identity';
}
