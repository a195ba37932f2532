/** The REST interface: which route gives which reply, and which routes need the key. */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { AddressOf } from '../auth/client-address.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Trace } from '../telemetry/trace.ts';
import { createAdmission } from './admission.ts';
import { registerComponents } from './component.ts';
import { createCors } from '../http/cors.ts';
import { questions } from '../question/list.ts';
import { createAnswers } from './answer.ts';
import { createAssets, createDocsResponder } from './docs.ts';
import { createEventsResponder } from './events.ts';
import { createHandler, type HttpLog, type Respond } from '../http/handler.ts';
import { methodNotAllowed, notFound, restIsOff, unauthorized } from './refusal.ts';
import { createDocument } from './openapi.ts';
import { routeOf } from './route.ts';
import { docsRoute, eventsRoute, healthRoute, openApiRoute } from './service-route.ts';
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
  /** Resolves the address of a client; the remote end of the connection if not given. */
  addressOf?: AddressOf;
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
  /** Routes besides those of REST, by path as Hono writes it. Each checks keys itself. */
  further?: Readonly<Record<string, Respond>>;
}

export function createApp({
  snapshot,
  health,
  journal,
  history,
  authenticator,
  addressOf,
  corsOrigins = [],
  log,
  counters,
  trace,
  version,
  clock,
  streams = createStreams({ clock }),
  further = {},
}: AppOptions): OpenAPIHono {
  const app = new OpenAPIHono();
  const cors = createCors(corsOrigins);
  const handle = createHandler({ log, cors, counters, trace, ...(addressOf && { addressOf }) });
  const admit = createAdmission(authenticator);
  const open = (respond: Respond): Respond => (authenticator === null ? () => restIsOff : respond);
  const guarded = (respond: Respond) =>
    open((request) => {
      const admitted = admit(request);
      if (admitted === 'missing') return unauthorized({ status: 'missing' });
      return admitted === 'valid' ? respond(request) : admitted;
    });
  // not app.openapi(), which would validate each request with zod a second time
  const serve = (route: RouteConfig, respond: Respond) => {
    app.openAPIRegistry.registerPath(route);
    app.get(route.path.replaceAll(/\{(\w+)\}/g, ':$1'), handle(respond, route.path));
  };

  const within =
    (name: string, respond: Respond): Respond =>
    (request) =>
      trace === undefined ? respond(request) : trace.span(name, {}, () => respond(request));
  const sources = { snapshot, health, journal, history, clock };
  const answers = createAnswers(sources);
  registerComponents(app);
  for (const question of questions) {
    if (question.reads === 'health') serve(healthRoute, createHealthResponder(health, admit));
    else if (question.reads === 'journal')
      serve(eventsRoute, guarded(createEventsResponder({ ...sources, streams, log, clock })));
    else serve(routeOf(question), guarded(within(question.reads, answers(question))));
  }
  serve(openApiRoute, open(createDocumentResponder(() => createDocument(app, version))));
  serve(docsRoute, open(createDocsResponder(() => createDocument(app, version))));
  for (const [path, respond] of createAssets()) app.get(path, handle(open(respond), '/docs/{file}'));
  for (const [path, respond] of Object.entries(further)) app.get(path, handle(respond, path));

  const refuse = createRefusal(app.routes.map(({ path }) => path));
  app.notFound(handle((request) => cors?.preflight(request) ?? refuse(request)));
  app.onError((error, c) =>
    handle(() => {
      throw error;
    })(c),
  );
  return app;
}

/** For requests that match no route: 405 if the path exists with another method, else 404. */
function createRefusal(paths: readonly string[]): Respond {
  const known = paths.map(
    (path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+|\*$/g, '[^/]+')}$`),
  );
  return ({ path }) => (known.some((pattern) => pattern.test(path)) ? methodNotAllowed : notFound);
}
