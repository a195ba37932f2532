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
