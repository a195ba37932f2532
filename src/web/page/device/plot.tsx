/** The static part of the chart: zones, axes, curves, and the access points below them. */
import { memo } from '../memo.tsx';
import { toDbmText } from '../quality.ts';
import { useZone } from '../use-zone.ts';
import { bandPath, linePath } from './path.ts';
import type { Run } from './run.ts';
import { type Scale, STRONGEST_DBM, timeTicks, zones } from './scale.ts';

export const LEFT = 34;
export const RIGHT = 46;
export const TOP = 8;
export const MARKS_HEIGHT = 20;
export const STRIP_HEIGHT = 20;
export const AXIS_HEIGHT = 20;
const TICK_PX = 64;
/** The greatest width of a letter in a strip. */
const LETTER_PX = 7.5;
const COLOURS = 8;

export function plotHeight(width: number): number {
  return width < 560 ? 170 : 220;
}

/** Colours repeat after eight access points; names are shown as well. */
export function placeClass(index: number | undefined): string {
  return `place-${(index ?? 0) % COLOURS}`;
}

interface PlotProps {
  runs: readonly Run[];
  scale: Scale;
  places: ReadonlyMap<string, number>;
}

export const Plot = memo(
  function Plot({ runs, scale, places }: PlotProps) {
    return (
      <g aria-hidden="true">
        <Zones scale={scale} />
        <Times scale={scale} />
        {runs.map((run) => (
          <g key={run.fromAt} class={placeClass(places.get(run.place))}>
            <Curves run={run} scale={scale} />
            <Strip run={run} scale={scale} />
          </g>
        ))}
      </g>
    );
  },
  (a, b) => a.runs === b.runs && a.scale === b.scale && a.places === b.places,
);

function Zones({ scale }: { scale: Scale }) {
  const { left, right } = scale.box;
  return (
    <>
      <text class="axis-text" x={left - 6} y={scale.y(STRONGEST_DBM) + 4} text-anchor="end">
        {toDbmText(STRONGEST_DBM)}
      </text>
      {zones().map(({ quality, fromDbm, toDbm: least }) => {
        const [top, bottom] = [scale.y(fromDbm), scale.y(least)];
        return (
          <g key={quality} class={`zone is-${quality}`}>
            <rect x={left} y={top} width={right - left} height={bottom - top} />
            <path d={`M${left} ${bottom}H${right}`} />
            <text class="axis-text" x={left - 6} y={bottom + 4} text-anchor="end">
              {toDbmText(least)}
            </text>
            <text class="zone-word" x={right + 6} y={(top + bottom) / 2 + 4}>
              {quality}
            </text>
          </g>
        );
      })}
    </>
  );
}

function Times({ scale }: { scale: Scale }) {
  const zone = useZone();
  const { top, bottom, left, right } = scale.box;
  const foot = bottom + MARKS_HEIGHT + STRIP_HEIGHT;
  const ticks = timeTicks(
    scale.sinceAt,
    scale.untilAt,
    Math.max(2, Math.floor((right - left) / TICK_PX)),
    zone,
  );
  return (
    <>
      {ticks.map(({ at, label, isDay }) => (
        <g key={at} class={isDay ? 'tick is-day' : 'tick'}>
          <path d={`M${scale.x(at)} ${top}V${foot}`} />
          <text class="axis-text" x={scale.x(at)} y={foot + 14} text-anchor="middle">
            {label}
          </text>
        </g>
      ))}
    </>
  );
}

function Curves({ run, scale }: { run: Run; scale: Scale }) {
  return (
    <>
      {run.lines.map((points) => (
        <g key={points[0]!.at}>
          <path class="curve-band" d={bandPath(points, scale)} />
          <path class="curve" d={linePath(points, scale)} />
        </g>
      ))}
    </>
  );
}

function Strip({ run, scale }: { run: Run; scale: Scale }) {
  const [left, right] = [scale.x(run.fromAt), scale.x(run.toAt)];
  const width = Math.max(2, right - left);
  const top = scale.box.bottom + MARKS_HEIGHT;
  return (
    <>
      <rect class="strip" x={left} y={top} width={width} height={STRIP_HEIGHT - 4} />
      {run.place.length * LETTER_PX + 8 > width ? null : (
        <text class="strip-text" x={left + 5} y={top + 12}>
          {run.place}
        </text>
      )}
    </>
  );
}
