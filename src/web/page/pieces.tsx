/** Renders pieces; names keep their own direction. */
import type { Piece } from './piece.ts';

export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map((piece, index) =>
        typeof piece === 'string' ? piece : <bdi key={index}>{piece.name}</bdi>,
      )}
    </>
  );
}
