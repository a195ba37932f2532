/** The DHCP leases of a device. */
import type { Mac } from '../parse/mac.ts';
import { raw, type Row } from '../parse/row.ts';
import type { RowValues } from '../parse/write.ts';

export const LEASES = 'ip/dhcp-server/lease';
const PROPERTIES = [
  '.id',
  'mac-address',
  'address',
  'active-address',
  'server',
  'dynamic',
  'disabled',
  'status',
  'comment',
];

/** Disabled ones do not count. */
export async function leasesOf(
  macs: readonly Mac[],
  read: (menu: string, properties: readonly string[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  return (await read(LEASES, PROPERTIES)).filter(
    (row) => macs.includes(raw(row, 'mac-address')?.toUpperCase() ?? '') && raw(row, 'disabled') !== 'true',
  );
}

/** What names a lease: its id may change, these may not. */
export function leaseKey(row: Row): RowValues {
  const server = raw(row, 'server');
  return {
    'mac-address': raw(row, 'mac-address')!,
    ...(server === null ? {} : { server }),
  };
}
