/** Restarts an access point that is itself a configured router: a manager cannot restart its access points. */
import { z } from 'zod';
import { dialectNames, dialects } from '../../parse/dialect.ts';
import { policiesOf } from '../../parse/policy.ts';
import { raw } from '../../parse/row.ts';
import type { AccessPointRecord } from '../../record/network.ts';
import { type Action, type Planning, rowsAt } from '../action.ts';
import { refused } from '../device-input.ts';
import { findAccessPoint, type NetworkView } from '../network.ts';
import { accessPointInput, radioPlan } from '../radio-plan.ts';
import { quoted } from '../script.ts';
import { nothing } from '../set-value.ts';

const input = z.strictObject({ access_point: accessPointInput });

/** By its own id, or by the serial number that its manager tells. */
function ownRouter(point: AccessPointRecord, { routers }: NetworkView): string | null {
  const serial = point.serial_number;
  const found = routers.find(
    (record) =>
      record.router === point.access_point_id || (serial !== null && record.serial_number === serial),
  );
  return found?.router ?? null;
}

/** Name of the group of the user for writing where it may not restart the router; null where it may, or the router does not tell. */
async function withoutReboot({ owner, read }: Planning): Promise<string | null> {
  const users = await read('user', ['name', 'group']);
  const groups = await read('user/group', ['name', 'policy']);
  if (users.status !== 'complete' || groups.status !== 'complete') return null;
  const own = policiesOf(owner, users.rows, groups.rows);
  return own === null || own.policies.includes('reboot') ? null : own.group;
}

export const restartAccessPoint: Action<z.infer<typeof input>> = {
  name: 'restart_access_point',
  meaning: 'Restarts an access point; its devices are off the air for a minute or two.',
  input,
  route({ access_point }, network) {
    const point = findAccessPoint(network, access_point);
    if (typeof point === 'string') return { parameter: 'access_point', message: point };
    return ownRouter(point, network) ?? point.router;
  },
  async plan({ access_point }, planning) {
    const { network } = planning;
    const point = findAccessPoint(network, access_point);
    if (typeof point === 'string') return { result: 'invalid', parameter: 'access_point', message: point };
    const router = ownRouter(point, network);
    if (router === null)
      return refused(
        `${point.name} is no router of the configuration, and its manager cannot restart it. Add it there with a user for writing, or type the command on the access point itself.`,
        ['/system/reboot'],
      );
    const lacking = await withoutReboot(planning);
    if (lacking !== null)
      return refused(`User ${planning.owner} lacks the policy reboot. This command on the router gives it.`, [
        `/user/group/set [find where name=${quoted(lacking)}] policy=reboot`,
      ]);
    const names: string[] = [];
    for (const dialect of dialectNames) {
      const rows = await rowsAt(planning, dialects[dialect].interfaces.path, [
        'name',
        'disabled',
        'inactive',
      ]);
      names.push(
        ...rows
          .filter((row) => raw(row, 'disabled') !== 'true' && raw(row, 'inactive') !== 'true')
          .flatMap((row) => raw(row, 'name') ?? []),
      );
    }
    const object = { menu: 'system/reboot', name: point.name };
    const change = {
      ...nothing,
      objects: [object],
      edits: [{ kind: 'restart' as const, menu: 'system/resource', uptimeSeconds: null }],
      interfaces: names,
    };
    return radioPlan(planning, router, change, {
      interruptionSeconds: 120,
      guarded: false,
      undo: 'Nothing undoes a restart.',
      proof: 'Its uptime is smaller than before, and its interfaces are back.',
    });
  },
};
