/** Records that are fetched by the view that shows them: what was, and what is asked for seldom. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { type Api, ApiError } from './api.ts';

/** Null while there is no key. */
export const ApiContext = createContext<() => Api | null>(() => null);

export type Fetched<T> =
  | { status: 'loading'; record: T | null }
  | { status: 'there'; record: T }
  /** `problem`: a sentence; the record is the last that came. */
  | { status: 'failed'; record: T | null; problem: string };

/** The answer of a route, fetched again every so often while the view is shown and the page is visible. Paths of different questions differ. */
export function useRecord<T>(path: string, everyMs: number): Fetched<T> {
  const api = useContext(ApiContext);
  const [fetched, setFetched] = useState<Fetched<T> & { path: string }>({
    path,
    status: 'loading',
    record: null,
  });
  useEffect(() => {
    let isOver = false;
    const fetchOnce = async () => {
      if (document.hidden) return;
      try {
        const record = await api()?.get<T>(path);
        if (!isOver && record !== undefined) setFetched({ path, status: 'there', record });
      } catch (error) {
        const problem = error instanceof ApiError ? error.message : 'The answer was not understood';
        if (!isOver)
          setFetched((before) => ({
            path,
            status: 'failed',
            record: before.path === path ? before.record : null,
            problem,
          }));
      }
    };
    void fetchOnce();
    const timer = setInterval(() => void fetchOnce(), everyMs);
    const look = () => void fetchOnce();
    document.addEventListener('visibilitychange', look);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', look);
      clearInterval(timer);
    };
  }, [api, path, everyMs]);
  return fetched.path === path ? fetched : { status: 'loading', record: null };
}
