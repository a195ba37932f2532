/** Free text to one legal topic level. Two texts never share one: the later in order carries a piece of its hash. */
import { createHash } from 'node:crypto';

const MAX_LENGTH = 40;

/** Small ASCII letters, digits and single hyphens; perhaps nothing at all. */
export function plain(text: string): string {
  const ascii = text.slice(0, 256).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = ascii.replace(/[^a-z0-9]+/g, '-').slice(0, MAX_LENGTH);
  return words.replace(/^-+|-+$/g, '');
}

/**
 * The slug of every text of a set. What is lost beyond case and blanks ("Café ☕", "кухня") is made up for by a hash, whoever else is
 * there; of texts that differ in no more than case and punctuation, the one that is its own slug, else the first, goes without.
 */
export function slugs(texts: Iterable<string>): Map<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const text of [...new Set(texts)].sort(byOwnSlug)) {
    const slug = candidates(text).find((candidate) => !taken.has(candidate))!;
    taken.add(slug);
    found.set(text, slug);
  }
  return found;
}

function byOwnSlug(a: string, b: string): number {
  const [ownA, ownB] = [plain(a) === a, plain(b) === b];
  if (ownA !== ownB) return ownA ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function candidates(text: string): string[] {
  const base = plain(text);
  const hash = createHash('sha256').update(text).digest('hex');
  const hashed = [6, 12, 24, 64].map((digits) => `${base === '' ? 'x' : base}-${hash.slice(0, digits)}`);
  return isFaithful(text, base) ? [base, ...hashed] : hashed;
}

function isFaithful(text: string, base: string): boolean {
  return base !== '' && base.length < MAX_LENGTH && /^[a-z0-9 _.'&-]+$/i.test(stripped(text));
}

// "Zoë" keeps enough of itself, "кухня" does not
function stripped(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}
