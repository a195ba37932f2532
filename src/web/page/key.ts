/** Where the key is kept: in this browser, for this address. */
const NAME = 'mikrotik-presence.key';

/** For a browser that keeps nothing. */
let unkept: string | null = null;

export function readKey(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return unkept;
  }
}

export function keepKey(key: string | null): void {
  unkept = key;
  try {
    if (key === null) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, key);
  } catch {
    // asked again next time
  }
}
