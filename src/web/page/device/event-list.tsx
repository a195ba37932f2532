/** What happened, newest first, in words. */
import { useContext, useState } from 'preact/hooks';
import { ClockContext } from '../clock.ts';
import type { Happening } from './event.ts';
import { Way } from './readout.tsx';
import { toTime } from './format.ts';

const FEW = 12;

interface HappenedProps {
  /** Oldest first; null while they are on their way. */
  happenings: readonly Happening[] | null;
  /** The time they are of, in words. */
  range: string;
  problem: string | null;
  /** There are more than these. */
  isCut: boolean;
}

export function Happened({ happenings, range, problem, isCut }: HappenedProps) {
  const clock = useContext(ClockContext);
  const [isAll, setAll] = useState(false);
  const now = clock.now();
  const newest = (happenings ?? []).toReversed();
  const shown = isAll ? newest : newest.slice(0, FEW);
  return (
    <section class="panel">
      <h2>
        What happened <span class="count">in the last {range}</span>
      </h2>
      {problem === null ? null : <p class="quiet">{problem}</p>}
      {happenings !== null && newest.length === 0 ? (
        <p class="quiet">Nothing is known to have happened.</p>
      ) : null}
      <ul class="happened">
        {shown.map((happening) => (
          <li key={happening.id} class={`is-${happening.kind}`}>
            <time dateTime={new Date(happening.at).toISOString()}>{toTime(happening.at, now, true)}</time>
            <span>
              <Way happening={happening} />
            </span>
          </li>
        ))}
      </ul>
      {newest.length > shown.length ? (
        <button type="button" class="link" onClick={() => setAll(true)}>
          Show all {newest.length}
        </button>
      ) : null}
      {isCut ? <p class="quiet">There is more than is shown here.</p> : null}
    </section>
  );
}
