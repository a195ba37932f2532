/** The known word that an unknown one probably stands for. Case and separators do not count, except at the beginning. */

const LONGEST = 40;
/** A shorter beginning fits too many words. */
const SHORTEST_BEGINNING = 3;

/**
 * 1. The word with the fewest slips: at most one in a word of fewer than eight letters, else two. The first letter is right.
 * 2. The word closest in length of those that begin with this one, or with which it begins: "signal" stands for "signal_dbm",
 *    "mac_address" for "mac". Left out if `slipsOnly`.
 *
 * Null when no word is close.
 */
export function nearest(
  word: string,
  known: readonly string[],
  { slipsOnly = false }: { slipsOnly?: boolean } = {},
): string | null {
  const bare = strip(word);
  if (bare === '' || bare.length > LONGEST) return null;
  const candidates = known.map((candidate) => ({ candidate, letters: strip(candidate) }));
  const [slip] = candidates
    .filter(({ letters }) => letters[0] === bare[0])
    .map(({ candidate, letters }) => ({ candidate, letters, slips: countSlips(bare, letters) }))
    .filter(({ letters, slips }) => slips <= (letters.length < 8 ? 1 : 2))
    .sort((a, b) => a.slips - b.slips);
  if (slip !== undefined || slipsOnly) return slip?.candidate ?? null;
  const difference = ({ letters }: { letters: string }) => Math.abs(letters.length - bare.length);
  const [other] = candidates
    .filter(({ letters }) => Math.min(letters.length, bare.length) >= SHORTEST_BEGINNING)
    .filter(({ letters }) => letters.startsWith(bare) || bare.startsWith(letters))
    .sort((a, b) => difference(a) - difference(b));
  return other?.candidate ?? null;
}

function strip(word: string): string {
  return word.toLowerCase().replace(/(?<=.)[^\p{L}\p{N}]/gsu, '');
}

/**
 * Edit distance: a missing letter, an extra one and two swapped ones cost 1; a different letter costs 2, because APP_KEY is not a
 * misspelt API_KEY.
 */
function countSlips(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const different = a[i - 1] === b[j - 1] ? 0 : 2;
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + different, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
