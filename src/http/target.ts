/** Path and query of a request as they were sent: not decoded, so that %2F in a name stays distinct from a slash. */

/** Characters that mean themselves. */
const PLAIN_TARGET = /^\/[!$&-;=?-[\]_a-z~]*$/;
const DOT_SEGMENT = /\/\.\.?(?:[/?]|$)/;
/** As clients send it to a proxy (RFC 9112 §3.2.2). */
const ABSOLUTE_FORM = /^https?:\/\//i;

/** The target of a request in its usual form, without `.` and `..`; null if it is not well-formed. */
export function normalTarget(sent: string): string | null {
  if (PLAIN_TARGET.test(sent) && !DOT_SEGMENT.test(sent)) return sent;
  const url = ABSOLUTE_FORM.test(sent) ? sent : `http://localhost${sent}`;
  const isForm = sent.startsWith('/') || url === sent;
  if (!isForm || pathOf(sent).includes('\\') || !URL.canParse(url)) return null;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** The path without slashes at its end, which make no difference. */
export function trimmedPathOf(url: string): string {
  const path = pathOf(url);
  return path.endsWith('/') ? path.replace(/\/+$/, '') || '/' : path;
}

/** Without the question mark. */
export function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

/** The path by which a request is routed. A slash in a name stays encoded. */
export function routingPathOf(url: string): string {
  const path = trimmedPathOf(url);
  if (!path.includes('%')) return path;
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
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
