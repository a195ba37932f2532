/** For how long what is claimed differs from what is so. */
export interface WatchOptions {
  /** What is claimed now, by name; rejects while nobody claims anything. */
  claims: () => Promise<ReadonlyMap<string, string>>;
  /** What is so now, by name. */
  truth: ReadonlyMap<string, () => string>;
}

const EVERY_MS = 200;
/** No claim. */
const NONE = new Set(['unknown', 'unavailable']);

/** `stop` tells the longest lie of each, in milliseconds. */
export function watchTruth({ claims, truth }: WatchOptions): { stop: () => Promise<Map<string, number>> } {
  const longest = new Map([...truth.keys()].map((name) => [name, 0]));
  const since = new Map<string, number>();
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const claimed = await claims().catch(() => new Map<string, string>());
      const now = Date.now();
      for (const [name, isSo] of truth) {
        const claim = claimed.get(name);
        if (claim === undefined || NONE.has(claim) || claim === isSo()) since.delete(name);
        else {
          const beganAt = since.get(name) ?? now;
          since.set(name, beganAt);
          longest.set(name, Math.max(longest.get(name)!, now - beganAt));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await running;
      return longest;
    },
  };
}
