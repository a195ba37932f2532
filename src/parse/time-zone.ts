/** Names of time zones. */

/** An IANA name that this program's list of time zones has, such as Europe/Berlin; null for anything else. */
export function parseTimeZone(text: string | null): string | null {
  if (text === null || !/^[A-Za-z][\w+/-]{0,63}$/.test(text)) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    return null;
  }
}
