/** The signal over time, where the device was, and what happened. Pointed at, or walked through with the arrow keys, it tells of each moment. */
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { DeviceHistory } from '../../../record/history.ts';
import { ClockContext } from '../clock.ts';
import { Cursor } from './cursor.tsx';
import { type Happening, nearest } from './event.ts';
import { Legend } from './legend.tsx';
import { Marks } from './marks.tsx';
import { AXIS_HEIGHT, LEFT, MARKS_HEIGHT, Plot, plotHeight, RIGHT, STRIP_HEIGHT, TOP } from './plot.tsx';
import { Readout } from './readout.tsx';
import { extentOf, type Spot, spotAt, spotsOf, timeByPlace, toRuns } from './run.ts';
import { createScale } from './scale.ts';
import { useSelect } from '../store.ts';
import { useWidth } from './width.ts';

const MARK_PX = 7;
const PAGE = 12;

interface ChartProps {
  history: DeviceHistory;
  happenings: readonly Happening[];
  /** What is shown is of another time than what is asked for, which is on its way. */
  isOld: boolean;
}

export function Chart({ history, happenings, isOld }: ChartProps) {
  const clock = useContext(ClockContext);
  const [frame, width] = useWidth();
  const svg = useRef<SVGSVGElement>(null);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [shown, setShown] = useState<Happening | null>(null);
  const runs = useMemo(() => toRuns(history), [history]);
  const spots = useMemo(() => spotsOf(runs), [runs]);
  const times = useMemo(() => timeByPlace(runs), [runs]);
  const extent = useMemo(() => extentOf(runs), [runs]);
  const places = usePlaces(times);
  const height = plotHeight(width);
  const scale = useMemo(
    () =>
      createScale(Date.parse(history.since_at), Date.parse(history.until_at), {
        left: LEFT,
        top: TOP,
        right: Math.max(LEFT + 1, width - RIGHT),
        bottom: TOP + height,
      }),
    [history, width, height],
  );
  const whole = TOP + height + MARKS_HEIGHT + STRIP_HEIGHT + AXIS_HEIGHT;
  const inTime = useMemo(
    () => happenings.filter(({ at }) => at >= scale.sinceAt && at <= scale.untilAt),
    [happenings, scale],
  );

  const look = (clientX: number) => {
    const at = scale.at(clientX - svg.current!.getBoundingClientRect().left);
    const withinMs = scale.at(LEFT + MARK_PX) - scale.sinceAt;
    setSpot(spotAt(runs, at));
    setShown(nearest(inTime, at, withinMs));
  };
  const leave = () => {
    setSpot(null);
    setShown(null);
  };
  const indexOf = (one: Spot | null) =>
    one === null ? spots.length - 1 : spots.findLastIndex(({ at }) => at <= one.at);
  const step = (event: KeyboardEvent) => {
    const steps = {
      ArrowLeft: -1,
      ArrowRight: 1,
      PageDown: -PAGE,
      PageUp: PAGE,
      Home: -Infinity,
      End: Infinity,
    };
    const by = steps[event.key as keyof typeof steps] as number | undefined;
    if (by === undefined || spots.length === 0) return;
    event.preventDefault();
    setSpot((before) => spots[Math.min(spots.length - 1, Math.max(0, indexOf(before) + by))]!);
    setShown(null);
  };
  const now = clock.now();
  const last = spots.at(-1) ?? null;
  return (
    <figure class={`chart${isOld ? ' is-old' : ''}`} aria-busy={isOld}>
      <Readout
        spot={spot ?? last}
        isLast={spot === null}
        happening={shown}
        extent={extent}
        now={now}
        resolution={history.resolution}
      />
      <div ref={frame}>
        {width === 0 ? null : (
          <svg ref={svg} class="drawing" viewBox={`0 0 ${width} ${whole}`} width={width} height={whole}>
            <Plot runs={runs} scale={scale} places={places} />
            <Cursor
              scale={scale}
              height={whole}
              spot={spot}
              spots={spots}
              current={indexOf(spot)}
              now={now}
              onLook={look}
              onLeave={leave}
              onKey={step}
              onFocus={() => setSpot(spot ?? last)}
            />
            <Marks
              happenings={inTime}
              scale={scale}
              now={now}
              onShow={(happening) => {
                setSpot(happening === null ? null : { ...spotAt(runs, happening.at), at: happening.at });
                setShown(happening);
              }}
            />
          </svg>
        )}
      </div>
      <Legend times={times} places={places} />
    </figure>
  );
}

/** Numbers of the access points for their colours: the same for every device and every time, as long as there are no new ones. */
function usePlaces(times: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const known = useSelect((state) => state.accessPoints);
  return useMemo(() => {
    const names = new Set(known.flatMap(({ name }) => name ?? []).sort());
    for (const [place] of times) names.add(place);
    return new Map([...names].map((name, index) => [name, index]));
  }, [known, times]);
}
