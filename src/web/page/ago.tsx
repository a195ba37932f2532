/** The time since a moment; the text updates without a new render. */
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import { ClockContext } from './clock.ts';
import { toExactSpan, toShortSpan } from './span.ts';
import { useStore } from './store.ts';
import { zoneOf } from './use-zone.ts';
import { toLocal } from './zone.ts';

interface AgoProps {
  /** ISO 8601, or epoch milliseconds. */
  at: string | number;
  /** Shows seconds below one minute. */
  exact?: boolean;
}

export function Ago({ at, exact = false }: AgoProps) {
  const clock = useContext(ClockContext);
  const store = useStore();
  const element = useRef<HTMLTimeElement>(null);
  const time = typeof at === 'number' ? at : Date.parse(at);
  useLayoutEffect(
    () => clock.track(element.current!, time, exact ? toExactSpan : toShortSpan),
    [clock, time, exact],
  );
  return (
    <time
      ref={element}
      dateTime={new Date(time).toISOString()}
      onPointerEnter={({ currentTarget }) => {
        // when it is wanted: a page has hundreds
        const zone = zoneOf(store.current());
        currentTarget.title = `${toLocal(time, zone).replace('T', ' ')} ${zone}`;
      }}
    />
  );
}
