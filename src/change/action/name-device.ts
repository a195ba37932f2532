/** Writes the name of a device as the comment of its static lease. */
import { z } from 'zod';
import { raw } from '../../parse/row.ts';
import { cleanText } from '../../parse/text.ts';
import { type Action, rowsAt } from '../action.ts';
import { toBytes } from '../bytes.ts';
import {
  deviceIdSchema,
  isProposal,
  noChange,
  planFor,
  refused,
  routeByDevice,
  targetOf,
} from '../device-input.ts';
import { leaseKey, leasesOf } from '../lease.ts';

const input = z.strictObject({
  device_id: deviceIdSchema,
  name: z
    .string()
    .max(64)
    .refine((text) => cleanText(text) !== null, 'Write a name with at least one visible character.')
    .describe('The new name, at most 64 characters.'),
});

export const nameDevice: Action<z.infer<typeof input>> = {
  name: 'name_device',
  meaning: "Sets the comment of a device's static lease on the router.",
  input,
  route: routeByDevice,
  async plan({ device_id, name }, planning) {
    const target = targetOf(device_id, planning.network);
    if (isProposal(target)) return target;
    const leases = await leasesOf(target.macs, (menu, properties) => rowsAt(planning, menu, properties));
    const fixed = leases.filter((row) => raw(row, 'dynamic') === 'false');
    if (fixed.length !== 1) {
      return refused(
        fixed.length === 0
          ? 'The device has no static lease on this router. Name it on the page, or reserve its address first.'
          : 'The device has several static leases. Set the comment of the right one in WinBox.',
      );
    }
    const old = raw(fixed[0]!, 'comment');
    const comment = toBytes(cleanText(name)!);
    if (old === comment) return noChange('The lease has this comment already.');
    const key = leaseKey(fixed[0]!);
    return planFor(target, planning.approverAddress, {
      object: { menu: 'ip/dhcp-server/lease', name: raw(fixed[0]!, 'address') ?? target.mac },
      edits: [{ kind: 'set', menu: 'ip/dhcp-server/lease', key, from: { comment: old }, to: { comment } }],
      premises: [{ menu: 'ip/dhcp-server/lease', key, values: { dynamic: 'false' } }],
      cutsOff: [],
      offline: [],
      undo: 'The old comment is put back, byte for byte.',
      proof: 'The lease is read with the new comment.',
    });
  },
};
