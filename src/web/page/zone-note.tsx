/** The zone that times are in, and that the browser has another one. */
export function ZoneNote({ zone }: { zone: string }) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      Times are those of {zone}
      {isSameTime(zone, own) ? '' : `; this browser is set to ${own}`}.
    </>
  );
}

/** Two names of the same time, such as UTC and Etc/UTC, need no note. */
function isSameTime(zone: string, other: string): boolean {
  const now = Date.now();
  const [a, b] = [zone, other].map((timeZone) =>
    [now, now + 182 * 86_400_000].map((at) => new Date(at).toLocaleString('en-GB', { timeZone })).join(),
  );
  return a === b;
}
