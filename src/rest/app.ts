/** The REST interface: which route gives which reply, and which routes need the key. */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Counters } from '../telemetry/counters.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Trace } from '../telemetry/trace.ts';
import { registerComponents } from './component.ts';
import { createReadCors } from '../http/cors.ts';
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
import { createAdmission, refusalOf } from '../http/admission.ts';
import { createHandler, type Endpoint, type HttpLog, type Respond } from '../http/handler.ts';
import type { HttpApp } from '../http/exchange.ts';
import { createRouter, type Router } from '../http/router.ts';
import {
  accessPointHistory,
  createPastResponder,
  createSessionsResponder,
  deviceHistory,
  deviceSessions,
} from './history.ts';
import { keyWords, methodNotAllowed, notFound, restIsOff } from './refusal.ts';
import { isOAuthPath, noOAuth } from './oauth.ts';
import { createDocument } from './openapi.ts';
import * as routes from './route.ts';
import * as past from './route-past.ts';
import { createDocumentResponder, createHealthResponder } from './service.ts';
import type { Clock } from '../telemetry/clock.ts';
import { createStreams, type Streams } from '../http/sse.ts';

export interface AppOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  /** Null when no history is kept. */
  history: History | null;
  /** Null when REST is off: then every route but /health is 404. */
  authenticator: Authenticator | null;
  /** Origins whose pages may read the replies. */
  corsOrigins?: readonly string[];
  log: HttpLog;
  counters?: Pick<Counters, 'route'> | undefined;
  /** Undefined when no spans are recorded. */
  trace?: Trace | undefined;
  /** Of this program, for the OpenAPI document. */
  version: string;
  clock: Pick<Clock, 'now' | 'after' | 'every'>;
  /** The streams of `/events`; to be closed before the server. */
  streams?: Streams;
  /** Routes besides those of REST, by path as the router writes it. Each checks keys itself. */
  further?: Readonly<Record<string, Endpoint>>;
}

type Route = RouteConfig & { getRoutingPath: () => string };

export function createApp({
  snapshot,
  health,
  journal,
  history,
  authenticator,
  corsOrigins = [],
  log,
  counters,
  trace,
  version,
  clock,
  streams = createStreams({ clock }),
  further = {},
}: AppOptions): HttpApp & Pick<Router, 'paths'> {
  const api = new OpenAPIHono();
  const cors = createReadCors(corsOrigins);
  const handle = createHandler({ log, cors, counters, trace });
  const router = createRouter({
    notFound: handle(({ path }) => (isOAuthPath(path) ? noOAuth : notFound)),
    wrongMethod: handle(() => methodNotAllowed),
  });
  const admission = createAdmission(authenticator, keyWords);
  const open = (respond: Respond): Respond => (authenticator === null ? () => restIsOff : respond);
  const guarded = (respond: Respond) => open((request) => refusalOf(admission, request) ?? respond(request));
  // not api.openapi(), which would validate each request with zod a second time
  const serve = (route: Route, respond: Respond) => {
    api.openAPIRegistry.registerPath(route);
    router.add(route.getRoutingPath(), handle(respond, route.path));
  };

  const within =
    (name: string, respond: Respond): Respond =>
    (request) =>
      trace === undefined ? respond(request) : trace.span(name, {}, () => respond(request));
  const fromSnapshot = createResponder(snapshot, clock.now);
  const fromHistory = createPastResponder(snapshot, history, clock.now);
  registerComponents(api);
  serve(routes.devicesRoute, guarded(within('snapshot', fromSnapshot(devices))));
  serve(routes.deviceRoute, guarded(within('snapshot', fromSnapshot(device))));
  serve(past.deviceHistoryRoute, guarded(within('history', fromHistory(deviceHistory))));
  serve(past.deviceSessionsRoute, guarded(within('history', fromHistory(deviceSessions))));
  serve(past.sessionsRoute, guarded(within('history', createSessionsResponder(history, clock.now))));
  serve(past.eventsRoute, guarded(createEventsResponder({ journal, snapshot, streams, log, clock })));
  serve(routes.wifiInterfacesRoute, guarded(within('snapshot', fromSnapshot(wifiInterfaces))));
  serve(routes.accessPointsRoute, guarded(within('snapshot', fromSnapshot(accessPoints))));
  serve(past.accessPointHistoryRoute, guarded(within('history', fromHistory(accessPointHistory))));
  serve(routes.peopleRoute, guarded(within('snapshot', fromSnapshot(people))));
  serve(routes.systemInfoRoute, guarded(within('snapshot', fromSnapshot(systemInfo))));
  serve(routes.healthRoute, createHealthResponder(health, admission));
  serve(routes.openApiRoute, open(createDocumentResponder(() => createDocument(api, version))));
  serve(routes.docsRoute, open(showDocs));
  for (const [path, respond] of createAssets()) router.add(path, handle(open(respond), '/docs/{file}'));
  for (const [path, endpoint] of Object.entries(further))
    router.add(path, handle(endpoint, path), endpoint.takesEveryMethod);
  return router;
}
