/** A part of a sentence: text of the page, or a name from the network, which may run in either direction and may lead to its page. */
export type Piece = string | { name: string; href?: string };

const MAX_NAMES = 3;

/** A, B and C; of many names the first three and a count. */
export function listed(names: readonly string[]): Piece[] {
  const shown = names.slice(0, names.length > MAX_NAMES + 1 ? MAX_NAMES : names.length);
  const more = names.length - shown.length;
  const parts: Piece[] = [...shown.map((name) => ({ name })), ...(more > 0 ? [`${more} more`] : [])];
  return parts.flatMap((part, index) =>
    index === 0 ? [part] : [index === parts.length - 1 ? ' and ' : ', ', part],
  );
}

/** As plain text. */
export function toPlain(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join('');
}
