/** The time since a moment; the text updates without a new render. */
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import { ClockContext, toExactSpan, toShortSpan } from './clock.ts';

interface AgoProps {
  /** ISO 8601, or epoch milliseconds. */
  at: string | number;
  /** Shows seconds below one minute. */
  exact?: boolean;
}

export function Ago({ at, exact = false }: AgoProps) {
  const clock = useContext(ClockContext);
  const element = useRef<HTMLTimeElement>(null);
  const time = typeof at === 'number' ? at : Date.parse(at);
  useLayoutEffect(
    () => clock.track(element.current!, time, exact ? toExactSpan : toShortSpan),
    [clock, time, exact],
  );
  const date = new Date(time);
  return <time ref={element} dateTime={date.toISOString()} title={date.toLocaleString()} />;
}
