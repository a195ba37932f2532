/** Gives a device a static lease. */
import { z } from 'zod';
import { raw } from '../../parse/row.ts';
import { type Action, rowsAt } from '../action.ts';
import {
  deviceIdSchema,
  isProposal,
  noChange,
  planFor,
  refused,
  routeByDevice,
  targetOf,
} from '../device-input.ts';
import type { Edit } from '../edit.ts';
import { leaseKey, LEASES, leasesOf } from '../lease.ts';

const input = z.strictObject({
  device_id: deviceIdSchema,
  ip_address: z.ipv4().optional().describe('The address to reserve; without it, the present one.'),
});

export const reserveAddress: Action<z.infer<typeof input>> = {
  name: 'reserve_address',
  meaning: "Makes a device's lease static, so that it always gets the same address.",
  input,
  route: routeByDevice,
  async plan({ device_id, ip_address }, planning) {
    const target = targetOf(device_id, planning.network);
    if (isProposal(target)) return target;
    const all = await rowsAt(planning, LEASES, ['mac-address', 'address', 'server', 'dynamic', 'disabled']);
    const leases = await leasesOf(target.macs, (menu, properties) => rowsAt(planning, menu, properties));
    if (leases.length === 0)
      return refused('The router has no lease for the device. Let it ask for an address first.');
    if (leases.length > 1)
      return refused('The device has several leases. Remove all but one in WinBox first.');
    const [lease] = leases;
    const key = leaseKey(lease!);
    const present = raw(lease!, 'active-address') ?? raw(lease!, 'address');
    const wanted = ip_address ?? present;
    if (present === null || wanted === null) return refused('The lease has no address.');
    const isStatic = raw(lease!, 'dynamic') === 'false';
    if (isStatic && raw(lease!, 'address') === wanted)
      return noChange(`The lease is static and has ${wanted}.`);
    const taken = all.some(
      (row) => raw(row, 'address') === wanted && raw(row, 'mac-address') !== raw(lease!, 'mac-address'),
    );
    if (taken) return refused(`${wanted} belongs to another lease. Choose another address.`);
    const edits: Edit[] = [];
    if (!isStatic)
      edits.push({ kind: 'make-static', menu: LEASES, key, values: { ...key, address: present } });
    if (raw(lease!, 'address') !== wanted) {
      edits.push({
        kind: 'set',
        menu: LEASES,
        key,
        from: { address: raw(lease!, 'address') },
        to: { address: wanted },
      });
    }
    return planFor(target, planning.approverAddress, {
      object: { menu: LEASES, name: wanted },
      edits,
      cutsOff: [],
      offline: [],
      undo: isStatic
        ? 'The old address is put back.'
        : 'The static lease is deleted; the device keeps its address until it renews.',
      proof: 'The lease is read to be static and to have the address.',
    });
  },
};
