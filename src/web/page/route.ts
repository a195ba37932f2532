/** The view in the address. The route is the part after #, so that the page works at any path. */
import { useEffect, useState } from 'preact/hooks';

export type Route = { view: 'now' | 'wifi' | 'health' | 'changes' } | { view: 'device'; deviceId: string };

/** An unknown hash leads to the first view. */
export function toRoute(hash: string): Route {
  const [view, id] = hash
    .replace(/^#?\/?/, '')
    .split('?')[0]!
    .split('/');
  if (view === 'wifi' || view === 'health' || view === 'changes') return { view };
  const deviceId = view === 'device' ? decode(id ?? '') : null;
  return deviceId ? { view: 'device', deviceId } : { view: 'now' };
}

export function toHash(route: Route): string {
  if (route.view === 'device') return `#/device/${encodeURIComponent(route.deviceId)}`;
  return route.view === 'now' ? '#/' : `#/${route.view}`;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => toRoute(location.hash));
  useEffect(() => {
    const update = () => setRoute(toRoute(location.hash));
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }, []);
  return route;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
