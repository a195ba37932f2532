/** Each access point: its radios, how well it hears, how full it was, and what stands out. */
import { useMemo } from 'preact/hooks';
import type { AccessPointHistory, Session } from '../../../record/history.ts';
import { toChannel } from '../now/arrange.ts';
import { useRecord } from '../use-record.ts';
import { type Quality, toQuality } from '../signal.tsx';
import { useSelect } from '../store.ts';
import { advise, dualBandIds, toBandName } from './advise.ts';
import { listed } from './piece.ts';
import { Pieces } from './pieces.tsx';
import { type Station, toStations } from './access-point-load.ts';
import { SPARK_HEIGHT, SPARK_WIDTH, toSpark } from './spark.ts';

const HISTORY_MS = 300_000;
const noSessions: readonly Session[] = [];

interface StationsProps {
  /** Null while they are not known. */
  sessions: readonly Session[] | null;
  hasHistory: boolean;
}

export function Stations({ sessions, hasHistory }: StationsProps) {
  const devices = useSelect((state) => state.devices);
  const accessPoints = useSelect((state) => state.accessPoints);
  const interfaces = useSelect((state) => state.interfaces);
  const dual = useMemo(() => dualBandIds(sessions ?? noSessions), [sessions]);
  const stations = useMemo(
    () => toStations(accessPoints, devices.values(), interfaces),
    [accessPoints, devices, interfaces],
  );
  const mute = stations.filter(({ radios }) => radios.some(({ blocks }) => blocks.length === 0));
  return (
    <section class="wifi-part" aria-labelledby="stations">
      <header>
        <h2 id="stations">
          Access points <span class="count">{stations.length}</span>
        </h2>
        {mute.length === 0 ? null : (
          <p class="rule">
            RouterOS does not tell every channel of <Pieces pieces={listed(mute.map(({ name }) => name))} />:
            nothing is said about who shares one with {mute.length === 1 ? 'it' : 'them'}.
          </p>
        )}
      </header>
      <ul class="stations">
        {stations.map((station) => (
          <StationItem
            key={station.id}
            station={station}
            all={stations}
            dual={dual}
            hasHistory={hasHistory}
          />
        ))}
      </ul>
    </section>
  );
}

interface StationItemProps {
  station: Station;
  all: readonly Station[];
  dual: ReadonlySet<string>;
  hasHistory: boolean;
}

function StationItem({ station, all, dual, hasHistory }: StationItemProps) {
  const { id, name, isReachable, radios, devices } = station;
  const hints = advise(station, all, dual);
  return (
    <li class="box">
      <div class="box-head">
        <h3 dir="auto">{name}</h3>
        {isReachable === false ? <span class="badge bad">not reachable</span> : null}
        {isReachable === null ? <span class="badge">not known</span> : null}
        <span class="total">
          {devices.length}
          <span class="unseen"> {devices.length === 1 ? 'device' : 'devices'}</span>
        </span>
      </div>
      <p class="radios">
        {radios.map(({ band, blocks, devices: own }) => (
          <span key={band} class="radio">
            {toBandName(band)}
            {blocks.length === 0 ? '' : ` ch ${blocks.map(({ mhz }) => toChannel(mhz)).join(', ')}`}{' '}
            <b>{own.length}</b>
          </span>
        ))}
      </p>
      <HeardBar station={station} />
      {hasHistory ? <DaySpark id={id} /> : null}
      {hints.length === 0 ? null : (
        <ul class="hints">
          {hints.map(({ kind, pieces }, index) => (
            <li key={`${kind} ${index}`}>
              <Pieces pieces={pieces} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Two of the five are told as one: what matters is who is heard badly. */
const levels = [
  ['good', ['strong', 'good']],
  ['fair', ['fair']],
  ['weak', ['weak', 'barely']],
] as const satisfies readonly [string, readonly Quality[]][];

function HeardBar({ station: { devices } }: { station: Station }) {
  if (devices.length === 0) return <p class="heard">Nobody is on it.</p>;
  const qualities = devices.map(({ signal_dbm }) => (signal_dbm === null ? null : toQuality(signal_dbm)));
  const counts = levels.map(
    ([level, own]) =>
      [
        level,
        qualities.filter((quality) => (own as readonly (string | null)[]).includes(quality)).length,
      ] as const,
  );
  const unknown = qualities.filter((quality) => quality === null).length;
  let x = 0;
  return (
    <div class="heard">
      <svg
        viewBox={`0 0 ${devices.length} 1`}
        preserveAspectRatio="none"
        width="100%"
        height="5"
        aria-hidden="true"
      >
        <rect class="rest" width={devices.length} height="1" />
        {counts.map(([level, count]) => {
          x += count;
          return <rect key={level} class={level} x={x - count} width={count} height="1" />;
        })}
      </svg>
      <p>
        <span class="word">heard </span>
        {counts.map(([level, count]) => (
          <span key={level} class={count === 0 ? 'none' : level}>
            <b>{count}</b> {level}
          </span>
        ))}
        {unknown === 0 ? null : <span>{unknown} not told</span>}
      </p>
    </div>
  );
}

function DaySpark({ id }: { id: string }) {
  const past = useRecord<AccessPointHistory>(
    `access-points/${encodeURIComponent(id)}/history?since=24h`,
    HISTORY_MS,
  );
  const spark = useMemo(() => (past.record === null ? null : toSpark(past.record)), [past.record]);
  if (spark === null) {
    const word = { loading: ' ', failed: 'not known', there: 'nothing was read' }[past.status];
    return (
      <p class="spark" title={past.status === 'failed' ? past.problem : undefined}>
        <span class="line" aria-hidden="true" />
        <span>last 24 h: {word}</span>
      </p>
    );
  }
  const { area, edge, least, most } = spark;
  return (
    <p class="spark">
      <svg
        viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
        preserveAspectRatio="none"
        width="100%"
        height={SPARK_HEIGHT}
        aria-hidden="true"
      >
        <path class="area" d={area} />
        <path class="edge" d={edge} vector-effect="non-scaling-stroke" />
      </svg>
      <span>
        last 24 h: {least === most ? most : `${least} to ${most}`} {most === 1 ? 'device' : 'devices'}
        {past.status === 'failed' ? <em title={past.problem}> (not the newest)</em> : null}
      </span>
    </p>
  );
}
