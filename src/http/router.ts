/** Finds the route of a request by its path and method. */
import type { Answer } from './exchange.ts';

export interface Router {
  /** `path`: segments such as `:name` stand for one segment, `*` at the end for the rest. */
  add: (path: string, answer: Answer, options?: RouteOptions) => void;
  answer: Answer;
  /** Every path with each of its methods, in the order in which they were added; the method is null for every method. */
  routes: () => { path: string; method: string | null }[];
}

export interface RouteOptions {
  /** GET stands for HEAD too. Default: GET; null: every method. */
  method?: string | null;
  /** Answers the methods that the path does not take, in place of the router's. */
  wrongMethod?: WrongMethod;
}

/** `methods`: those that the path takes. */
export type WrongMethod = (methods: readonly string[]) => Answer;

interface Route {
  path: string;
  /** By method; null for every method. */
  answers: Map<string | null, Answer>;
  wrongMethod: WrongMethod;
}

/** What answers a request whose path is unknown, and one whose method its path does not take. */
export interface Fallbacks {
  notFound: Answer;
  wrongMethod: WrongMethod;
}

export function createRouter({ notFound, wrongMethod }: Fallbacks): Router {
  const routes = new Map<string, Route>();
  const patterns: { pattern: RegExp; route: Route }[] = [];

  function find(path: string): Route | undefined {
    return routes.get(path) ?? patterns.find(({ pattern }) => pattern.test(path))?.route;
  }

  return {
    add: (path, answer, options = {}) => {
      const { method = 'GET' } = options;
      const added = routes.get(path);
      if (added !== undefined) return void added.answers.set(method, answer);
      const refuse = options.wrongMethod ?? wrongMethod;
      const route = { path, answers: new Map([[method, answer]]), wrongMethod: refuse };
      routes.set(path, route);
      if (/[:*]/.test(path)) patterns.push({ pattern: patternOf(path), route });
    },
    answer: (request) => {
      const route = find(request.path);
      if (route === undefined) return notFound(request);
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      const answer = route.answers.get(method) ?? route.answers.get(null);
      if (answer !== undefined) return answer(request);
      const methods = [...route.answers.keys()].filter((each) => each !== null);
      return route.wrongMethod(methods)(request);
    },
    routes: () =>
      [...routes.values()].flatMap(({ path, answers }) =>
        [...answers.keys()].map((method) => ({ path, method })),
      ),
  };
}

function patternOf(path: string): RegExp {
  const source = path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+').replace(/\*$/, '.+');
  return new RegExp(`^${source}$`);
}
