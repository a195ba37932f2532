/** The reason in the log of the router, if there is one. */
export function Reason({ reason }: { reason: string | null }) {
  if (reason === null) return null;
  return (
    <span class="reason">
      {' '}
      “<bdi>{reason}</bdi>”
    </span>
  );
}
