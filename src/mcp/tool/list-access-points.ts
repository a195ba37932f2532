/** Tool: access points. */
import type { AccessPointRecord } from '../../record/network.ts';
import {
  accessPointListSchema,
  accessPointQuerySchema,
  selectAccessPoints,
} from '../../record/select-network.ts';
import { plural, line, namedLine, short, warningLines } from '../line.ts';
import { readOnly, snapshotTool } from '../tool.ts';

export const listAccessPoints = snapshotTool({
  name: 'list_access_points',
  title: 'List access points',
  description:
    'Access points: which are reachable, how many devices each has, hardware, version and address. Use it to see how devices are distributed or whether an access point is down.',
  annotations: readOnly,
  input: accessPointQuerySchema,
  defaults: {},
  output: accessPointListSchema,
  narrowing: 'Filter by router or access_point.',
  answer(snapshot, query) {
    const accessPoints = selectAccessPoints(snapshot, query);
    return {
      record: { access_points: accessPoints, snapshot: snapshot.meta },
      lines: [
        line(`${accessPoints.length} of ${snapshot.accessPoints.length} access points`),
        ...warningLines(snapshot.meta),
        ...accessPoints.map(lineOf),
      ],
    };
  },
});

const REACHABLE = new Map([
  [true, 'reachable'],
  [false, 'NOT reachable'],
]);

function lineOf(one: AccessPointRecord): string {
  return namedLine(
    one.access_point_id,
    one.name,
    one.reachable === null ? null : REACHABLE.get(one.reachable)!,
    plural(one.client_count, 'device'),
    short(one.version),
    one.address,
  );
}
