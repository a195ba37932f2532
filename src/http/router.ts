/** Finds the route of a request. hono's router matches, as a library: node:http serves. */
import { RegExpRouter } from 'hono/router/reg-exp-router';
import type { Answer } from './exchange.ts';

/** A route with GET takes HEAD too, and one with ALL any method. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ALL';

export interface Router {
  /**
   * `path`: segments such as `:name` stand for one segment, `*` at the end for the rest. `method`: GET by default. Throws for a path that
   * another route makes ambiguous, and after the first request.
   */
  add: (path: string, answer: Answer, method?: Method) => void;
  answer: Answer;
  /** In the order in which they were added. */
  routes: () => { path: string; method: Method }[];
}

/** What answers a request whose path is unknown, and one whose method its path does not take. */
export interface Fallbacks {
  notFound: Answer;
  /** `methods`: those the path takes, as `Allow` lists them. Called once for each such list. */
  wrongMethod: (methods: readonly string[]) => Answer;
}

export function createRouter({ notFound, wrongMethod }: Fallbacks): Router {
  const matcher = new RegExpRouter<Answer>();
  const routes: { path: string; method: Method }[] = [];
  const added = new Set<Method>();
  const refusals = new Map<string, Answer>();

  /** Of several routes that match, the one that was added first. */
  function find(method: string, path: string): Answer | undefined {
    return matcher.match(method, path)[0][0]?.[0];
  }

  function refusalAt(path: string): Answer {
    const methods = [...added]
      .filter((method) => find(method, path) !== undefined)
      .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    if (methods.length === 0) return notFound;
    const list = methods.join();
    const refusal = refusals.get(list) ?? wrongMethod(methods);
    refusals.set(list, refusal);
    return refusal;
  }

  return {
    add: (path, answer, method = 'GET') => {
      matcher.add(method, path, answer);
      routes.push({ path, method });
      added.add(method);
    },
    answer: (request) => {
      const { method, path } = request;
      const answer = find(method === 'HEAD' ? 'GET' : method, path) ?? refusalAt(path);
      return answer(request);
    },
    routes: () => routes,
  };
}
