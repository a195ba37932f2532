/** RouterOS commands as one types them. Names come from the network, so each is quoted. */
import { dialects } from '../parse/dialect.ts';
import type { WifiInterfaceRecord } from '../record/network.ts';

export function menuOf(source: WifiInterfaceRecord['source']): string {
  return `/${dialects[source].base}`;
}

/** A RouterOS string: quotation marks, backslashes and dollar signs are escaped. */
export function quote(text: string): string {
  return `"${text.replaceAll(/["\\$]/g, String.raw`\$&`)}"`;
}

/**
 * Sets a property of the WiFi configuration, such as "steering.wnm=yes" or "tx-power=13". Interfaces of a CAP are made from a profile, which every
 * interface that uses it shares; the profile is found by the interface.
 */
export function setWifi(record: WifiInterfaceRecord, property: string): string {
  const { source, interface: name, access_point_id: id, router } = record;
  const menu = menuOf(source);
  if (source === 'capsman')
    return `${menu}/interface/set [find where name=${quote(name)}] channel.${property}`;
  if (source === 'wireless')
    return `${menu}/set [find where name=${quote(name)}] tx-power-mode=all-rates-fixed ${property}`;
  if (id !== router)
    return `${menu}/configuration/set [${menu}/get ${quote(name)} configuration] ${property}`;
  const isDotted = property.split('=')[0]!.includes('.');
  return `${menu}/set [find where name=${quote(name)}] ${isDotted ? '' : 'configuration.'}${property}`;
}
