/** Why something asked for was not done. */
export function Objection({ problem }: { problem: string | null }) {
  return problem === null ? null : (
    <p class="objection" role="alert">
      <bdi>{problem}</bdi>
    </p>
  );
}
