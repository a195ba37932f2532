/** What to type in a router's terminal, for the errors that reading it met. */
import type { RouterConfig } from '../config/config.ts';
import type { ErrorKind } from '../parse/reading.ts';
import { isNativeApi } from '../routeros/url.ts';

interface Found {
  kinds: ReadonlySet<ErrorKind>;
  /** No table could be read. */
  isUnread: boolean;
  /** The host name of the URL could not be resolved. */
  isUnknownHost: boolean;
  hasCertificate: boolean;
}

/** The policies that reading takes over this URL. */
export function policiesFor(url: string): string {
  return isNativeApi(url) ? 'read, api' : 'read, api, rest-api';
}

/** Lines to print; empty when no command helps. */
export function remedyLines(
  { url, username }: Pick<RouterConfig, 'url' | 'username'>,
  { kinds, isUnread, isUnknownHost, hasCertificate }: Found,
): string[] {
  if (isUnknownHost) return [];
  const isOff = kinds.has('unreachable') || (/^(?:https|apis):/.test(url) && !hasCertificate);
  return [
    ...(kinds.has('unauthorized') ? userLines(url, username) : []),
    ...(isUnread && isOff ? (isNativeApi(url) ? API_LINES : REST_LINES) : []),
    ...(isUnread && kinds.has('bad_reply') && !isNativeApi(url) ? OLD_LINES : []),
  ];
}

// RouterOS 6 takes blanks between words, and 7 takes them too
function userLines(url: string, username: string): string[] {
  const name = /^[\w-]+$/.test(username) ? username : 'presence';
  const policies = policiesFor(url).replaceAll(', ', ',');
  return [
    'In the router’s terminal, create a group and a user that can only read:',
    `  /user group add name=presence policy=${policies}`,
    `  /user add name=${name} group=presence password="choose a long one"`,
    `If they exist, run /user group set presence policy=${policies}, and check the allowed address: /user print.`,
  ];
}

const API_LINES = [
  'In the router’s terminal, enable the native API over TLS with a self-signed certificate:',
  '  /certificate add name=api common-name=router days-valid=3650 key-usage=tls-server',
  '  /certificate sign api',
  '  /ip service set api-ssl certificate=api disabled=no',
  '  /ip service print      (shows the port and the allowed addresses of api-ssl and api)',
];

const REST_LINES = [
  'In the router’s terminal, enable REST over https with a self-signed certificate:',
  '  /certificate/add name=rest common-name=router days-valid=3650 key-usage=tls-server',
  '  /certificate/sign rest',
  '  /ip/service/set www-ssl certificate=rest disabled=no',
  '  /ip/service/print where name~"www"      (shows the port and the allowed addresses)',
];

const OLD_LINES = [
  'RouterOS 6 has no REST: read it over its native API, with api:// or apis:// in the URL. /system resource print shows the version.',
];
