/** Where a menu is: `https://192.168.88.1/rest/ip/arp?.proplist=mac-address,address`. Lets no credentials through. */

/** The router's address without user information, query, trailing slash or a `/rest` written after it. */
export function baseUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '').replace(/\/rest$/, '');
}

/** What messages show: the menu's URL without the query. */
export function menuUrl(base: string, path: string): string {
  return `${base}/rest/${path}`;
}

/** What is asked for. The commas stay literal: RouterOS reads them that way, and is not known to decode everything. */
export function readUrl(base: string, path: string, properties: readonly string[] | null): string {
  const query = properties === null ? '' : `?.proplist=${properties.join(',')}`;
  return menuUrl(base, path) + query;
}
