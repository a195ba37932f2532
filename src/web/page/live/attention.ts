/**
 * Whether the tab is shown: browsers open few connections per host, so a hidden tab leaves its stream to other tabs. A page that the browser keeps
 * for Back has no timers, and leaves its stream at once.
 */
const HIDDEN_MS = 10_000;

export interface AttentionListener {
  /** The tab has been hidden for ten seconds, or the browser keeps the page for Back. */
  onHidden: () => void;
  /** The tab is shown again, or the network is back while it is shown. */
  onShown: () => void;
}

/** Returns the function that stops watching. */
export function watchAttention({ onHidden, onShown }: AttentionListener): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isKept = false;
  const change = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(onHidden, HIDDEN_MS);
    else if (!isKept) onShown();
  };
  const online = () => {
    if (!document.hidden && !isKept) onShown();
  };
  const leave = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    clearTimeout(timer);
    isKept = true;
    onHidden();
  };
  const comeBack = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    isKept = false;
    onShown();
  };
  document.addEventListener('visibilitychange', change);
  addEventListener('online', online);
  addEventListener('pagehide', leave);
  addEventListener('pageshow', comeBack);
  if (document.hidden) change();
  return () => {
    document.removeEventListener('visibilitychange', change);
    removeEventListener('online', online);
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', comeBack);
    clearTimeout(timer);
  };
}
