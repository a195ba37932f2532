/** A read without an answer to an error with a remedy. Answers are in answer.ts. */
import type { ErrorKind, TableError } from '../parse/reading.ts';
import type { CertificateError } from './socket.ts';
import { isNativeApi } from './url.ts';

/** Why the service gave up a read. */
export type GivenUp =
  | { why: 'timeout'; timeoutMs: number; connecting: boolean }
  | { why: 'too_large' }
  | { why: 'stopped' };

export const MAX_BODY_BYTES = 8 * 1024 * 1024;

export function describeGivenUp(url: string, reason: GivenUp): TableError {
  switch (reason.why) {
    case 'timeout': {
      const seconds = `${Math.round(reason.timeoutMs) / 1000} s`;
      return reason.connecting
        ? failed('unreachable', url, `no connection could be made within ${seconds}`, REMEDY.route)
        : failed('timeout', url, `no complete answer came within ${seconds}`, REMEDY.timeout);
    }
    case 'too_large':
      return failed(
        'bad_reply',
        url,
        `the answer is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`,
        REMEDY.large,
      );
    case 'stopped':
      return failed(
        'unreachable',
        url,
        'the read was given up because reading is being stopped',
        REMEDY.stopped,
      );
  }
}

/** An error of got or Node. `answering`: the answer had begun, so the connection was fine. */
export function describeError(url: string, error: unknown, answering: boolean): TableError {
  const code = codeOf(error);
  const refusal = causes(error).find(isCertificateError);
  if (refusal !== undefined) return describeCertificate(url, refusal);
  if (answering) return failed('bad_reply', url, `the answer broke off (${code})`, REMEDY.truncated);
  const known = KNOWN.find(([codes]) => codes.test(code));
  if (known === undefined) return failed('unreachable', url, `${text(error)} (${code})`, REMEDY.route);
  const [, kind, happened, remedy] = known;
  const isApi = isNativeApi(url);
  const shown = code === 'ERR_API_FATAL' ? text(error) : code;
  return failed(
    kind,
    url,
    `${happened} (${shown})`,
    isApi ? (API_REMEDY[remedy] ?? REMEDY[remedy]) : REMEDY[remedy],
  );
}

/** Failures of the connection itself: the router answered nothing, so a retry does no harm. */
export function isConnectionFailure(error: unknown): boolean {
  return KNOWN.some(([codes, kind]) => kind === 'unreachable' && codes.test(codeOf(error)));
}

/** The URL is at fault: nothing that is typed at the router helps. */
export function isUnknownHost({ remedy }: TableError): boolean {
  return remedy === REMEDY.name;
}

const REMEDY = {
  service:
    'Check the port in the URL and that the service is enabled: /ip/service print (www-ssl for https, www for http).',
  closed:
    "Check the service's allowed addresses (/ip/service print detail), the firewall, and whether the port is the one of www-ssl (https) or www (http).",
  route: 'Check that the router is on, and that its address and port can be reached from this machine.',
  name: 'Check the host name in the URL, or use the IP address of the router.',
  timeout:
    'If it happens again, raise the timeout of the router, and check what keeps it busy: /tool/profile, /log/print.',
  large: 'Shorten the table: no table that this service reads should be that large.',
  stopped: 'Nothing to do.',
  truncated:
    'Nothing to do if it passes; else check what is between this machine and the router: a proxy, a bad link.',
  protocol:
    'Check the port and the scheme in the URL: https needs the port of www-ssl, http that of www (/ip/service print).',
  noCertificate:
    'Give the service a certificate: /certificate add name=rest common-name=router, /certificate sign rest, /ip/service set www-ssl certificate=rest.',
  apiLogin:
    'Check user name and password, the allowed address of the user (/user print detail), and that its group has the policies read and api (/user/group print).',
  apiFatal: 'Nothing to do if it passes; else see /log print on the router.',
  tls: 'Check the certificate of www-ssl and its TLS version: /ip/service print detail.',
} as const;

/** What the services of the native API are called, where they differ. */
const API_REMEDY: Partial<Record<keyof typeof REMEDY, string>> = {
  service:
    'Check the port in the URL and that the service is enabled: /ip/service print (api-ssl for apis, api for api).',
  closed:
    "Check the service's allowed addresses (/ip/service print detail), the firewall, and whether the port is the one of api-ssl (apis) or api (api).",
  protocol:
    'Check the port and the scheme in the URL: apis needs the port of api-ssl (8729), api that of api (8728) (/ip/service print).',
  noCertificate:
    'Give the service a certificate: /certificate add name=api common-name=router, /certificate sign api, /ip/service set api-ssl certificate=api.',
  tls: 'Check the certificate of api-ssl and its TLS version: /ip/service print detail.',
};

