/** Hosts, addresses and networks in a variable. */
import { isIP } from 'node:net';
import { quote } from './problem.ts';
import type { Parse } from './value.ts';

/** An IP address, or a network such as 192.168.88.0/24. */
export const networkAddress: Parse<string> = (text, refuse) => {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && isPrefix && rest.length === 0
    ? text
    : refuse(
        `${quote(text)} is not an address. Write one such as 192.168.88.1, or a network such as 192.168.88.0/24.`,
      );
};

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

function isHost(text: string): boolean {
  return isIP(text) !== 0 || (HOST_NAME.test(text) && !/^[\d.]+$/.test(text));
}

// "[::1]" as in a URL, "::1" as in a socket address
function unbracket(text: string): string {
  const inner = /^\[(.+)\]$/.exec(text)?.[1];
  return inner !== undefined && isIP(inner) === 6 ? inner : text;
}

export const listenHost: Parse<string> = (text, refuse) => {
  const host = unbracket(text);
  return isHost(host)
    ? host
    : refuse(
        `${quote(text)} is not an address to listen on. Write one such as 0.0.0.0 (everywhere), 127.0.0.1 (this machine only) or ::, without a port.`,
      );
};

/** A name or address of the `Host` header, or `*.suffix`. A lone `*` would disable the check. */
export const allowedHost: Parse<string> = (text, refuse) => {
  const host = unbracket(text.toLowerCase());
  return isHost(host.startsWith('*.') ? host.slice(2) : host)
    ? host
    : refuse(
        `${quote(text)} is not a host. Write a name such as nas.lan or *.example.org, without scheme or port.`,
      );
};
