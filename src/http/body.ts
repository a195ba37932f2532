/** Bytes of an answer, made once and sent many times. */
import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Asked, Reply } from './exchange.ts';
import { matchesTag, prefersGzip } from './negotiate.ts';

export interface Body {
  bytes: Buffer;
  type: string;
  /** Weak, because the plain and the compressed bytes share it. */
  etag: string;
  /** Made at the first call. */
  gzip: () => Buffer;
}

const MIN_GZIP_BYTES = 1024;

export function createBody(bytes: Buffer, type: string, gzip: () => Buffer = () => gzipSync(bytes)): Body {
  let zipped: Buffer | null = null;
  return {
    bytes,
    type,
    etag: `W/"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`,
    gzip: () => (zipped ??= gzip()),
  };
}

export function toJson(value: object): Body {
  return createBody(Buffer.from(JSON.stringify(value)), 'application/json');
}

/** 304 for who has it already, compressed for who likes that, else as it is. The headers are added to. */
export function present(body: Body, asked: Asked, headers: Record<string, string>): Reply {
  headers.ETag = body.etag;
  headers.Vary = 'Accept-Encoding';
  if (matchesTag(asked.headers['if-none-match'], body.etag)) return { status: 304, headers, body: null };
  const zip = body.bytes.length >= MIN_GZIP_BYTES && prefersGzip(asked.headers['accept-encoding']);
  const bytes = zip ? body.gzip() : body.bytes;
  headers['Content-Type'] = body.type;
  headers['Content-Length'] = String(bytes.length);
  if (zip) headers['Content-Encoding'] = 'gzip';
  return { status: 200, headers, body: bytes };
}
