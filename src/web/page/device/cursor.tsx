/** The crosshair, and what hears the pointer and the keys for it. */
import { toDbm } from '../quality.ts';
import type { Spot } from './run.ts';
import { toTime } from './format.ts';
import type { Scale } from './scale.ts';

interface CursorProps {
  scale: Scale;
  /** Of the whole picture. */
  height: number;
  spot: Spot | null;
  spots: readonly Spot[];
  /** Of the reading that the keys go on from. */
  current: number;
  now: number;
  onLook: (clientX: number) => void;
  onLeave: () => void;
  onKey: (event: KeyboardEvent) => void;
  onFocus: () => void;
}

export function Cursor(props: CursorProps) {
  const { scale, height, spot, spots, current, now, onLook, onLeave, onKey, onFocus } = props;
  const { left, top, right, bottom } = scale.box;
  const told = spots[current];
  const x = spot === null ? null : scale.x(spot.at);
  return (
    <g>
      {x === null ? null : (
        <g class="crosshair" aria-hidden="true">
          <path d={`M${x} ${top}V${height - 20}`} />
          {spot!.point === null ? null : <circle cx={x} cy={scale.y(spot!.point.dbm)} r="4" />}
        </g>
      )}
      <rect
        class="hit"
        x={left}
        y={top}
        width={right - left}
        height={bottom - top}
        role="slider"
        tabindex={0}
        aria-label="Signal over time"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, spots.length - 1)}
        aria-valuenow={Math.max(0, current)}
        aria-valuetext={told === undefined ? 'Nothing was read' : sentenceOf(told, now)}
        onPointerMove={(event) => onLook(event.clientX)}
        onPointerDown={(event) => onLook(event.clientX)}
        onPointerLeave={onLeave}
        onKeyDown={onKey}
        onFocus={onFocus}
        onBlur={onLeave}
      />
    </g>
  );
}

function sentenceOf({ at, place, point }: Spot, now: number): string {
  return [toTime(at, now), point === null ? 'no signal' : `${toDbm(point.dbm)} dBm`, place]
    .filter((part) => part !== null)
    .join(', ');
}
