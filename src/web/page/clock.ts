/** The time of the service, and texts that follow it: how long ago something was is written into the page without drawing anything again. */
import { createContext } from 'preact';

export interface ServiceClock {
  /** Epoch milliseconds at the service. */
  now: () => number;
  /** Writes into the element, now and whenever the text becomes another; returns the call that ends it. */
  track: (element: Element, at: number, toText: (ms: number) => string) => () => void;
}

const TICK_MS = 1000;

export function createClock(skewMs: () => number): ServiceClock {
  const followers = new Map<Element, () => void>();
  const now = () => Date.now() + skewMs();
  let timer: ReturnType<typeof setInterval> | undefined;

  return {
    now,
    track: (element, at, toText) => {
      const write = () => {
        const text = toText(Math.max(0, now() - at));
        if (element.textContent !== text) element.textContent = text;
      };
      followers.set(element, write);
      write();
      timer ??= setInterval(() => {
        if (document.hidden) return;
        for (const run of followers.values()) run();
      }, TICK_MS);
      return () => {
        if (followers.get(element) === write) followers.delete(element);
        if (followers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

export const ClockContext = createContext<ServiceClock>(createClock(() => 0));

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** Short: 3 min, 2 h, 5 d. */
export function toSpan(ms: number): string {
  for (const [name, unitMs] of UNITS) if (ms >= unitMs) return `${Math.floor(ms / unitMs)} ${name}`;
  return '<1 min';
}

/** As `toSpan`, with seconds below a minute. */
export function toExactSpan(ms: number): string {
  return ms < 60_000 ? `${Math.floor(ms / 1000)} s` : toSpan(ms);
}
