/** The crosshair, and the area that takes pointer and keys for it. */
import { toDbmText } from '../quality.ts';
import type { Moment } from './run.ts';
import { toTime } from './format.ts';
import { useZone } from '../use-zone.ts';
import type { Scale } from './scale.ts';

interface CursorProps {
  scale: Scale;
  /** Of the whole drawing. */
  height: number;
  moment: Moment | null;
  moments: readonly Moment[];
  /** Index of the reading that the keys start from. */
  current: number;
  now: number;
  onPoint: (clientX: number) => void;
  onLeave: () => void;
  onKey: (event: KeyboardEvent) => void;
  onFocus: () => void;
}

export function Cursor(props: CursorProps) {
  const { scale, height, moment, moments, current, now, onPoint, onLeave, onKey, onFocus } = props;
  const zone = useZone();
  const { left, top, right, bottom } = scale.box;
  const reading = moments[current];
  const x = moment === null ? null : scale.x(moment.at);
  return (
    <g>
      {x === null ? null : (
        <g class="crosshair" aria-hidden="true">
          <path d={`M${x} ${top}V${height - 20}`} />
          {moment!.point === null ? null : <circle cx={x} cy={scale.y(moment!.point.dbm)} r="4" />}
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
        aria-valuemax={Math.max(0, moments.length - 1)}
        aria-valuenow={Math.max(0, current)}
        aria-valuetext={reading === undefined ? 'No data' : sentenceOf(reading, now, zone)}
        onPointerMove={(event) => onPoint(event.clientX)}
        onPointerDown={(event) => onPoint(event.clientX)}
        onPointerLeave={onLeave}
        onKeyDown={onKey}
        onFocus={onFocus}
        onBlur={onLeave}
      />
    </g>
  );
}

function sentenceOf({ at, place, point }: Moment, now: number, zone: string): string {
  return [
    toTime(at, now, zone),
    point === null ? 'signal not reported' : `${toDbmText(point.dbm)} dBm`,
    place,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
