/** The REST interface: which route gives which answer, and who may ask. */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { AddressOf } from '../auth/client-address.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Trace } from '../telemetry/trace.ts';
import { registerComponents } from './component.ts';
import { createCors } from '../http/cors.ts';
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
import { createFrame, type Log, type Respond } from '../http/handler.ts';
import type { Asked } from '../http/exchange.ts';
import {
  accessPointHistory,
  createPastResponder,
  createSessionsResponder,
  deviceHistory,
  deviceSessions,
} from './history.ts';
import { refusalOf, restIsOff, tooOften } from './key.ts';
import { createDocument } from './openapi.ts';
import * as routes from './route.ts';
import * as past from './route-past.ts';
import { type Admission, createDocumentResponder, createHealthResponder } from './service.ts';
import { createStreams, type Streams } from '../http/sse.ts';

export interface AppOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  /** What happened. */
  journal: Journal;
  /** What was; null when none is kept. */
  history: History | null;
  /** Null when REST is off: then every route but /health is 404. */
  authenticator: Authenticator | null;
  /** Who asks; the far end of the connection if not given. */
  addressOf?: AddressOf;
  /** Origins whose pages may read the answers. */
  corsOrigins?: readonly string[];
  log: Log;
  count?: Pick<Counters, 'route'> | undefined;
  /** Absent when nobody records. */
  trace?: Trace | undefined;
  /** Of this program, as OpenAPI tells it. */
  version: string;
  now?: () => number;
  /** Those of `/events`; whoever stops the server closes them first. */
  streams?: Streams;
  /** What else is served beside REST, by path as Hono writes it: each looks at keys by itself. */
  further?: Readonly<Record<string, Respond>>;
}

type Route = RouteConfig & { getRoutingPath: () => string };

export function createApp({
  snapshot,
  health,
  journal,
  history,
  authenticator,
  addressOf,
  corsOrigins = [],
  log,
  count,
  trace,
  version,
  now = Date.now,
  streams = createStreams(),
  further = {},
}: AppOptions): OpenAPIHono {
  const app = new OpenAPIHono();
  const cors = createCors(corsOrigins);
  const frame = createFrame({ log, cors, count, trace, ...(addressOf && { addressOf }) });
  const admit = createAdmission(authenticator);
  const open = (respond: Respond): Respond => (authenticator === null ? () => restIsOff : respond);
  const guarded = (respond: Respond) =>
    open((asked) => {
      const admitted = admit(asked);
      if (admitted === 'missing') return refusalOf({ status: 'missing' });
      return admitted === 'valid' ? respond(asked) : admitted;
    });
  // registered, not app.openapi(): that would validate each request with zod again
  const serve = (route: Route, respond: Respond) => {
    app.openAPIRegistry.registerPath(route);
    app.get(route.getRoutingPath(), frame(respond, route.path));
  };

  const within =
    (name: string, respond: Respond): Respond =>
    (asked) =>
      trace === undefined ? respond(asked) : trace.span(name, {}, () => respond(asked));
  const fromSnapshot = createResponder(snapshot, now);
  const fromHistory = createPastResponder(snapshot, history, now);
  registerComponents(app);
  serve(routes.devicesRoute, guarded(within('snapshot', fromSnapshot(devices))));
  serve(routes.deviceRoute, guarded(within('snapshot', fromSnapshot(device))));
  serve(past.deviceHistoryRoute, guarded(within('history', fromHistory(deviceHistory))));
  serve(past.deviceSessionsRoute, guarded(within('history', fromHistory(deviceSessions))));
  serve(past.sessionsRoute, guarded(within('history', createSessionsResponder(history, now))));
  serve(past.eventsRoute, guarded(createEventsResponder({ journal, snapshot, streams, log, now })));
  serve(routes.wifiInterfacesRoute, guarded(within('snapshot', fromSnapshot(wifiInterfaces))));
  serve(routes.accessPointsRoute, guarded(within('snapshot', fromSnapshot(accessPoints))));
  serve(past.accessPointHistoryRoute, guarded(within('history', fromHistory(accessPointHistory))));
  serve(routes.peopleRoute, guarded(within('snapshot', fromSnapshot(people))));
  serve(routes.systemInfoRoute, guarded(within('snapshot', fromSnapshot(systemInfo))));
  serve(routes.healthRoute, createHealthResponder(health, admit));
  serve(routes.openApiRoute, open(createDocumentResponder(() => createDocument(app, version))));
  serve(routes.docsRoute, open(showDocs));
  for (const [path, respond] of createAssets()) app.get(path, frame(open(respond), '/docs/{file}'));
  for (const [path, respond] of Object.entries(further)) app.get(path, frame(respond, path));

  const refuse = createRefusal(app.routes.map(({ path }) => path));
  app.notFound(frame((asked) => cors?.preflight(asked) ?? refuse(asked)));
  app.onError((error, c) =>
    frame(() => {
      throw error;
    })(c),
  );
  return app;
}

/** Whether the key is valid or missing, or why it is refused. Without an authenticator every key counts as missing. */
function createAdmission(authenticator: Authenticator | null): (asked: Asked) => Admission {
  return (asked) => {
    const { authorization, 'x-api-key': apiKey } = asked.headers;
    const result = authenticator?.authenticate({ authorization, apiKey, address: asked.address });
    if (result === undefined || result.status === 'missing') return 'missing';
    if (result.status === 'invalid') return refusalOf(result);
    asked.keyName = result.key.name;
    const waitMs = authenticator!.consume(result.key);
    return waitMs === 0 ? 'valid' : tooOften(waitMs);
  };
}

/** For what no route answers: 405 where another method would be, else 404. */
function createRefusal(paths: readonly string[]): Respond {
  const known = paths.map(
    (path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+|\*$/g, '[^/]+')}$`),
  );
  return ({ path }) =>
    known.some((pattern) => pattern.test(path))
      ? { status: 405, detail: 'This can only be read, with GET or HEAD.', headers: { Allow: 'GET, HEAD' } }
      : { status: 404, detail: 'There is nothing here; /docs shows what there is.' };
}
