/** The colour of each access point, and the time at it. */
import { placeClass } from './plot.tsx';
import { toDuration } from './format.ts';

interface LegendProps {
  times: readonly (readonly [string, number])[];
  places: ReadonlyMap<string, number>;
}

export function Legend({ times, places }: LegendProps) {
  return (
    <ul class="legend" aria-label="Time at each access point">
      {times.map(([place, ms]) => (
        <li key={place} class={placeClass(places.get(place))}>
          <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <rect class="strip" width="12" height="12" rx="3" />
          </svg>
          <bdi>{place}</bdi> <span class="quiet">{toDuration(ms / 1000)}</span>
        </li>
      ))}
    </ul>
  );
}
