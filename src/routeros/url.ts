/** Where a menu is: `https://192.168.88.1/rest/ip/arp?.proplist=mac-address,address`. Knows no credentials and lets none through. */

/** The router's address without user information, query, trailing slash or a `/rest` written after it. */
export function baseUrl(url: string): URL {
  const base = new URL(url);
  base.username = '';
  base.password = '';
  base.search = '';
  base.hash = '';
  base.pathname = base.pathname.replace(/\/+$/, '').replace(/\/rest$/, '');
  return base;
}

/** What messages show: the menu's URL without the query. */
export function menuUrl(base: URL, path: string): string {
  return `${base.origin}${base.pathname.replace(/\/$/, '')}/rest/${path}`;
}

/** What is asked for. The commas stay literal: RouterOS reads them that way, and is not known to decode everything. */
export function readUrl(base: URL, path: string, properties: readonly string[] | null): string {
  const query = properties === null ? '' : `?.proplist=${properties.join(',')}`;
  return menuUrl(base, path) + query;
}
