/** The moment at the crosshair, in two lines that are always present, so that nothing moves or is covered. */
import { toDbmText } from '../quality.ts';
import { Signal } from '../signal.tsx';
import { type DeviceEvent, EVENT_WORDS, toSignals } from './event.ts';
import { Reason } from './reason.tsx';
import type { Moment } from './run.ts';
import { toTime } from './format.ts';
import { useZone } from '../use-zone.ts';

interface ReadoutProps {
  moment: Moment | null;
  /** Nothing is selected: `moment` is the last reading. */
  isLast: boolean;
  event: DeviceEvent | null;
  /** Of the whole period. */
  extent: { minDbm: number; maxDbm: number } | null;
  now: number;
  resolution: 'raw' | '5m' | '1h';
}

const INTERVALS = { raw: '', '5m': 'within 5 minutes', '1h': 'within 1 hour' } as const;

export function Readout({ moment, isLast, event, extent, now, resolution }: ReadoutProps) {
  const zone = useZone();
  return (
    <div class="readout">
      <p>
        {moment === null ? null : (
          <MomentText moment={moment} isLast={isLast} now={now} resolution={resolution} />
        )}
      </p>
      {event === null ? (
        <p class="quiet">
          {extent === null
            ? null
            : `${toDbmText(extent.minDbm)} to ${toDbmText(extent.maxDbm)} dBm in this period`}
        </p>
      ) : (
        <p>
          {toTime(event.at, now, zone, true)} <EventText event={event} />
        </p>
      )}
    </div>
  );
}

function MomentText({
  moment: { at, place, point },
  isLast,
  now,
  resolution,
}: Omit<ReadoutProps, 'event' | 'moment' | 'extent'> & { moment: Moment }) {
  const zone = useZone();
  return (
    <>
      <b>{isLast ? `last reading ${toTime(at, now, zone)}` : toTime(at, now, zone, resolution === 'raw')}</b>{' '}
      {place === null ? 'no data' : null}
      {place !== null && point === null ? 'signal not reported ' : null}
      {point === null ? null : <Signal dbm={point.dbm} />}
      {point === null || point.minDbm === point.maxDbm ? null : (
        <span class="quiet">
          {' '}
          {toDbmText(point.minDbm)} to {toDbmText(point.maxDbm)} {INTERVALS[resolution]}
        </span>
      )}{' '}
      {place === null ? null : <bdi>{place}</bdi>}
    </>
  );
}

/** An event: kind, origin and destination, signals and reason. */
export function EventText({ event }: { event: DeviceEvent }) {
  const { kind, from, to, reason } = event;
  const signals = toSignals(event);
  return (
    <>
      <span class="what">{EVENT_WORDS[kind]}</span> {from === null ? null : <bdi>{from}</bdi>}
      {from !== null && to !== null ? ' → ' : null}
      {to === null ? null : <bdi>{to}</bdi>}
      {signals === null ? null : <span class="quiet"> {signals}</span>}
      <Reason reason={reason} />
    </>
  );
}
