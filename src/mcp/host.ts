/** Which hosts and origins are accepted. It keeps out a page of another site that reaches this service by DNS rebinding. */
import { isIP } from 'node:net';
import { hostname } from 'node:os';

export interface HostOptions {
  /** Names, addresses and `*.suffix`, in addition to those that are always allowed. */
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
  publicUrl: string | null;
}

export interface HostCheck {
  /** A missing host is allowed: only HTTP/1.0 comes without, which no browser speaks. */
  isHostAllowed: (host: string | undefined) => boolean;
  /** A missing origin is allowed, because only browsers send it. */
  isOriginAllowed: (origin: string | undefined, host: string | undefined) => boolean;
}

const HOME_SUFFIXES = ['*.local', '*.lan', '*.home.arpa'];

export function createHostCheck({ allowedHosts, allowedOrigins, publicUrl }: HostOptions): HostCheck {
  const own = hostname().toLowerCase();
  const publicAddress = publicUrl === null ? null : new URL(publicUrl);
  const known = ['localhost', own, publicAddress?.hostname ?? '', ...HOME_SUFFIXES, ...allowedHosts];
  const names = new Set(known.filter((name) => name !== '' && !name.startsWith('*.')));
  const suffixes = known.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  const origins = new Set([...allowedOrigins, ...(publicAddress === null ? [] : [publicAddress.origin])]);

  return {
    isHostAllowed: (host) => {
      if (host === undefined) return true;
      const name = nameOf(host);
      if (name === null) return false;
      return isIP(name) !== 0 || names.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
    },
    isOriginAllowed: (origin, host) => {
      if (origin === undefined) return true;
      const url = URL.canParse(origin) ? new URL(origin) : null;
      if (url === null || url.origin === 'null') return origins.has(origin);
      return origins.has(url.origin) || isSame(url, host);
    },
  };
}

/** In lower case, without port, brackets and final dot; null when it is not a host. */
function nameOf(host: string): string | null {
  const address = `http://${host}`;
  if (!/^[^\s/@?#\\]+$/.test(host) || !URL.canParse(address)) return null;
  return new URL(address).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

// the scheme differs behind a proxy that terminates TLS
function isSame(origin: URL, host: string | undefined): boolean {
  if (host === undefined || !/^https?:$/.test(origin.protocol)) return false;
  const own = `${origin.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === origin.host;
}
