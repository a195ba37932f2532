/** Results of the current snapshot by tool and arguments. A new snapshot clears them. */
import type { Snapshot } from '../record/snapshot.ts';
import type { Rendered } from './tool-result.ts';

const MAX_ENTRIES = 200;
const MAX_BYTES = 8 * 1024 * 1024;
/** Calls with longer arguments are not cached. */
const MAX_KEY_LENGTH = 1024;

export interface ToolCache {
  find: (snapshot: Snapshot, key: string) => Rendered | undefined;
  keep: (snapshot: Snapshot, key: string, rendered: Rendered) => void;
}

export function createToolCache(): ToolCache {
  const entries = new Map<string, Rendered>();
  let of: Snapshot | null = null;
  let byteCount = 0;

  const clear = () => {
    entries.clear();
    byteCount = 0;
  };

  return {
    find: (snapshot, key) => (snapshot === of ? entries.get(key) : undefined),
    keep: (snapshot, key, rendered) => {
      if (snapshot !== of) clear();
      of = snapshot;
      if (key.length > MAX_KEY_LENGTH) return;
      if (entries.size >= MAX_ENTRIES || byteCount + rendered.byteLength > MAX_BYTES) clear();
      entries.set(key, rendered);
      byteCount += rendered.byteLength;
    },
  };
}
