/** Each access point: its radios, the signals of its devices, and its load over the last day. */
import { useMemo, useState } from 'preact/hooks';
import type { AccessPointHistory } from '../../../record/history.ts';
import { toBandName, toChannel } from '../band.ts';
import { areChangesOn } from '../change/operator-key-context.ts';
import { toShortSpan } from '../span.ts';
import { useRecord } from '../use-record.ts';
import { type Quality, toQuality } from '../quality.ts';
import { useSelect } from '../store.ts';
import { isHeld } from '../kind.ts';
import { toHash } from '../route.ts';
import { AccessPointActions } from './access-point-actions.tsx';
import { type AccessPointLoad, type Order, sortLoads, toAccessPointLoads } from './access-point-load.ts';
import { SPARK_HEIGHT, SPARK_WIDTH, toSpark } from './spark.ts';

const HISTORY_MS = 300_000;
const orders = [
  ['name', 'By name'],
  ['devices', 'By devices'],
  ['weak', 'By weak devices'],
] as const satisfies readonly [Order, string][];

export function AccessPointPanel({ hasHistory }: { hasHistory: boolean }) {
  const devices = useSelect((state) => state.devices);
  const accessPoints = useSelect((state) => state.accessPoints);
  const interfaces = useSelect((state) => state.interfaces);
  const [order, setOrder] = useState<Order>('name');
  const loads = useMemo(
    () => sortLoads(toAccessPointLoads(accessPoints, devices.values(), interfaces), order),
    [accessPoints, devices, interfaces, order],
  );
  return (
    <section class="wifi-part" aria-labelledby="access-points">
      <header>
        <h2 id="access-points">
          Access points <span class="count">{loads.length}</span>
        </h2>
        {loads.length < 3 ? null : (
          <div class="switch" role="group" aria-label="Order of access points">
            {orders.map(([each, word]) => (
              <button key={each} type="button" aria-pressed={each === order} onClick={() => setOrder(each)}>
                {word}
              </button>
            ))}
          </div>
        )}
      </header>
      <ul class="access-points">
        {loads.map((load) => (
          <AccessPointItem key={load.id} load={load} hasHistory={hasHistory} />
        ))}
      </ul>
    </section>
  );
}

interface AccessPointItemProps {
  load: AccessPointLoad;
  hasHistory: boolean;
}

function AccessPointItem({ load, hasHistory }: AccessPointItemProps) {
  const { id, name, isReachable, radios, devices, count } = load;
  return (
    <li class="box">
      <div class="box-head">
        <h3 dir="auto">
          <a href={toHash({ view: 'access-point', accessPointId: id })}>{name}</a>
        </h3>
        {isReachable === false ? <span class="badge bad">not reachable</span> : null}
        {isReachable === null ? <span class="badge">unknown</span> : null}
        {devices.some(isHeld) ? <span class="badge">last known</span> : null}
        <span class={devices.some(isHeld) ? 'total is-old' : 'total'}>
          {count ?? '–'}
          <span class="visually-hidden"> {devices.length === 1 ? 'device' : 'devices'}</span>
        </span>
      </div>
      <p class="radios">
        {radios.map(({ band, channelsMhz, count: own }) => (
          <span key={band} class="radio">
            {toBandName(band)}
            {channelsMhz.length === 0 ? '' : ` ch ${channelsMhz.map(toChannel).join(', ')}`}{' '}
            <b>{own ?? '–'}</b>
          </span>
        ))}
      </p>
      <SignalMix load={load} />
      {hasHistory ? <DaySpark id={id} /> : null}
      {areChangesOn() ? <AccessPointActions accessPointId={id} name={name} /> : null}
    </li>
  );
}

/** Five qualities in three levels: weak signals are what matters here. */
const levels = [
  ['good', ['strong', 'good']],
  ['fair', ['fair']],
  ['weak', ['weak', 'poor']],
] as const satisfies readonly [string, readonly Quality[]][];

function SignalMix({ load: { devices, count } }: { load: AccessPointLoad }) {
  if (devices.length === 0)
    return <p class="signal-mix">{count === null ? 'Devices not known.' : 'No devices.'}</p>;
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
    <div class="signal-mix">
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
        <span class="word">signal </span>
        {counts.map(([level, count]) => (
          <span key={level} class={count === 0 ? 'none' : level}>
            <b>{count}</b> {level}
          </span>
        ))}
        {unknown === 0 ? null : <span>{unknown} unknown</span>}
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
    const word = { loading: ' ', failed: 'unavailable', there: 'no data' }[past.status];
    return (
      <p class="spark" title={past.status === 'failed' ? past.problem : undefined}>
        <span class="line" aria-hidden="true" />
        <span>last 24 h: {word}</span>
      </p>
    );
  }
  const { area, edge, shownMs, least, most } = spark;
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
        last {shownMs === null ? '24 h' : toShortSpan(shownMs)}:{' '}
        {least === most ? most : `${least} to ${most}`} {most === 1 ? 'device' : 'devices'}
        {past.status === 'failed' ? <em title={past.problem}> (outdated)</em> : null}
      </span>
    </p>
  );
}
