/** How the state file of an older version becomes one of this version. Each step is a pure function; a released one never changes. */

/** What a state file is as JSON: nothing but its version is certain. */
export type Json = Readonly<Record<string, unknown>>;

/** The version this program writes. */
export const VERSION = 2;

/** `migrations[1]` makes version 2 of version 1. They may throw where the file is not what its version says. */
export const migrations: Readonly<Record<number, (file: Json) => Json>> = {
  // version 1 had no entries a reader might not know: it discarded the file for a single one
  1: (file) => file,
};

/** Throws where there is no way from that version to this one. */
export function migrate(file: Json, from: number): Json {
  let migrated = file;
  for (let version = from; version < VERSION; version++) migrated = migrations[version]!(migrated);
  return { ...migrated, version: VERSION };
}
