/** Whether the tab is shown: browsers open few connections per host, so a hidden tab leaves its stream to other tabs. */
const HIDDEN_MS = 10_000;

export interface AttentionListener {
  /** The tab has been hidden for ten seconds. */
  onHidden: () => void;
  /** The tab is shown again, or the network is back while it is shown. */
  onShown: () => void;
}

/** Returns the function that stops watching. */
export function watchAttention({ onHidden, onShown }: AttentionListener): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const change = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(onHidden, HIDDEN_MS);
    else onShown();
  };
  const online = () => {
    if (!document.hidden) onShown();
  };
  document.addEventListener('visibilitychange', change);
  addEventListener('online', online);
  if (document.hidden) change();
  return () => {
    document.removeEventListener('visibilitychange', change);
    removeEventListener('online', online);
    clearTimeout(timer);
  };
}
