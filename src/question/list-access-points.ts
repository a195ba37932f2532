/** Access points. */
import { accessPointSchema } from '../record/network.ts';
import { accessPointFilters } from '../record/select-network.ts';
import { exampleAccessPoint } from './example.ts';
import { snapshotList } from './snapshot-list.ts';

export const listAccessPoints = snapshotList({
  name: 'list_access_points',
  title: 'List access points',
  use: 'Access points: which are reachable, how many devices each has, hardware, version, address and uptime. Use it to see how devices are distributed or whether an access point is down. Channels and radio settings are those of list_wifi_interfaces.',
  description:
    'The access points that match every filter: access points that CAPsMAN manages, and routers with radios of their own.',
  topic: 'Network',
  path: '/access-points',
  filters: accessPointFilters,
  field: 'access_points',
  row: accessPointSchema,
  descriptions: { field: 'The access points.', answer: 'Access points.' },
  rows: 'access points',
  record: 'AccessPointList',
  narrow: 'Lower limit, or filter by router or access_point.',
  ifNone:
    'No access point matches. access_point must be a whole name or an id; without filters all are listed.',
  example: { input: { access_point: ['Kitchen'] }, row: exampleAccessPoint },
  records: ({ accessPoints }) => accessPoints,
  usualOrder: 'by router',
});
