/** Keeps the store current: performs the effects of `transition.ts` (stream, fetches, timers) and feeds back their results. */
import type { NumberedEvent } from '../../../record/journal.ts';
import { type Api, ApiError } from '../api.ts';
import type { ServiceClock } from '../clock.ts';
import type { ConnectionStatus } from '../connection-status.ts';
import type { StreamMessage } from '../sse.ts';
import { emptyState, type Store } from '../store.ts';
import { watchAttention } from './attention.ts';
import { createFetcher } from './fetch.ts';
import { createNews } from './news.ts';
import {
  begin,
  CONNECTION_LOST,
  type Effect,
  type ConnectionFailure,
  type LiveInput,
  type ShownConnection,
  type LiveState,
  transit,
} from './transition.ts';

/** The service sends something every 15 s. */
const SILENCE_MS = 40_000;

export interface LiveOptions {
  store: Store;
  api: Api;
  clock: ServiceClock;
}

/** Returns the function that stops it. */
export function startLive({ store, api, clock }: LiveOptions): () => void {
  let state: LiveState = begin.state;
  let activity = new AbortController();
  let lastEventId: string | null = null;
  let answeredAt = clock.now();
  const onAnswer = () => {
    answeredAt = clock.now();
  };
  const isStopped = () => state.phase === 'stopped';
  const { fetchAll, expireNetwork } = createFetcher({ store, api, clock, isStopped, onAnswer });
  const news = createNews(store, clock);

  const countNews = () => store.set({ newsCount: store.current().newsCount + 1 });

  const dispatch = (input: LiveInput) => {
    const step = transit(state, input);
    state = step.state;
    step.effects.forEach(perform);
  };

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'cancel':
        return activity.abort();
      case 'connect':
        return start(connect);
      case 'probe':
        return start(async (report) => {
          await fetchAll();
          report({ type: 'probed' });
        });
      case 'wait':
        return wait(effect.ms * (0.75 + Math.random() / 2));
      case 'show':
        return store.set({ connection: withSince(effect.connection, answeredAt) });
      case 'sign out':
        return store.set({ ...emptyState, refusal: effect.refusal });
    }
  };

  type Report = (input: LiveInput) => void;

  /** An activity reports until it is cancelled; its rejection is a report too. */
  const start = (run: (report: Report, signal: AbortSignal) => Promise<void>) => {
    activity = new AbortController();
    const { signal } = activity;
    const report = (input: LiveInput) => {
      if (!signal.aborted) dispatch(input);
    };
    run(report, signal).catch((error: unknown) => report({ type: 'failed', failure: toFailure(error) }));
  };

  const wait = (ms: number) => {
    activity = new AbortController();
    const timer = setTimeout(() => dispatch({ type: 'due' }), ms);
    activity.signal.addEventListener('abort', () => clearTimeout(timer));
  };

  /** Opens the stream, then fetches everything, so that no change falls between the two. Always rejects in the end. */
  const connect = async (report: Report, signal: AbortSignal) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expectMessage = () => {
      clearTimeout(timer);
      timer = setTimeout(() => report({ type: 'silent' }), SILENCE_MS);
    };
    expectMessage();
    try {
      const messages = await api.stream('events?snapshots=true', lastEventId, signal);
      expireNetwork();
      await fetchAll();
      if (lastEventId === null) {
        const recent = await api.get<{ events: NumberedEvent[] }>('events?since=1m&limit=200');
        news.mark(recent.events);
      }
      signal.throwIfAborted();
      report({ type: 'opened' });
      countNews();
      for await (const message of messages) {
        expectMessage();
        // a fetch that fails ends the stream: both start again together
        take(message)?.catch((error: unknown) => report({ type: 'failed', failure: toFailure(error) }));
      }
      throw new ApiError(null, 'The service closed the connection');
    } finally {
      clearTimeout(timer);
    }
  };

  /** Resolves when the store shows what the message reports; null when it reports nothing. */
  const take = (message: StreamMessage): Promise<void> | null => {
    onAnswer();
    if (message.id !== null) lastEventId = message.id;
    if (message.event === 'gap') countNews();
    // a comment is sent when nothing else is: the data may be stale
    if (message.event === 'snapshot' || message.event === 'gap' || message.event === 'comment')
      return fetchAll();
    if (message.event !== null || message.data === '') return null;
    const event = JSON.parse(message.data) as NumberedEvent;
    news.mark([event]);
    news.announce(event);
    countNews();
    // the service has the new snapshot already; its message may come up to a second later
    return fetchAll();
  };

  const stopWatching = watchAttention({
    onHidden: () => dispatch({ type: 'hidden' }),
    onShown: () => dispatch({ type: 'shown', isSilent: clock.now() - answeredAt > SILENCE_MS }),
  });
  begin.effects.forEach(perform);

  return () => {
    dispatch({ type: 'stopped' });
    stopWatching();
    news.stop();
  };
}

function withSince(shown: ShownConnection, since: number): ConnectionStatus {
  return shown.status === 'broken' ? { ...shown, since } : shown;
}

function toFailure(error: unknown): ConnectionFailure {
  if (!(error instanceof ApiError)) return { kind: 'lost', message: CONNECTION_LOST };
  const { status, message } = error;
  return { kind: status === 401 ? 'unauthorized' : status === 429 ? 'no stream' : 'lost', message };
}
