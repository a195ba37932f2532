/** Choices that this browser keeps; lost where it allows no storage. */
const PREFIX = 'mikrotik-presence.';

/** The stored JSON value; null when there is none. */
export function readStored(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    return null;
  }
}

export function store(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // the choice lasts as long as the page
  }
}
