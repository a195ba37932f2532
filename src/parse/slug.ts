/** Free text to one legal topic level. Two texts never share a slug: the later in order gets part of its hash. */

/** SHA-256 of a text in hex digits. */
export type HashText = (text: string) => string;

const MAX_LENGTH = 40;

/** Lower-case ASCII letters, digits and single hyphens; empty when nothing of the text is left. */
export function toSlug(text: string): string {
  const ascii = text.slice(0, 256).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = ascii.replace(/[^a-z0-9]+/g, '-').slice(0, MAX_LENGTH);
  return words.replace(/^-+|-+$/g, '');
}

/**
 * Text to slug. A text that loses more than case and blanks ("Café ☕", "кухня") gets a hash, whatever the other texts are. Among texts
 * that differ only in case and punctuation, the one that equals its slug goes without, else the first. None gets a slug of `reserved`.
 */
export function distinctSlugs(
  texts: Iterable<string>,
  hash: HashText,
  reserved: Iterable<string> = [],
): Map<string, string> {
  const found = new Map<string, string>();
  const taken = new Set(reserved);
  for (const text of [...new Set(texts)].sort(byOwnSlug)) {
    const slug = candidates(text, hash).find((candidate) => !taken.has(candidate))!;
    taken.add(slug);
    found.set(text, slug);
  }
  return found;
}

function byOwnSlug(a: string, b: string): number {
  const [ownA, ownB] = [toSlug(a) === a, toSlug(b) === b];
  if (ownA !== ownB) return ownA ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function candidates(text: string, hash: HashText): string[] {
  const base = toSlug(text);
  const digits = hash(text);
  const hashed = [6, 12, 24, 64].map((count) => `${base === '' ? 'x' : base}-${digits.slice(0, count)}`);
  return isFaithful(text, base) ? [base, ...hashed] : hashed;
}

function isFaithful(text: string, base: string): boolean {
  return base !== '' && base.length < MAX_LENGTH && /^[a-z0-9 _.'&-]+$/i.test(withoutMarks(text));
}

// "Zoë" remains readable, "кухня" does not
function withoutMarks(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}
