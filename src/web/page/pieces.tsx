/** Renders pieces; names keep their own direction. */
import type { Piece } from './piece.ts';

export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map((piece, index) => {
        if (typeof piece === 'string') return piece;
        const name = <bdi key={index}>{piece.name}</bdi>;
        return piece.href === undefined ? (
          name
        ) : (
          <a key={index} href={piece.href}>
            {name}
          </a>
        );
      })}
    </>
  );
}
