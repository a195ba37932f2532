/** Records fetched by the view that shows them: history, and what is needed seldom. */
import { createContext } from 'preact';
import { useCallback, useContext, useState } from 'preact/hooks';
import { type Api, toProblem } from './api.ts';
import { useRepeated } from './use-repeated.ts';

/** Null while signed out. */
export const ApiContext = createContext<() => Api | null>(() => null);

export type Fetched<T> =
  | { status: 'loading'; record: T | null }
  | { status: 'there'; record: T }
  /** `problem` is a sentence; `record` is the last one received. */
  | { status: 'failed'; record: T | null; problem: string };

/** The answer of a route, fetched again as `useRepeated` says while the view and the page are visible. */
export function useRecord<T>(path: string, everyMs: number, isNewsAwaited = false): Fetched<T> {
  const api = useContext(ApiContext);
  const [fetched, setFetched] = useState<Fetched<T> & { path: string }>({
    path,
    status: 'loading',
    record: null,
  });
  const run = useCallback(
    async (isOver: () => boolean) => {
      try {
        const record = await api()?.get<T>(path);
        if (!isOver() && record !== undefined) setFetched({ path, status: 'there', record });
      } catch (error) {
        const problem = toProblem(error);
        if (isOver()) return;
        setFetched((before) => ({
          path,
          status: 'failed',
          record: before.path === path ? before.record : null,
          problem,
        }));
      }
    },
    [api, path],
  );
  useRepeated(run, everyMs, isNewsAwaited);
  return fetched.path === path ? fetched : { status: 'loading', record: null };
}
