/** One access point: its radios and devices now, its load and events, and what was found about it. */
import { useEffect, useMemo } from 'preact/hooks';
import type { AccessPointRecord } from '../../../record/network.ts';
import { areChangesOn } from '../change/operator-key-context.ts';
import { ChannelMap, useRadios } from '../channel-map/channel-map.tsx';
import { collator } from '../collator.ts';
import { toDeviceCount } from '../device-count.ts';
import { isHeld, isHere } from '../kind.ts';
import { Pending } from '../pending.tsx';
import { toHash } from '../route.ts';
import { isLoaded, keepsHistory, useSelect } from '../store.ts';
import { AccessPointActions } from '../wifi/access-point-actions.tsx';
import { ClientTable } from './client-table.tsx';
import { EventPanel } from './event-panel.tsx';
import { findAccessPoint } from './find.ts';
import { FindingPanel } from './finding-panel.tsx';
import { Head } from './head.tsx';
import { LoadPanel } from './load-panel.tsx';
import { RadioTable } from './radio-table.tsx';
import { SpreadPanel } from './spread-panel.tsx';

export function AccessPointView({ accessPointId: wanted }: { accessPointId: string }) {
  const accessPoints = useSelect((state) => state.accessPoints);
  const isThere = useSelect(isLoaded);
  const record = findAccessPoint(accessPoints, wanted);
  useEffect(() => {
    document.title = `${record?.name ?? 'Access point'} – mikrotik-presence`;
  }, [record?.name]);
  if (isThere && record !== null) return <AccessPointPage record={record} />;
  return (
    <div class="page-view">
      <h1 dir="auto">{record?.name ?? 'Access point'}</h1>
      {isThere ? (
        <Unknown wanted={wanted} accessPoints={accessPoints} />
      ) : (
        <Pending text="Loading access points …" />
      )}
    </div>
  );
}

function Unknown({ wanted, accessPoints }: { wanted: string; accessPoints: readonly AccessPointRecord[] }) {
  const sorted = accessPoints.toSorted((a, b) => collator.compare(a.name, b.name));
  return (
    <>
      <p class="empty">
        No access point, or more than one, has the id, MAC address or name <code dir="auto">{wanted}</code>.
        {sorted.length === 0 ? ' No router reports any.' : ' These are known:'}
      </p>
      <ul class="known-ones">
        {sorted.map(({ access_point_id: id, name }) => (
          <li key={id}>
            <a href={toHash({ view: 'access-point', accessPointId: id })}>
              <bdi>{name}</bdi>
            </a>{' '}
            <code class="quiet">{id}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function AccessPointPage({ record }: { record: AccessPointRecord }) {
  const { access_point_id: id, name } = record;
  const all = useSelect((state) => state.devices);
  const devices = useMemo(
    () => [...all.values()].filter((each) => isHere(each) && each.access_point_id === id),
    [all, id],
  );
  const count = toDeviceCount(devices, [record]);
  const isOld = devices.some(isHeld);
  const radios = useRadios();
  const own = radios.filter(({ accessPointId }) => accessPointId === id);
  const bands = new Set(own.map(({ band }) => band));
  const hasHistory = useSelect(keepsHistory);
  const deviceIds = new Set(devices.map(({ device_id }) => device_id));
  return (
    <div class="page-view access-point-view">
      <div class="device-head">
        <a class="back" href={toHash({ view: 'wifi' })}>
          ← WiFi
        </a>
        <h1 dir="auto">{name}</h1>
        <Head record={record} count={count} />
        {isOld ? <p class="notice">Last known state: its router gives no data now.</p> : null}
      </div>
      <div class="access-point-columns">
        <section class="panel" aria-labelledby="clients">
          <h2 id="clients">
            Devices{' '}
            {count === null ? null : (
              <span class="count">
                {count}
                {isOld ? ', last known' : ', the weakest first'}
              </span>
            )}
          </h2>
          {count === null ? (
            <p class="quiet">Not known: its router does not report the connected devices.</p>
          ) : (
            <ClientTable devices={devices} />
          )}
        </section>
        <div class="access-point-side">
          {count === null ? null : <SpreadPanel devices={devices} />}
          {hasHistory ? <LoadPanel accessPointId={id} /> : null}
        </div>
      </div>
      <section class="panel" aria-labelledby="radios">
        <h2 id="radios">Radios</h2>
        <RadioTable radios={own} />
        <ChannelMap radios={radios.filter(({ band }) => bands.has(band))} marked={id} />
        {areChangesOn() ? <AccessPointActions accessPointId={id} name={name} /> : null}
      </section>
      <EventPanel accessPointId={id} />
      <FindingPanel accessPointId={id} deviceIds={deviceIds} />
    </div>
  );
}
