/** Lets a blocked device in again. */
import { z } from 'zod';
import { liftRule, readAccessLists, rejectRules } from '../access-rule.ts';
import type { Action } from '../action.ts';
import {
  deviceIdSchema,
  isProposal,
  noChange,
  planFor,
  refused,
  routeByDevice,
  targetOf,
} from '../device-input.ts';
import { forSchema, parseFor } from '../duration.ts';
import { standingOf } from '../edit.ts';
import { canEndOnRouter, removeTimers } from '../timer.ts';

const input = z.strictObject({ device_id: deviceIdSchema, for: forSchema.optional() });

export const unblockDevice: Action<z.infer<typeof input>> = {
  name: 'unblock_device',
  meaning: 'Removes or disables the rules that keep a device off the WiFi of its router.',
  input,
  route: routeByDevice,
  async plan({ device_id, for: duration }, planning) {
    const target = targetOf(device_id, planning.network);
    if (isProposal(target)) return target;
    const forMs = duration === undefined ? null : parseFor(duration);
    const lists = await readAccessLists(planning);
    const found = lists.flatMap((list) =>
      target.macs.flatMap((mac) =>
        rejectRules(list, mac, null).map((rule) => ({ list, edit: liftRule(list, rule, forMs !== null) })),
      ),
    );
    if (found.length === 0) return noChange('No rule of the router rejects the device everywhere.');
    if (found.some(({ list, edit }) => standingOf(edit, list.rules) !== 'before'))
      return refused('Several equal rules reject the device. Remove all but one of them in WinBox first.');
    // a lift for a time leaves the end of the block as it is
    const superseded = forMs === null ? planning.timers : [];
    const timers = await removeTimers({ ...planning, timers: superseded });
    return planFor(target, planning.approverAddress, {
      object: { menu: found[0]!.list.menu, name: target.mac },
      edits: [...timers, ...found.map(({ edit }) => edit)],
      supersedes: superseded,
      cutsOff: [],
      offline: [],
      undo: 'The rules are put back; a connected device stays until it leaves.',
      proof: 'No enabled rule of the access lists rejects the device.',
      forMs,
      endsOnRouter: forMs !== null && (await canEndOnRouter(planning)),
    });
  },
};
