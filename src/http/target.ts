/** Path and query of a request as they were sent: not decoded, so that %2F in a name stays distinct from a slash. */
import { getPath } from 'hono/utils/url';

/** Path and query of an absolute URL. */
export function targetOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}

export function pathOf(url: string): string {
  const target = targetOf(url);
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/** The path without slashes at its end, which make no difference. */
export function trimmedPathOf(url: string): string {
  return trim(pathOf(url));
}

/** The path by which a request is routed, decoded as far as that needs it. */
export function routingPathOf(request: Request): string {
  return trim(getPath(request));
}

function trim(path: string): string {
  return path.endsWith('/') ? path.replace(/\/+$/, '') || '/' : path;
}

/** Without the question mark. */
export function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

/** The text of a percent-encoded piece; null if it is not well-formed UTF-8. */
export function decode(piece: string): string | null {
  try {
    return decodeURIComponent(piece);
  } catch {
    return null;
  }
}

const CONTROL_CHARACTER = /\p{Cc}/u;

/** Why a decoded text is rejected; null if it is not. */
export function objectionTo(text: string | null): string | null {
  if (text === null) return 'is not well-formed percent-encoded UTF-8';
  return CONTROL_CHARACTER.test(text) ? 'contains a control character' : null;
}