// the first match counts
const KNOWN: readonly [RegExp, ErrorKind, string, keyof typeof REMEDY][] = [
  [/^ERR_API_LOGIN$/, 'unauthorized', 'the router rejected the user name or password', 'apiLogin'],
  [/^ERR_API_FATAL$/, 'router_error', 'the router ended the session', 'apiFatal'],
  [
    /^ERR_API_PROTOCOL$/,
    'bad_reply',
    'what answers there does not speak the native API of RouterOS',
    'protocol',
  ],
  [/^ECONNREFUSED$/, 'unreachable', 'the connection was refused', 'service'],
  // a router also does this to an address outside the service's `address`: it accepts, then closes
  [
    /^(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/,
    'unreachable',
    'the connection was closed without an answer',
    'closed',
  ],
  [/^(?:ENOTFOUND|EAI_\w+)$/, 'unreachable', 'the host name could not be resolved', 'name'],
  [
    /^(?:EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|ENETRESET|ENONET)$/,
    'unreachable',
    'the host cannot be reached',
    'route',
  ],
  [/^ETIMEDOUT$/, 'unreachable', 'the host did not answer', 'route'],
  [
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE)$/,
    'bad_reply',
    'what answers there does not speak TLS',
    'protocol',
  ],
  [/^HPE_/, 'bad_reply', 'what answers there does not speak HTTP', 'protocol'],
  // "www-ssl" with certificate=none offers anonymous ciphers only
  [
    /HANDSHAKE_FAILURE/,
    'untrusted_certificate',
    'the TLS handshake failed, as it does when the service has no certificate',
    'noCertificate',
  ],
  [
    /^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_|EPROTO)/,
    'untrusted_certificate',
    'no TLS connection could be made',
    'tls',
  ],
];

function describeCertificate(url: string, { reason, fingerprint }: CertificateError): TableError {
  const shown = fingerprint === null ? 'The router sent none.' : `Its SHA-256 fingerprint: ${fingerprint}.`;
  const compare = 'compare it with "/certificate print detail" on the router';
  const pin = `If it is the router's own (${compare}), pin it: ROUTEROS_TLS_FINGERPRINT or tls_fingerprint`;
  if (reason === 'FINGERPRINT_MISMATCH') {
    const remedy = `If the certificate was renewed (${compare}), set the new fingerprint; else something else answers at this address.`;
    return failed('untrusted_certificate', url, `the certificate is not the pinned one. ${shown}`, remedy);
  }
  const happened =
    CERTIFICATE_REASONS.find(([codes]) => codes.test(reason))?.[1] ?? 'the certificate cannot be trusted';
  return failed(
    'untrusted_certificate',
    url,
    `${happened} (${reason}). ${shown}`,
    `${pin}; or name its CA: ROUTEROS_CA_FILE or ca_file.`,
  );
}

const CERTIFICATE_REASONS: readonly [RegExp, string][] = [
  [/SELF_SIGNED/, 'the certificate is self-signed'],
  [/EXPIRED/, 'the certificate has expired'],
  [/NOT_YET_VALID/, 'the certificate is not valid yet'],
  [/ALTNAME|HOSTNAME/, 'the certificate is for another name or address'],
  [/UNABLE_TO_(?:GET|VERIFY)/, 'the certificate was issued by an unknown CA'],
];

/** The cause comes first, and the request last. */
export function failed(kind: ErrorKind, url: string, happened: string, remedy: string): TableError {
  const end = happened.endsWith('.') ? '' : '.';
  const cause = `${happened.charAt(0).toUpperCase()}${happened.slice(1)}${end}`;
  return { kind, message: `${cause} Request: ${isNativeApi(url) ? 'read' : 'GET'} ${url}.`, remedy };
}

function isCertificateError(error: Error): error is CertificateError {
  return 'fingerprint' in error && 'reason' in error;
}

/** The error and its causes: got wraps an error of Node, which wraps one per address. */
function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && chain.length < 8; next = next.cause) chain.push(next);
  return chain;
}

export function codeOf(error: unknown): string {
  const codes = causes(error).map((each) => ('code' in each ? String(each.code) : ''));
  const innermost = codes.findLast((code) => code !== '');
  // "write EPROTO …:SSL routines:…:sslv3 alert handshake failure": only the text has the reason
  return innermost === 'EPROTO' && /handshake failure/.test(text(error))
    ? 'HANDSHAKE_FAILURE'
    : (innermost ?? 'unknown');
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
