/** What to type in a router's terminal, for the errors that reading it met. */
import type { RouterConfig } from '../config/config.ts';
import type { ErrorKind } from '../parse/reading.ts';

interface Found {
  kinds: ReadonlySet<ErrorKind>;
  /** No table could be read. */
  isUnread: boolean;
  hasCertificate: boolean;
}

/** Lines to print; empty when no command helps. */
export function remedyLines(
  { url, username }: Pick<RouterConfig, 'url' | 'username'>,
  { kinds, isUnread, hasCertificate }: Found,
): string[] {
  const isRestOff = kinds.has('unreachable') || (url.startsWith('https:') && !hasCertificate);
  return [
    ...(kinds.has('unauthorized') ? userLines(username) : []),
    ...(isUnread && isRestOff ? REST_LINES : []),
    ...(isUnread && kinds.has('bad_reply') ? OLD_LINES : []),
  ];
}

function userLines(username: string): string[] {
  const name = /^[\w-]+$/.test(username) ? username : 'presence';
  return [
    'In the router’s terminal, create a group and a user that can only read:',
    '  /user/group/add name=presence policy=read,api,rest-api',
    `  /user/add name=${name} group=presence password="choose a long one"`,
    'If they exist, run /user/group/set presence policy=read,api,rest-api, and check the allowed address: /user/print.',
  ];
}

const REST_LINES = [
  'In the router’s terminal, enable REST over https with a self-signed certificate:',
  '  /certificate/add name=rest common-name=router days-valid=3650 key-usage=tls-server',
  '  /certificate/sign rest',
  '  /ip/service/set www-ssl certificate=rest disabled=no',
  '  /ip/service/print where name~"www"      (shows the port and the allowed addresses)',
];

const OLD_LINES = ['RouterOS 6 has no REST; it came with 7.1. /system/resource/print shows the version.'];
