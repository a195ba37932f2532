/** Why it happened, in the words of the router's log; nothing where it gave none. */
export function Reason({ reason }: { reason: string | null }) {
  if (reason === null) return null;
  return (
    <span class="reason">
      {' '}
      “<bdi>{reason}</bdi>”
    </span>
  );
}
