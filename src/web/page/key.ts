/** The key in the storage of this browser, for this address. */
const NAME = 'mikrotik-presence.key';

/** Used when the browser allows no storage. */
let unstored: string | null = null;

export function readKey(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return unstored;
  }
}

export function storeKey(key: string | null): void {
  unstored = key;
  try {
    if (key === null) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, key);
  } catch {
    // the page asks for the key again next time
  }
}
