/** The bytes of a reply, made once and sent many times. */
import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { HttpRequest, HttpReply } from './exchange.ts';
import { type Coding, codingFor, matchesTag } from './negotiate.ts';

export interface EncodedBody {
  bytes: Buffer;
  type: string;
  /** Weak, because the plain and the compressed bytes share it. */
  etag: string;
  /** The codings on offer, the smallest first. */
  codings: readonly Coding[];
  /** Compressed at the first call. */
  compress: (coding: Coding) => Buffer;
}

const MIN_COMPRESSED_BYTES = 1024;
const withGzip = { gzip: gzipSync };

/** `compressors`: by coding, the smallest result first. */
export function createBody(
  bytes: Buffer,
  type: string,
  compressors: Readonly<Partial<Record<Coding, (plain: Buffer) => Buffer>>> = withGzip,
): EncodedBody {
  const made = new Map<Coding, Buffer>();
  return {
    bytes,
    type,
    etag: `W/"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`,
    codings: bytes.length < MIN_COMPRESSED_BYTES ? [] : (Object.keys(compressors) as Coding[]),
    compress: (coding) => {
      const known = made.get(coding) ?? compressors[coding]!(bytes);
      made.set(coding, known);
      return known;
    },
  };
}

export function toJson(value: object): EncodedBody {
  return createBody(Buffer.from(JSON.stringify(value)), 'application/json');
}

/** A reply that is made for this request alone. */
export function unkept(value: object, status = 200): HttpReply {
  const body = Buffer.from(JSON.stringify(value));
  return {
    status,
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
      'Cache-Control': 'no-store',
    },
    body,
  };
}

/** 304 if the client has these bytes already; else 200, in the coding that the client prefers. Adds to `headers`. */
export function present(
  body: EncodedBody,
  request: Pick<HttpRequest, 'headers'>,
  headers: Record<string, string>,
): HttpReply {
  headers.ETag = body.etag;
  headers.Vary = 'Accept-Encoding';
  if (matchesTag(request.headers['if-none-match'], body.etag)) return { status: 304, headers, body: null };
  const coding = codingFor(request.headers['accept-encoding'], body.codings);
  const bytes = coding === null ? body.bytes : body.compress(coding);
  headers['Content-Type'] = body.type;
  headers['Content-Length'] = String(bytes.length);
  if (coding !== null) headers['Content-Encoding'] = coding;
  return { status: 200, headers, body: bytes };
}
