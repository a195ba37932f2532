import type { Timers } from './settings.ts';

/** After its birth message Home Assistant is busy; and not everybody should answer at once. */
const DELAY_MS = 2000;
const JITTER_MS = 8000;

/** Answers births a little later, several in a row with one answer. */
export function createBirthAnswer(options: { answer: () => void; random: () => number; timers: Timers }) {
  const { answer, random, timers } = options;
  let timer: unknown = null;
  return {
    answer: () => {
      timer ??= timers.setTimeout(
        () => {
          timer = null;
          answer();
        },
        DELAY_MS + random() * JITTER_MS,
      );
    },
    stop: () => {
      if (timer !== null) timers.clearTimeout(timer);
    },
  };
}
