/** The REST interface: which route gives which reply, and which routes need the key. */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Counters } from '../telemetry/counters.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Trace } from '../telemetry/trace.ts';
import type { ChangeDoor } from '../question/change.ts';
import { questions } from '../question/list.ts';
import type { RouterDoor } from '../question/router/door.ts';
import { routerQuestions } from '../question/router/list.ts';
import { createAnswers } from './answer.ts';
import { createAssets, createDocsResponder } from './docs.ts';
import { createEventsResponder } from './events.ts';
import { createAdmission, refusalOf } from '../http/admission.ts';
import { createReadCors } from '../http/cors.ts';
import { createHostCheck, type HostOptions } from '../http/host.ts';
import type { HttpApp } from '../http/exchange.ts';
import { createHandler, type Endpoint, type HttpLog, type Respond } from '../http/handler.ts';
import { createRouter, type Method, type Router } from '../http/router.ts';
import { answerOAuth, isOAuthPath, type ProtectedResource } from './oauth.ts';
import { isMcpPath, keyWords, mcpIsElsewhere, methodNotAllowed, notFound, restIsOff } from './refusal.ts';
import { createDocument } from './openapi.ts';
import { createChangeResponders } from './changes.ts';
import * as changeRoutes from './route-change.ts';
import { createOperatorResponders, type OperatorActs } from './operator.ts';
import * as operatorRoutes from './route-operator.ts';
import { routeOf, routerRouteOf } from './route.ts';
import { createRouterResponders } from './router-questions.ts';
import { docsRoute, eventsRoute, healthRoute, metricsRoute, openApiRoute } from './service-route.ts';
import { createDocumentResponder, createHealthResponder } from './service.ts';
import type { Clock } from '../telemetry/clock.ts';
import { createStreams, type Streams } from '../http/sse.ts';

// described once, whatever the number of apps
const questionRoutes = questions.map((question) => ({
  question,
  route:
    question.reads === 'health'
      ? healthRoute
      : question.reads === 'journal'
        ? eventsRoute
        : routeOf(question),
}));
const routerQuestionRoutes = routerQuestions.map((question) => ({
  question,
  route: routerRouteOf(question),
}));

export interface AppOptions extends Partial<Pick<HostOptions, 'allowedOrigins' | 'publicUrl'>> {
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  /** Null when no history is kept. */
  history: History | null;
  /** Null when REST is off: then every route but /health is 404. */
  authenticator: Authenticator | null;
  /** What a key with the right "approve" may do. Null: nothing, whatever the key. */
  operator?: OperatorActs | null;
  /** Null without CHANGES=on: nothing can write to a router. */
  changes?: ChangeDoor | null;
  /** Null without ROUTER_QUERIES=on: no question reads a router. */
  routerDoor?: RouterDoor | null;
  /** Null without OAUTH_ISSUER. */
  oauth?: ProtectedResource | null;
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

export function createApp({
  snapshot,
  health,
  journal,
  history,
  authenticator,
  operator = null,
  changes = null,
  routerDoor = null,
  oauth = null,
  allowedOrigins = [],
  publicUrl = null,
  corsOrigins = [],
  log,
  counters,
  trace,
  version,
  clock,
  streams = createStreams({ clock }),
  further = {},
}: AppOptions): HttpApp & Pick<Router, 'routes'> {
  const api = new OpenAPIHono();
  const cors = createReadCors(corsOrigins);
  const handle = createHandler({ log, cors, counters, trace });
  const act = createHandler({ log, counters, trace });
  /** Paths that pages of other origins may not even read. */
  const actPaths: RegExp[] = [];
  const router = createRouter({
    notFound: handle((request) => {
      const { path } = request;
      if (isOAuthPath(path)) return answerOAuth(request, oauth);
      return isMcpPath(path) ? mcpIsElsewhere : notFound;
    }),
    wrongMethod: (methods) => {
      const refuse = () => methodNotAllowed(methods);
      const [toReader, toOperator] = [handle(refuse), act(refuse)];
      const isRead = methods.every((method) => method === 'GET' || method === 'HEAD');
      return (request) =>
        isRead && !actPaths.some((path) => path.test(request.path)) ? toReader(request) : toOperator(request);
    },
  });
  const admission = createAdmission(authenticator, keyWords);
  const open = (respond: Respond): Respond => (authenticator === null ? () => restIsOff : respond);
  const guarded = (respond: Respond) => open((request) => refusalOf(admission, request) ?? respond(request));
  // not api.openapi(), which would validate each request with zod a second time
  const serve = (route: RouteConfig, respond: Respond, handler = handle) => {
    api.openAPIRegistry.registerPath(route);
    router.add(routingPath(route), handler(respond, route.path), route.method.toUpperCase() as Method);
  };
  const serveAct = (route: RouteConfig, respond: Respond) => {
    actPaths.push(new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`));
    serve(route, open(respond), act);
  };

  const within =
    (name: string, respond: Respond): Respond =>
    (request) =>
      trace === undefined ? respond(request) : trace.span(name, {}, () => respond(request));
  const sources = { snapshot, health, journal, history, clock };
  const answers = createAnswers(sources);
  for (const { question, route } of questionRoutes) {
    if (question.reads === 'health') serve(route, createHealthResponder(health, admission));
    else if (question.reads === 'journal')
      serve(route, guarded(createEventsResponder({ ...sources, streams, log, clock })));
    else serve(route, guarded(within(question.reads, answers(question))));
  }
  const respondAbout = createRouterResponders({ ...sources, routers: routerDoor, admission, log });
  for (const { question, route } of routerQuestionRoutes)
    serve(route, open(respondAbout(question)), question.method === 'post' ? act : handle);
  const operate = createOperatorResponders({ acts: operator, admission, snapshot, log });
  serveAct(operatorRoutes.nameRoute, operate.name);
  serveAct(operatorRoutes.deletionsRoute, operate.deletions);
  serveAct(operatorRoutes.restoreRoute, operate.restore);
  const { isOriginAllowed } = createHostCheck({ allowedHosts: [], allowedOrigins, publicUrl });
  const change = createChangeResponders({ changes, admission, isOriginAllowed, snapshot, log, clock });
  serveAct(changeRoutes.changesRoute, change.list);
  serveAct(changeRoutes.proposeRoute, change.propose);
  serveAct(changeRoutes.changeRoute, change.get);
  serveAct(changeRoutes.approveRoute, change.approve);
  serveAct(changeRoutes.rejectRoute, change.reject);
  serveAct(changeRoutes.undoRoute, change.undo);
  api.openAPIRegistry.registerPath(metricsRoute);
  let document: object | null = null;
  const writeDocument = () => (document ??= createDocument(api, version));
  serve(openApiRoute, open(createDocumentResponder(writeDocument)));
  serve(docsRoute, open(createDocsResponder(writeDocument)));
  for (const [path, respond] of createAssets()) router.add(path, handle(open(respond), '/docs/{file}'));
  for (const [path, endpoint] of Object.entries(further))
    router.add(path, handle(endpoint, path), endpoint.takesEveryMethod ? 'ALL' : 'GET');
  return router;
}

/** As the router writes it. */
function routingPath({ path }: RouteConfig): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
