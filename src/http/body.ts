/** The bytes of a reply, made once and sent many times. */
import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { HttpRequest, HttpReply } from './exchange.ts';
import { matchesTag, prefersGzip } from './negotiate.ts';

export interface EncodedBody {
  bytes: Buffer;
  type: string;
  /** Weak, because the plain and the compressed bytes share it. */
  etag: string;
  /** Compressed at the first call. */
  gzip: () => Buffer;
}

const MIN_GZIP_BYTES = 1024;

export function createBody(
  bytes: Buffer,
  type: string,
  gzip: () => Buffer = () => gzipSync(bytes),
): EncodedBody {
  let zipped: Buffer | null = null;
  return {
    bytes,
    type,
    etag: `W/"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`,
    gzip: () => (zipped ??= gzip()),
  };
}

export function toJson(value: object): EncodedBody {
  return createBody(Buffer.from(JSON.stringify(value)), 'application/json');
}

/** 304 if the client has these bytes already; else 200, compressed if the client prefers that. Adds to `headers`. */
export function present(body: EncodedBody, request: HttpRequest, headers: Record<string, string>): HttpReply {
  headers.ETag = body.etag;
  headers.Vary = 'Accept-Encoding';
  if (matchesTag(request.headers['if-none-match'], body.etag)) return { status: 304, headers, body: null };
  const zip = body.bytes.length >= MIN_GZIP_BYTES && prefersGzip(request.headers['accept-encoding']);
  const bytes = zip ? body.gzip() : body.bytes;
  headers['Content-Type'] = body.type;
  headers['Content-Length'] = String(bytes.length);
  if (zip) headers['Content-Encoding'] = 'gzip';
  return { status: 200, headers, body: bytes };
}
