/** The REST interface: which route gives which answer, and who may ask. */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { registerComponents } from './component.ts';
import {
  accessPoints,
  createResponder,
  device,
  devices,
  people,
  systemInfo,
  wifiInterfaces,
} from './data.ts';
import { createAssets, showDocs } from './docs.ts';
import { createEventsResponder } from './events.ts';
import { createFrame, type Log, type Respond } from './frame.ts';
import {
  accessPointHistory,
  createPastResponder,
  createSessionsResponder,
  deviceHistory,
  deviceSessions,
} from './history.ts';
import { createKeyCheck, restIsOff, unauthorized } from './key.ts';
import { createDocument } from './openapi.ts';
import * as routes from './route.ts';
import * as past from './route-past.ts';
import { createDocumentResponder, createHealthResponder } from './service.ts';
import { createStreams, type Streams } from './stream.ts';

export interface AppOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  /** What happened. */
  journal: Journal;
  /** What was; null when none is kept. */
  history: History | null;
  /** Null when REST is off: then every route but /health is 404. */
  apiKey: string | null;
  log: Log;
  /** Of this program, as OpenAPI tells it. */
  version: string;
  now?: () => number;
  /** Those of `/events`; whoever stops the server closes them first. */
  streams?: Streams;
}

type Route = RouteConfig & { getRoutingPath: () => string };

export function createApp({
  snapshot,
  health,
  journal,
  history,
  apiKey,
  log,
  version,
  now = Date.now,
  streams = createStreams(),
}: AppOptions): OpenAPIHono {
  const app = new OpenAPIHono();
  const frame = createFrame(log);
  const check = apiKey === null ? () => 'none' as const : createKeyCheck(apiKey);
  const open = (respond: Respond): Respond => (apiKey === null ? () => restIsOff : respond);
  const guarded = (respond: Respond) =>
    open((asked) => {
      const presented = check(asked);
      return presented === 'right' ? respond(asked) : unauthorized(presented);
    });
  // registered, not app.openapi(): that would validate each request with zod again
  const serve = (route: Route, respond: Respond) => {
    app.openAPIRegistry.registerPath(route);
    app.get(route.getRoutingPath(), frame(respond));
  };

  const fromSnapshot = createResponder(snapshot, now);
  const fromHistory = createPastResponder(snapshot, history, now);
  registerComponents(app);
  serve(routes.devicesRoute, guarded(fromSnapshot(devices)));
  serve(routes.deviceRoute, guarded(fromSnapshot(device)));
  serve(past.deviceHistoryRoute, guarded(fromHistory(deviceHistory)));
  serve(past.deviceSessionsRoute, guarded(fromHistory(deviceSessions)));
  serve(past.sessionsRoute, guarded(createSessionsResponder(history, now)));
  serve(past.eventsRoute, guarded(createEventsResponder({ journal, snapshot, streams, log, now })));
  serve(routes.wifiInterfacesRoute, guarded(fromSnapshot(wifiInterfaces)));
  serve(routes.accessPointsRoute, guarded(fromSnapshot(accessPoints)));
  serve(past.accessPointHistoryRoute, guarded(fromHistory(accessPointHistory)));
  serve(routes.peopleRoute, guarded(fromSnapshot(people)));
  serve(routes.systemInfoRoute, guarded(fromSnapshot(systemInfo)));
  serve(routes.healthRoute, createHealthResponder(health, check));
  serve(routes.openApiRoute, open(createDocumentResponder(() => createDocument(app, version))));
  serve(routes.docsRoute, open(showDocs));
  for (const [path, respond] of createAssets()) app.get(path, frame(open(respond)));

  const refuse = createRefusal(app.routes.map(({ path }) => path));
  app.notFound(frame(refuse));
  app.onError((error, c) =>
    frame(() => {
      throw error;
    })(c),
  );
  return app;
}

/** For what no route answers: 405 where another method would be, else 404. */
function createRefusal(paths: readonly string[]): Respond {
  const known = paths.map(
    (path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
  );
  return ({ path }) =>
    known.some((pattern) => pattern.test(path))
      ? { status: 405, detail: 'This can only be read, with GET or HEAD.', headers: { Allow: 'GET, HEAD' } }
      : { status: 404, detail: 'There is nothing here; /docs shows what there is.' };
}
