/** The order of the table: by any column, what is not known last. */
import type { Device } from '../../../record/device.ts';
import { collator } from '../collator.ts';
import { columnOf } from './column.ts';

export interface Order {
  field: keyof Device;
  isDescending: boolean;
}

/** As in the address: `signal_dbm`, or `-signal_dbm` for descending. By name unless it names a column. */
export function toOrder(text: string | null): Order {
  const field = columnOf(text?.replace(/^-/, '') ?? '')?.field;
  return field === undefined
    ? { field: 'name', isDescending: false }
    : { field, isDescending: text!.startsWith('-') };
}

/** Null for the default order, which the address omits. */
export function toSortText({ field, isDescending }: Order): string | null {
  if (field === 'name' && !isDescending) return null;
  return `${isDescending ? '-' : ''}${field}`;
}

/** The order after a click on the head of a column. */
export function toNextOrder(order: Order, field: keyof Device): Order {
  if (order.field === field) return { field, isDescending: !order.isDescending };
  return { field, isDescending: columnOf(field)?.isDescendingFirst === true };
}

type Key = number | string | null;

/** Equal values are in the order of names, then of ids, so that an update moves nothing by chance. */
export function sortDevices(devices: readonly Device[], { field, isDescending }: Order): Device[] {
  const direction = isDescending ? -1 : 1;
  return devices
    .map((device) => ({ device, key: keyOf(device, field) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null)
        return (a.key === null ? 1 : 0) - (b.key === null ? 1 : 0) || byName(a, b);
      return direction * compare(a.key, b.key) || byName(a, b);
    })
    .map(({ device }) => device);
}

function byName({ device: a }: { device: Device }, { device: b }: { device: Device }): number {
  return collator.compare(a.name, b.name) || (a.device_id < b.device_id ? -1 : 1);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

function keyOf(device: Device, field: keyof Device): Key {
  const value = device[field];
  if (field === 'ip_address') return ipKey(device.ip_address);
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

/** Addresses by their numbers: .9 before .10. */
function ipKey(ip: string | null): Key {
  if (ip === null) return null;
  return ip
    .split('.')
    .map((part) => part.padStart(3, '0'))
    .join('.');
}
