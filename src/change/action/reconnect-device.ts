/** Throws a device off the air: it connects again within seconds, perhaps to another access point. */
import { z } from 'zod';
import { dialectNames, dialects } from '../../parse/dialect.ts';
import { type Action, rowsAt } from '../action.ts';
import { deviceIdSchema, isProposal, planFor, refused, routeByDevice, targetOf } from '../device-input.ts';
import { rowsOf } from '../edit.ts';

const input = z.strictObject({ device_id: deviceIdSchema });

export const reconnectDevice: Action<z.infer<typeof input>> = {
  name: 'reconnect_device',
  meaning: 'Disconnects a device, so that it chooses an access point anew.',
  input,
  route: routeByDevice,
  async plan({ device_id }, planning) {
    const target = targetOf(device_id, planning.network);
    if (isProposal(target)) return target;
    for (const dialect of dialectNames) {
      const menu = dialects[dialect].registrations;
      const rows = await rowsAt(planning, menu, null);
      if (rowsOf({ 'mac-address': target.mac }, rows).length === 0) continue;
      return planFor(target, planning.approverAddress, {
        object: { menu, name: target.mac },
        edits: [{ kind: 'kick', menu, mac: target.mac, rows: null }],
        interruptionSeconds: 5,
        undo: 'Nothing has to be undone: the device connects again by itself.',
        proof: 'The row of the old association is gone from the registration table.',
      });
    }
    return refused(`${target.device.name} is not connected to router ${target.device.router}.`);
  },
};
