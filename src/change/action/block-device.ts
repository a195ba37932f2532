/** Keeps a device off every access point of its router. */
import { z } from 'zod';
import { addRejectRule, readAccessLists, rejectRules } from '../access-rule.ts';
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
import { kicksOf } from '../kick.ts';
import { isOurs, rowsOf } from '../edit.ts';
import { canEndOnRouter, removeTimers } from '../timer.ts';

const input = z.strictObject({ device_id: deviceIdSchema, for: forSchema.optional() });

export const blockDevice: Action<z.infer<typeof input>> = {
  name: 'block_device',
  meaning: 'Keeps a device off the WiFi of its router, for a time or until it is taken back.',
  input,
  route: routeByDevice,
  async plan({ device_id, for: duration }, planning) {
    const target = targetOf(device_id, planning.network);
    if (isProposal(target)) return target;
    const lists = await readAccessLists(planning);
    if (lists.length === 0) return refused('The router has no WiFi interface.');
    const wanted = lists.flatMap((list) =>
      target.macs.map((mac) => ({
        edit: addRejectRule(list, mac, null),
        rules: rejectRules(list, mac, null),
      })),
    );
    const ends = wanted.map(({ edit }) => edit);
    const missing = wanted.filter(({ rules }) => rules.length === 0).map(({ edit }) => edit);
    // an earlier block may end before this one begins
    const premises = wanted.flatMap(({ edit: { menu, key }, rules }) =>
      rowsOf(key, rules).length === 1 ? [{ menu, key, values: { disabled: 'false' } }] : [],
    );
    const forMs = duration === undefined ? null : parseFor(duration);
    const timers = await removeTimers(planning);
    if (missing.length === 0 && forMs === null && planning.timers.length === 0)
      return noChange('The router rejects the device already.');
    const isOperators = wanted.some(({ rules }) => rules.some((rule) => !isOurs(rule)));
    if (isOperators && forMs !== null)
      return refused(
        'A rule of the operator rejects the device already; it has no end. Unblock the device first.',
      );
    const points = planning.network.accessPoints.filter(({ router }) => router === target.device.router);
    return planFor(target, planning.approverAddress, {
      object: { menu: lists[0]!.menu, name: target.mac },
      ends,
      premises,
      supersedes: planning.timers,
      edits: [...timers, ...missing, ...(await kicksOf(target.macs, planning))],
      affects: {
        radios: [],
        access_points: points.map(({ name }) => name),
        ssids: [],
        devices: [{ device_id: target.device.device_id, name: target.device.name }],
      },
      undo: 'The rules are removed; the device connects again by itself.',
      proof: 'Each access list has the rule in front, and no registration table has the device.',
      forMs,
      endsOnRouter: forMs !== null && (await canEndOnRouter(planning)),
    });
  },
};
