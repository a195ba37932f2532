/** The known word that is most like this one; null if none is close. */
export function nearest(word: string, known: readonly string[]): string | null {
  const meant = fold(word);
  if (meant.length < 2 || meant.length > 40) return null;
  const [best] = known
    .map((candidate) => ({ candidate, distance: distanceOf(meant, fold(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= meant.length / 3 ? best.candidate : null;
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[ .]/g, '');
}

// The number of typing errors between two words: a letter added, missing, wrong, or two swapped. A word that begins the other ("signal"
// for "signal_dbm") counts as one error.
function distanceOf(a: string, b: string): number {
  if (a.length >= 3 && b.length >= 3 && a !== b && (b.startsWith(a) || a.startsWith(b))) return 1;
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const errors = [above[j - 1]! + (same ? 0 : 1), above[j]! + 1, row[j - 1]! + 1];
      row.push(Math.min(...errors, swapped ? rows[i - 2]![j - 2]! + 1 : Infinity));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
