/** Every question about a router itself. They are off without ROUTER_QUERIES=on. */
import type { RouterQuestion } from '../question.ts';
import { listRouterMenus } from './list-router-menus.ts';
import { pingFromRouter } from './ping-from-router.ts';
import { queryRouter } from './query-router.ts';
import { readRouterLog } from './read-router-log.ts';
import { resolveName } from './resolve-name.ts';
import { traceRouteFromRouter } from './trace-route-from-router.ts';

export const routerQuestions: readonly RouterQuestion[] = [
  listRouterMenus,
  queryRouter,
  pingFromRouter,
  traceRouteFromRouter,
  resolveName,
  readRouterLog,
];
