/** What Home Assistant's link to a device opens. */
import { isIP, isIPv6 } from 'node:net';
import type { MqttSettings } from './settings.ts';

/** A view of the page; null without PUBLIC_URL. */
export function pageOf(hash: string, { publicUrl }: Pick<MqttSettings, 'publicUrl'>): string | null {
  return publicUrl === null ? null : `${publicUrl.replace(/\/$/, '')}/${hash}`;
}

/** WebFig of a router: where its REST is served. Null for one that is not asked over HTTP. */
export function routerPage(id: string, { routers }: Pick<MqttSettings, 'routers'>): string | null {
  const url = routers.find((router) => router.id === id)?.url;
  return url !== undefined && /^https?:/.test(url) ? `${new URL(url).origin}/` : null;
}

/** WebFig of an access point; null for one without an IP address. */
export function accessPointPage(address: string | null): string | null {
  if (address === null || isIP(address) === 0) return null;
  return isIPv6(address) ? `http://[${address.replace(/%.*$/, '')}]/` : `http://${address}/`;
}
