/** The things that a person deleted in Home Assistant, which stay deleted until named in the file or published again. */
export interface Deletions {
  /** Keys as `mqtt/deletion.ts` makes them, oldest first. */
  current: () => ReadonlySet<string>;
  add: (key: string) => void;
  remove: (key: string) => void;
}
