/**
 * Starts the page, with the stored key if there is one. Of the service the page imports types and the pure functions of parse/. It repeats
 * the few other rules that it shares with the service, such as what a name may be (device/yaml.ts); tests compare the two.
 */
import { render } from 'preact';
import { App } from './app.tsx';
import { type Api, createApi } from './api.ts';
import { operatorKeyInBrowser } from './change/operator-key-context.ts';
import { ClockContext, createClock } from './clock.ts';
import { readKey, storeKey, takeLinkedKey } from './key.ts';
import { enterThroughIngress } from './ingress.ts';
import { startLive } from './live/start.ts';
import { ApiContext } from './use-record.ts';
import { createStore, emptyState, StoreContext } from './store.ts';

const store = createStore({ ...emptyState, key: takeLinkedKey() ?? readKey() });
let api: Api | null = null;
const currentApi = () => api;
let skewMs = () => 0;
const clock = createClock(() => skewMs());
let stop = () => {};
let keyInUse: string | null = null;

/** Connects while there is a key; a refused key is not stored. */
function applyKey(): void {
  const { key } = store.current();
  if (key === keyInUse) return;
  keyInUse = key;
  stop();
  stop = () => {};
  // the empty one is that of a service that asks for none
  if (key !== '') storeKey(key);
  operatorKeyInBrowser.forget();
  api = key === null ? null : createApi(key);
  if (api === null) return;
  skewMs = api.skewMs;
  stop = startLive({ store, api, clock });
}

// signed out in one tab, signed out in all
addEventListener('storage', () => {
  if (store.current().key && readKey() === null) store.set(emptyState);
});
// a link with a key that is opened in a tab of this page; before the views read the address
addEventListener('hashchange', () => {
  const key = takeLinkedKey();
  if (key !== null && key !== store.current().key) store.set({ ...emptyState, key });
});
store.subscribe(applyKey);
applyKey();
void enterThroughIngress(() => {
  if (store.current().key === null) store.set({ key: '', refusal: null });
});

render(
  <StoreContext.Provider value={store}>
    <ClockContext.Provider value={clock}>
      <ApiContext.Provider value={currentApi}>
        <App
          onKey={(key) => store.set({ key, refusal: null })}
          onSignOut={() => store.set({ ...emptyState, key: null })}
        />
      </ApiContext.Provider>
    </ClockContext.Provider>
  </StoreContext.Provider>,
  document.getElementById('page')!,
);
