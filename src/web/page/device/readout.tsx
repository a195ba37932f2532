/** What the crosshair is at, in two lines that are always there: nothing jumps, and nothing is covered. */
import { Signal, toDbm } from '../signal.tsx';
import { type Happening, kindWords, toSignals } from './event.ts';
import { Reason } from './reason.tsx';
import type { Spot } from './run.ts';
import { toTime } from './format.ts';

interface ReadoutProps {
  spot: Spot | null;
  /** Nobody points anywhere: it is the last reading. */
  isLast: boolean;
  happening: Happening | null;
  /** Of all the time shown. */
  extent: { minDbm: number; maxDbm: number } | null;
  now: number;
  resolution: 'raw' | '5m' | '1h';
}

const INTERVALS = { raw: '', '5m': 'in five minutes', '1h': 'in an hour' } as const;

export function Readout({ spot, isLast, happening, extent, now, resolution }: ReadoutProps) {
  return (
    <div class="readout">
      <p>{spot === null ? null : <Moment spot={spot} isLast={isLast} now={now} resolution={resolution} />}</p>
      {happening === null ? (
        <p class="quiet">
          {extent === null
            ? null
            : `from ${toDbm(extent.minDbm)} to ${toDbm(extent.maxDbm)} dBm in all this time`}
        </p>
      ) : (
        <p>
          {toTime(happening.at, now, true)} <Way happening={happening} />
        </p>
      )}
    </div>
  );
}

function Moment({
  spot: { at, place, point },
  isLast,
  now,
  resolution,
}: Omit<ReadoutProps, 'happening' | 'spot' | 'extent'> & { spot: Spot }) {
  return (
    <>
      <b>{isLast ? `last reading ${toTime(at, now)}` : toTime(at, now, resolution === 'raw')}</b>{' '}
      {place === null ? 'nothing was read' : null}
      {place !== null && point === null ? 'no signal was told ' : null}
      {point === null ? null : <Signal dbm={point.dbm} />}
      {point === null || point.minDbm === point.maxDbm ? null : (
        <span class="quiet">
          {' '}
          {toDbm(point.minDbm)} to {toDbm(point.maxDbm)} {INTERVALS[resolution]}
        </span>
      )}{' '}
      {place === null ? null : <bdi>{place}</bdi>}
    </>
  );
}

/** Of what happened: what, whence and whither, how it was heard, and why. */
export function Way({ happening }: { happening: Happening }) {
  const { kind, from, to, reason } = happening;
  const signals = toSignals(happening);
  return (
    <>
      <span class="what">{kindWords[kind]}</span> {from === null ? null : <bdi>{from}</bdi>}
      {from !== null && to !== null ? ' → ' : null}
      {to === null ? null : <bdi>{to}</bdi>}
      {signals === null ? null : <span class="quiet"> {signals}</span>}
      <Reason reason={reason} />
    </>
  );
}
