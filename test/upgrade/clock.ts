/** The wall clock of a recording: it runs as the real one does, from wherever it is set. */
export type Clock = ReturnType<typeof createClock>;

export function createClock(at: number) {
  let offsetMs = at - Date.now();
  return {
    /** Epoch milliseconds. */
    now: () => Date.now() + offsetMs,
    set: (moment: number) => {
      offsetMs = moment - Date.now();
    },
    /** What a program of this clock is started with, beside clock.mjs. */
    env: () => ({ UPGRADE_CLOCK_MS: String(offsetMs) }),
  };
}
