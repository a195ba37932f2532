/** Whether an access list lets a device join an interface: the first rule that matches decides, and without one it may. */
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';

export interface Joining {
  mac: string;
  interface: string;
  /** Whether the interface is in a list; asked only where a rule names something else than the interface. */
  isIn?: (list: string) => boolean;
}

/** Rules by signal, SSID or time match nothing here. */
export function isAdmitted(table: RouterTable, joining: Joining): boolean {
  const rule = isList(table) ? table.find((row) => matches(row, joining)) : undefined;
  return rule === undefined || !isReject(rule);
}

function isReject(rule: RouterRow): boolean {
  return get(rule, 'action') === 'reject' || get(rule, 'authentication') === 'false';
}

const NOT_SIMULATED = ['signal-range', 'ssid-regexp', 'time', 'days'];

function matches(rule: RouterRow, { mac, interface: name, isIn = () => false }: Joining): boolean {
  if (get(rule, 'disabled') === 'true' || NOT_SIMULATED.some((key) => key in rule)) return false;
  const wanted = get(rule, 'mac-address');
  const where = get(rule, 'interface');
  // some releases ignore a rule that matches everything
  if (wanted === '' && (where === '' || where === 'any')) return false;
  const mask = get(rule, 'mac-address-mask') || 'FF:FF:FF:FF:FF:FF';
  return (
    (wanted === '' || masked(mac, mask) === masked(wanted, mask)) &&
    (where === '' || where === 'any' || where === 'all' || where === name || isIn(where))
  );
}

function masked(mac: string, mask: string): string {
  const bytes = (text: string) => text.split(':').map((part) => Number.parseInt(part, 16));
  const bits = bytes(mask);
  return bytes(mac)
    .map((byte, index) => byte & (bits[index] ?? 0xff))
    .join(':');
}

function get(row: RouterRow, key: string): string {
  return textOf(row[key] ?? '');
}
