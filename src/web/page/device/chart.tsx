/** The signal over time, with access points and events. The pointer or the arrow keys select a moment, which `Readout` describes. */
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { DeviceHistory } from '../../../record/history.ts';
import { ClockContext } from '../clock.ts';
import { Cursor } from './cursor.tsx';
import { type DeviceEvent, nearestEvent } from './event.ts';
import { Legend } from './legend.tsx';
import { Marks } from './marks.tsx';
import { AXIS_HEIGHT, LEFT, MARKS_HEIGHT, Plot, plotHeight, RIGHT, STRIP_HEIGHT, TOP } from './plot.tsx';
import { Readout } from './readout.tsx';
import { extentOf, type Moment, momentAt, momentsOf, timeByPlace, toRuns } from './run.ts';
import { toTime } from './format.ts';
import { createScale, startOf } from './scale.ts';
import { useZone } from '../use-zone.ts';
import { useSelect } from '../store.ts';
import { useWidth } from './width.ts';

const MARK_PX = 7;
const PAGE = 12;

interface ChartProps {
  history: DeviceHistory;
  events: readonly DeviceEvent[];
  /** The history shown is of another period; the requested one is loading. */
  isOld: boolean;
}

export function Chart({ history, events, isOld }: ChartProps) {
  const zone = useZone();
  const clock = useContext(ClockContext);
  const [frame, width] = useWidth();
  const svg = useRef<SVGSVGElement>(null);
  const [selected, setSelected] = useState<Moment | null>(null);
  const [shown, setShown] = useState<DeviceEvent | null>(null);
  const runs = useMemo(() => toRuns(history), [history]);
  const moments = useMemo(() => momentsOf(runs), [runs]);
  const times = useMemo(() => timeByPlace(runs), [runs]);
  const extent = useMemo(() => extentOf(runs), [runs]);
  const places = usePlaces(times);
  const height = plotHeight(width);
  const [sinceAt, untilAt] = [Date.parse(history.since_at), Date.parse(history.until_at)];
  const startAt = startOf(sinceAt, untilAt, runs[0]?.fromAt ?? null);
  const scale = useMemo(
    () =>
      createScale(startAt, untilAt, {
        left: LEFT,
        top: TOP,
        right: Math.max(LEFT + 1, width - RIGHT),
        bottom: TOP + height,
      }),
    [startAt, untilAt, width, height],
  );
  const whole = TOP + height + MARKS_HEIGHT + STRIP_HEIGHT + AXIS_HEIGHT;
  const inTime = useMemo(
    () => events.filter(({ at }) => at >= scale.sinceAt && at <= scale.untilAt),
    [events, scale],
  );

  const selectAt = (clientX: number) => {
    const at = scale.at(clientX - svg.current!.getBoundingClientRect().left);
    const withinMs = scale.at(LEFT + MARK_PX) - scale.sinceAt;
    setSelected(momentAt(runs, at));
    setShown(nearestEvent(inTime, at, withinMs));
  };
  const clear = () => {
    setSelected(null);
    setShown(null);
  };
  const indexOf = (one: Moment | null) =>
    one === null ? moments.length - 1 : moments.findLastIndex(({ at }) => at <= one.at);
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
    if (by === undefined || moments.length === 0) return;
    event.preventDefault();
    setSelected((before) => moments[Math.min(moments.length - 1, Math.max(0, indexOf(before) + by))]!);
    setShown(null);
  };
  const now = clock.now();
  const last = moments.at(-1) ?? null;
  return (
    <figure class={`chart${isOld ? ' is-old' : ''}`} aria-busy={isOld}>
      <Readout
        moment={selected ?? last}
        isLast={selected === null}
        event={shown}
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
              moment={selected}
              moments={moments}
              current={indexOf(selected)}
              now={now}
              onPoint={selectAt}
              onLeave={clear}
              onKey={step}
              onFocus={() => setSelected(selected ?? last)}
            />
            <Marks
              events={inTime}
              scale={scale}
              now={now}
              onShow={(event) => {
                setSelected(event === null ? null : { ...momentAt(runs, event.at), at: event.at });
                setShown(event);
              }}
            />
          </svg>
        )}
      </div>
      {startAt === sinceAt ? null : (
        <p class="quiet">Recorded since {toTime(startAt, now, zone)}; nothing is known of the time before.</p>
      )}
      <Legend times={times} places={places} />
    </figure>
  );
}

/** The colour number of each access point: the same for every device and period until an access point is added. */
function usePlaces(times: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const known = useSelect((state) => state.accessPoints);
  return useMemo(() => {
    const names = new Set(known.flatMap(({ name }) => name ?? []).sort());
    for (const [place] of times) names.add(place);
    return new Map([...names].map((name, index) => [name, index]));
  }, [known, times]);
}
