/** Which view the address names. Everything after # is ours, so that the page works at any address. */
import { useEffect, useState } from 'preact/hooks';

export type Route = { view: 'now' | 'wifi' | 'health' } | { view: 'device'; deviceId: string };

/** What is not known is the first view. */
export function toRoute(hash: string): Route {
  const [view, id] = hash
    .replace(/^#?\/?/, '')
    .split('?')[0]!
    .split('/');
  if (view === 'wifi' || view === 'health') return { view };
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
    const look = () => setRoute(toRoute(location.hash));
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
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
