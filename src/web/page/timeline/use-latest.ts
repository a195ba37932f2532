/** The newest events of a filter, fetched again whenever there may be new ones. */
import { useContext, useEffect, useState } from 'preact/hooks';
import type { EventList } from '../../../record/select-event.ts';
import { toProblem } from '../api.ts';
import { useSelect } from '../store.ts';
import { ApiContext } from '../use-record.ts';

interface Latest {
  record: EventList | null;
  problem: string | null;
}

export function useLatestEvents(request: string, limit: number): Latest {
  const api = useContext(ApiContext);
  const newsCount = useSelect((state) => state.newsCount);
  const [latest, setLatest] = useState<Latest & { request: string }>({
    request,
    record: null,
    problem: null,
  });
  useEffect(() => {
    let isOver = false;
    api()
      ?.get<EventList>(`events?${request}&order=desc&limit=${limit}`)
      .then(
        (record) => {
          if (!isOver) setLatest({ request, record, problem: null });
        },
        (error: unknown) => {
          if (!isOver) setLatest((before) => ({ ...before, problem: toProblem(error) }));
        },
      );
    return () => {
      isOver = true;
    };
  }, [api, request, limit, newsCount]);
  return latest.request === request ? latest : { record: null, problem: null };
}
