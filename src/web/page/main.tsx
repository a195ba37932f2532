/** Starts the page: with the key that this browser keeps, if there is one. */
import { render } from 'preact';
import { App } from './app.tsx';
import { type Api, createApi } from './api.ts';
import { ClockContext, createClock } from './clock.ts';
import { keepKey, readKey } from './key.ts';
import { startLive } from './live/start.ts';
import { ApiContext } from './use-record.ts';
import { createStore, emptyState, StoreContext } from './store.ts';

const store = createStore({ ...emptyState, key: readKey() });
let api: Api | null = null;
const currentApi = () => api;
let skewMs = () => 0;
const clock = createClock(() => skewMs());
let stop = () => {};
let keyInUse: string | null = null;

/** Follows the service as long as there is a key; one that is refused is not kept. */
function look(): void {
  const { key } = store.current();
  if (key === keyInUse) return;
  keyInUse = key;
  stop();
  stop = () => {};
  keepKey(key);
  api = key === null ? null : createApi(key);
  if (api === null) return;
  skewMs = api.skewMs;
  stop = startLive({ store, api, clock });
}

// forgotten in one tab, forgotten in all
addEventListener('storage', () => {
  if (store.current().key !== null && readKey() === null) store.set(emptyState);
});
store.subscribe(look);
look();

render(
  <StoreContext.Provider value={store}>
    <ClockContext.Provider value={clock}>
      <ApiContext.Provider value={currentApi}>
        <App
          onKey={(key) => store.set({ key, refusal: null })}
          onForget={() => store.set({ ...emptyState, key: null })}
        />
      </ApiContext.Provider>
    </ClockContext.Provider>
  </StoreContext.Provider>,
  document.getElementById('page')!,
);
