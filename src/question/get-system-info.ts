/** The routers. */
import { routerSchema } from '../record/network.ts';
import { routerFilters } from '../record/select-network.ts';
import { exampleRouter } from './example.ts';
import { snapshotList } from './snapshot-list.ts';

export const getSystemInfo = snapshotList({
  name: 'get_system_info',
  title: 'Get router system information',
  use: 'Hardware, RouterOS version, processor load, memory and uptime of the MikroTik routers. Use it for questions about the routers, not about devices or the state of this service (health_check).',
  description: 'Hardware, version and load of every router.',
  topic: 'Network',
  path: '/system/info',
  filters: routerFilters,
  field: 'routers',
  row: routerSchema,
  descriptions: { field: 'The routers, as configured.', answer: 'Routers.' },
  record: 'RouterList',
  narrow: 'Lower limit, or filter by router.',
  ifNone: 'No router has this id. Without router all are listed.',
  example: { input: {}, row: exampleRouter },
  records: ({ routers }) => routers,
  usualOrder: 'that of the configuration',
});
