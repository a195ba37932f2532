/** Tool: the routers. */
import type { RouterRecord } from '../../record/network.ts';
import { routerListSchema, routerQuerySchema, selectRouters } from '../../record/select-network.ts';
import { line, namedLine, short, warningLines } from '../line.ts';
import { readOnly, snapshotTool } from '../tool.ts';

export const getSystemInfo = snapshotTool({
  name: 'get_system_info',
  title: 'Get router system information',
  description:
    'Hardware, RouterOS version, processor load, memory and uptime of the MikroTik routers. Use it for questions about the routers, not about devices or the state of this service (health_check).',
  annotations: readOnly,
  input: routerQuerySchema,
  defaults: {},
  output: routerListSchema,
  narrowing: 'Filter by router.',
  answer(snapshot, query) {
    const routers = selectRouters(snapshot, query);
    return {
      record: { routers, snapshot: snapshot.meta },
      lines: [
        line(`${routers.length} of ${snapshot.routers.length} routers`),
        ...warningLines(snapshot.meta),
        ...routers.map(lineOf),
      ],
    };
  },
});

function lineOf(router: RouterRecord): string {
  return namedLine(
    router.router,
    router.identity ?? '',
    router.reachable ? null : 'NOT reachable',
    short(router.board_name),
    short(router.version),
    router.cpu_load_percent === null ? null : `cpu ${router.cpu_load_percent} %`,
    router.uptime_seconds === null ? null : `up ${Math.floor(router.uptime_seconds / 3600)} h`,
  );
}
