/** Keys of devices deleted in Home Assistant that stay deleted. Kept over restarts. */
export interface Deletions {
  current: () => ReadonlySet<string>;
  /** Saved at once. */
  add: (key: string) => void;
  /** Saved at once; an unknown key changes nothing. */
  remove: (key: string) => void;
}
