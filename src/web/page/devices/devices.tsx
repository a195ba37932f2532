/** All devices in a table that can be sorted, filtered and searched. What it shows is in the address. */
import { useMemo } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import { fold } from '../fold.ts';
import { Pending } from '../pending.tsx';
import { toHash } from '../route.ts';
import { SearchField } from '../search-field.tsx';
import { areDevicesLoaded, useSelect } from '../store.ts';
import { goTo, replaceHash } from '../use-route.ts';
import { ColumnMenu, useFields } from './column-menu.tsx';
import { toCsv } from './csv.ts';
import { download } from './download.ts';
import { toFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { notUnderstood } from './not-understood.ts';
import { sortDevices, toNextOrder, toOrder, toSortText } from './sort.ts';
import { Table } from './table.tsx';

const hashOf = (query: URLSearchParams) => toHash({ view: 'devices' }, query);

export function DevicesView({ query }: { query: string }) {
  const isLoaded = useSelect(areDevicesLoaded);
  if (isLoaded) return <DeviceList query={query} />;
  return (
    <div class="devices-view">
      <h1>Devices</h1>
      <Pending text="Loading devices …" />
    </div>
  );
}

function DeviceList({ query: text }: { query: string }) {
  const devices = useSelect((state) => state.devices);
  const people = useSelect((state) => state.people);
  const query = useMemo(() => new URLSearchParams(text), [text]);
  const all = useMemo(() => [...devices.values()], [devices]);
  const filter = useMemo(() => toFilter(query, people), [query, people]);
  const order = useMemo(() => toOrder(query.get('sort')), [query]);
  const shown = useMemo(() => sortDevices(all.filter(filter.match), order), [all, filter, order]);
  const [fields, setFields] = useFields(query);
  const search = query.get('search') ?? '';
  const away = useMemo(
    () => all.filter(filter.without('presence')).length - shown.length,
    [all, filter, shown],
  );

  /** With another value of one name; null and '' remove it. */
  const withValue = (name: string, value: string | null) => {
    const next = new URLSearchParams(query);
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
    return next;
  };
  const go = (next: URLSearchParams) => goTo(hashOf(next));
  const focusFirst = () => document.querySelector<HTMLElement>('.row .name-cell a')?.focus();
  return (
    <div class="devices-view">
      <div class="devices-bar">
        <h1>Devices</h1>
        <SearchField
          value={search}
          onSearch={(next) => replaceHash(hashOf(withValue('search', next)))}
          matchCount={search.trim() === '' ? null : shown.length}
          onOpen={() => {
            if (shown.length > 0) goTo(toHash({ view: 'device', deviceId: shown[0]!.device_id }));
          }}
          onDown={focusFirst}
        />
        <ColumnMenu
          fields={fields}
          onFields={(next) => {
            setFields(next);
            replaceHash(hashOf(withValue('columns', next.join(','))));
          }}
        />
        <button
          type="button"
          class="chip"
          disabled={shown.length === 0}
          title="Download the rows and columns that are shown"
          onClick={() => download('devices.csv', toCsv(fields, shown))}
        >
          CSV
        </button>
      </div>
      <FilterBar query={query} devices={all} people={people} filter={filter} onQuery={go} />
      <p class="device-count">
        <span>
          <b>{shown.length}</b> of {all.length} {all.length === 1 ? 'device' : 'devices'}
        </span>
        <AwayHint away={away} query={query} />
        <NetworkHint all={all} search={search} />
        <NotUnderstood query={query} />
      </p>
      {shown.length === 0 ? <p class="empty">No device matches these filters.</p> : null}
      <Table
        devices={shown}
        fields={fields}
        order={order}
        onSort={(field) => go(withValue('sort', toSortText(toNextOrder(order, field))))}
      />
    </div>
  );
}

/** How many devices are left out because no filter names a presence. */
function AwayHint({ away, query }: { away: number; query: URLSearchParams }) {
  if (away === 0 || query.has('presence')) return null;
  const any = new URLSearchParams(query);
  any.set('presence', 'any');
  return (
    <span>
      {away} away: <a href={hashOf(any)}>show</a>
    </span>
  );
}

function NotUnderstood({ query }: { query: URLSearchParams }) {
  const parts = notUnderstood(query);
  if (parts.length === 0) return null;
  return (
    <span class="not-understood">
      Not understood in the address: <code>{parts.join(', ')}</code>
    </span>
  );
}

/** A search for the name of a network also finds names and host names: the filter is exact. */
function NetworkHint({ all, search }: { all: readonly Device[]; search: string }) {
  const wanted = fold(search).trim();
  const ssid =
    wanted === ''
      ? null
      : (all.find((device) => device.ssid !== null && fold(device.ssid) === wanted)?.ssid ?? null);
  if (ssid === null) return null;
  return (
    <a href={toHash({ view: 'devices' }, { ssid })}>
      only the network <bdi>{ssid}</bdi>
    </a>
  );
}
