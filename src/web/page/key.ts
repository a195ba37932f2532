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

/** The key of a link such as `/#key=…`, once: the address forgets it. Null when there is none. */
export function takeLinkedKey(): string | null {
  const key = /^#key=([\w.~+/=-]+)$/.exec(location.hash)?.[1] ?? null;
  if (key !== null) history.replaceState(null, '', location.pathname + location.search);
  return key;
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
