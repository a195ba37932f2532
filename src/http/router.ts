/** Finds the route of a request by its path. */
import type { Answer } from './exchange.ts';

export interface Router {
  /** `path`: segments such as `:name` stand for one segment, `*` at the end for the rest. Default: GET and HEAD. */
  add: (path: string, answer: Answer, takesEveryMethod?: boolean) => void;
  answer: Answer;
  /** Of every route, in the order in which they were added. */
  paths: () => string[];
}

interface Route {
  path: string;
  answer: Answer;
  takesEveryMethod: boolean;
}

/** What answers a request whose path is unknown, and one whose method its path does not take. */
export interface Fallbacks {
  notFound: Answer;
  wrongMethod: Answer;
}

export function createRouter({ notFound, wrongMethod }: Fallbacks): Router {
  const routes: Route[] = [];
  const exact = new Map<string, Route>();
  const patterns: { pattern: RegExp; route: Route }[] = [];

  function find(path: string): Route | undefined {
    return exact.get(path) ?? patterns.find(({ pattern }) => pattern.test(path))?.route;
  }

  return {
    add: (path, answer, takesEveryMethod = false) => {
      const route = { path, answer, takesEveryMethod };
      routes.push(route);
      if (/[:*]/.test(path)) patterns.push({ pattern: patternOf(path), route });
      else exact.set(path, route);
    },
    answer: (request) => {
      const route = find(request.path);
      if (route === undefined) return notFound(request);
      const { method } = request;
      const isTaken = method === 'GET' || method === 'HEAD' || route.takesEveryMethod;
      return isTaken ? route.answer(request) : wrongMethod(request);
    },
    paths: () => routes.map(({ path }) => path),
  };
}

function patternOf(path: string): RegExp {
  const source = path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+').replace(/\*$/, '.+');
  return new RegExp(`^${source}$`);
}
