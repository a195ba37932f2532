/** The time of the service, and texts that depend on it, such as "3 min": they are updated in place, without a new render. */
import { createContext } from 'preact';

export interface ServiceClock {
  /** Epoch milliseconds by the clock of the service. */
  now: () => number;
  /** Keeps the text of the element current for the time since `at`; returns the function that stops it. */
  track: (element: Element, at: number, toText: (ms: number) => string) => () => void;
}

const TICK_MS = 1000;

export function createClock(skewMs: () => number): ServiceClock {
  const tracked = new Map<Element, () => void>();
  const now = () => Date.now() + skewMs();
  let timer: ReturnType<typeof setInterval> | undefined;

  return {
    now,
    track: (element, at, toText) => {
      const write = () => {
        const text = toText(Math.max(0, now() - at));
        if (element.textContent !== text) element.textContent = text;
      };
      tracked.set(element, write);
      write();
      timer ??= setInterval(() => {
        if (document.hidden) return;
        for (const run of tracked.values()) run();
      }, TICK_MS);
      return () => {
        if (tracked.get(element) === write) tracked.delete(element);
        if (tracked.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

export const ClockContext = createContext<ServiceClock>(createClock(() => 0));
