/** A sentence with names of the network in it, which may be written in any direction. */
export type Piece = string | { name: string };

const MOST = 3;

/** A, B and C; of many the first few. */
export function listed(names: readonly string[]): Piece[] {
  const shown = names.slice(0, names.length > MOST + 1 ? MOST : names.length);
  const more = names.length - shown.length;
  const parts: Piece[] = [...shown.map((name) => ({ name })), ...(more > 0 ? [`${more} more`] : [])];
  return parts.flatMap((part, index) =>
    index === 0 ? [part] : [index === parts.length - 1 ? ' and ' : ', ', part],
  );
}
