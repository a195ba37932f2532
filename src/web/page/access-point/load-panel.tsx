/** How many devices were on the access point, over a day or a week. */
import { useContext, useMemo, useState } from 'preact/hooks';
import type { AccessPointHistory } from '../../../record/history.ts';
import { toCount } from '../amount.ts';
import { ClockContext } from '../clock.ts';
import { toTime } from '../device/format.ts';
import { Reason } from '../device/reason.tsx';
import { timeTicks } from '../device/scale.ts';
import { useWidth } from '../device/width.ts';
import { toHash } from '../route.ts';
import { Failure } from '../failure.tsx';
import { useRecord } from '../use-record.ts';
import { useZone } from '../use-zone.ts';
import { toLoadPath } from './load-path.ts';

const EVERY_MS = 60_000;
const [HEIGHT, LEFT, TOP, FOOT] = [180, 30, 8, 22];
const TICK_PX = 64;
const periods = { '24h': 'Day', '7d': 'Week' } as const;
type Period = keyof typeof periods;

export function LoadPanel({ accessPointId }: { accessPointId: string }) {
  const [period, setPeriod] = useState<Period>('24h');
  const path = `access-points/${encodeURIComponent(accessPointId)}/history?since=${period}`;
  const fetched = useRecord<AccessPointHistory>(path, EVERY_MS);
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>Load</h2>
        <div class="switch" role="group" aria-label="Period">
          {(Object.keys(periods) as Period[]).map((each) => (
            <button key={each} type="button" aria-pressed={each === period} onClick={() => setPeriod(each)}>
              {periods[each]}
            </button>
          ))}
        </div>
      </div>
      <Failure fetched={fetched} class="notice" />
      {fetched.record === null ? (
        <div class="load-place" aria-busy={fetched.status === 'loading'} />
      ) : (
        <LoadChart past={fetched.record} />
      )}
    </section>
  );
}

function LoadChart({ past }: { past: AccessPointHistory }) {
  const zone = useZone();
  const now = useContext(ClockContext).now();
  const [frame, width] = useWidth();
  const bottom = HEIGHT - FOOT;
  const right = Math.max(LEFT + 1, width - 8);
  const load = useMemo(() => toLoadPath(past, { left: LEFT, right, top: TOP, bottom }), [past, right]);
  if (load === null)
    return (
      <>
        <p class="nothing">Nothing was recorded in this period.</p>
        <RefusalList refusals={past.refusals} />
      </>
    );
  const { sinceAt, untilAt, limit, most, x, y } = load;
  const ticks = timeTicks(sinceAt, untilAt, Math.max(2, Math.floor((right - LEFT) / TICK_PX)), zone);
  const begins = sinceAt > Date.parse(past.since_at) ? `Recorded since ${toTime(sinceAt, now, zone)}. ` : '';
  const text = `${begins}At most ${toCount(most.count, 'device')} at a time, first at ${toTime(most.at, now, zone)}.`;
  return (
    <>
      <div ref={frame} class="load-place">
        {width === 0 ? null : (
          <svg viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role="img" aria-label={text}>
            {[0, limit / 2, limit].map((count) => (
              <g key={count} class="tick is-day">
                <path d={`M${LEFT} ${y(count)}H${right}`} />
                <text class="axis-text" x={LEFT - 6} y={y(count) + 4} text-anchor="end">
                  {count}
                </text>
              </g>
            ))}
            {ticks.map(({ at, label, isDay }) => (
              <g key={at} class={isDay ? 'tick is-day' : 'tick'}>
                <path d={`M${x(at)} ${TOP}V${bottom}`} />
                <text class="axis-text" x={x(at)} y={HEIGHT - 6} text-anchor="middle">
                  {label}
                </text>
              </g>
            ))}
            <path class="load-area" d={load.area} />
            <path class="load-edge" d={load.edge} />
          </svg>
        )}
      </div>
      <p class="quiet">{text}</p>
      <RefusalList refusals={past.refusals} />
    </>
  );
}

/** Attempts to join that the access point refused, the most frequent first. */
function RefusalList({ refusals }: Pick<AccessPointHistory, 'refusals'>) {
  if (refusals.length === 0) return null;
  return (
    <details class="fold">
      <summary>
        Refused <span class="count">{toCount(refusals.length, 'device')}</span>
      </summary>
      <ul class="refusals">
        {refusals.map(({ device_id, name, count, reason }) => (
          <li key={device_id}>
            <a href={toHash({ view: 'device', deviceId: device_id })}>
              <bdi>{name ?? device_id}</bdi>
            </a>
            , {toCount(count, 'time')}
            <Reason reason={reason} />
          </li>
        ))}
      </ul>
    </details>
  );
}
