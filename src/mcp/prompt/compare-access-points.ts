/** Prompt: how the access points share the work. */
import type { AccessPointRecord } from '../../record/network.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { getAccessPointHistory } from '../../question/get-access-point-history.ts';
import { listAccessPoints } from '../../question/list-access-points.ts';
import { listDevices } from '../../question/list-devices.ts';
import { listEvents } from '../../question/list-events.ts';
import { listWifiInterfaces } from '../../question/list-wifi-interfaces.ts';
import type { Prompt } from '../prompt.ts';
import { toContents } from '../resource.ts';
import { ACCESS_POINTS } from '../uri.ts';
import { quantity, some, untrusted } from './fact.ts';

const MAX_LISTED = 40;

export const compareAccessPoints: Prompt = {
  name: 'compare_access_points',
  title: 'Compare the access points',
  description: 'How the access points share the devices, with which signals, and where the balance is off.',
  arguments: [],
  write(snapshot, _given, { history }) {
    const { accessPoints, meta } = snapshot;
    const lines = accessPoints.map((one, index) => lineOf(one, index, snapshot));
    return {
      text: [
        `Compare my ${accessPoints.length} access points, numbered as in the attached list:\n${some(lines, MAX_LISTED)}`,
        `Call ${listAccessPoints.name} and ${listWifiInterfaces.name} for hardware, channels and transmit power, ${listDevices.name} with access_point and sort=signal_dbm for the devices of one, and ${listEvents.name} with event_type=roamed for what moves between two.`,
        ...(history
          ? [
              `These numbers show one moment. Call ${getAccessPointHistory.name} for each: how full was it in the last 7 days, at most and on average, and with which signals?`,
            ]
          : []),
        'Say in a table which access point carries most, which hears its devices worst, which is idle, and which runs another version than the others. Then name at most three things that are off, each with its numbers. Few devices with weak signals point to a place too far away, many devices at one access point to a cell that is too loud.',
        untrusted,
      ],
      attached: [toContents(ACCESS_POINTS, { access_points: accessPoints }, meta.taken_at)],
    };
  },
};

function lineOf(record: AccessPointRecord, index: number, { devices }: Snapshot): string {
  const { access_point_id: id, reachable, client_count, uptime_seconds } = record;
  const signals = [...devices.values()]
    .flatMap((device) =>
      device.access_point_id === id && device.signal_dbm !== null ? [device.signal_dbm] : [],
    )
    .sort((a, b) => a - b);
  const median = signals[Math.floor(signals.length / 2)] ?? null;
  return [
    `- access point ${index + 1}: ${reachable === null ? 'reachable unknown' : reachable ? 'reachable' : 'not reachable'}`,
    quantity(client_count, 'devices'),
    `signal weakest ${quantity(signals[0] ?? null, 'dBm')}, median ${quantity(median, 'dBm')}`,
    `up for ${quantity(uptime_seconds, 's')}`,
  ].join(', ');
}
