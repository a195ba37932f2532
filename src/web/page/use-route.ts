/** Follows the address, and changes it. */
import { useEffect, useState } from 'preact/hooks';
import { type Route, toRoute } from './route.ts';

export function useRoute(): Route {
  const [route, setRoute] = useState(() => toRoute(location.hash));
  useEffect(() => {
    const update = () => setRoute(toRoute(location.hash));
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return route;
}

/** A step that the browser's Back undoes. */
export function goTo(hash: string): void {
  location.hash = hash;
}

/** Replaces the address without a step for Back: for every key of a search. */
export function replaceHash(hash: string): void {
  if (location.hash === hash) return;
  history.replaceState(history.state, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
