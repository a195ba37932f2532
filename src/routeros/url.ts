/** The URL of a menu: `https://192.168.88.1/rest/ip/arp?.proplist=mac-address,address`. Drops credentials. */

/** The router's address without user information, query, trailing slash or a `/rest` written after it. */
export function baseUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '').replace(/\/rest$/, '');
}

/** The URL of the menu without the query, for messages. */
export function menuUrl(base: string, path: string): string {
  return `${base}/rest/${path}`;
}

/** The URL of the request. The commas stay literal, as RouterOS expects them. */
export function readUrl(base: string, path: string, properties: readonly string[] | null): string {
  const query = properties === null ? '' : `?.proplist=${properties.join(',')}`;
  return menuUrl(base, path) + query;
}

/** The native API instead of REST: `api://`, or `apis://` over TLS. */
export function isNativeApi(url: string): boolean {
  return /^apis?:/i.test(url);
}

const API_PORT = { 'api:': 8728, 'apis:': 8729 } as Record<string, number>;

/** Where a URL of the native API leads. */
export function apiTarget(url: string): { base: string; host: string; port: number; isSecure: boolean } {
  const { protocol, hostname, port, host } = new URL(url);
  return {
    base: `${protocol}//${host}`,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || API_PORT[protocol]),
    isSecure: protocol === 'apis:',
  };
}
