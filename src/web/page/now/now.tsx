/** All devices now: by access point, then those on none. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { People } from './people.tsx';
import { SearchField } from './search-field.tsx';
import { useSelect } from '../store.ts';
import { type Arrangement, arrange } from './arrange.ts';
import { ColumnView } from './column.tsx';
import { useFlip } from './flip.ts';
import { toMatch } from './search.ts';
import { DeviceSection } from './device-section.tsx';

let scrolledTo = 0;

export function Now() {
  const devices = useSelect((state) => state.devices);
  const accessPoints = useSelect((state) => state.accessPoints);
  const interfaces = useSelect((state) => state.interfaces);
  const moves = useSelect((state) => state.moves);
  const search = useSelect((state) => state.search);
  const arrangement = useMemo(
    () => arrange(devices.values(), accessPoints, interfaces),
    [devices, accessPoints, interfaces],
  );
  const match = useMemo(() => toMatch(search), [search]);
  const shown = <T extends Arrangement['away']>(all: T) => (match === null ? all : all.filter(match));
  const columns = arrangement.columns
    .map((column) => ({ column, devices: shown(column.devices) }))
    .filter((each) => match === null || each.devices.length > 0);
  const [missing, unknown, away] = [
    shown(arrangement.missing),
    shown(arrangement.unknown),
    shown(arrangement.away),
  ];
  const isSearching = match !== null;
  const signature = [...columns.map((each) => each.devices), missing, unknown, away]
    .map((list) => list.map(({ device_id }) => device_id).join(' '))
    .join('\n');
  const root = useFlip(signature);
  const isDense = useDense(Math.max(0, ...arrangement.columns.map((column) => column.devices.length)));
  useScrollKept();
  const matchCount =
    columns.reduce((sum, each) => sum + each.devices.length, 0) +
    missing.length +
    unknown.length +
    away.length;

  return (
    <div class="now" ref={root}>
      <div class="summary">
        <h1 class="visually-hidden">Now</h1>
        <People />
        <Counts arrangement={arrangement} />
        <SearchField matchCount={isSearching ? matchCount : null} />
      </div>
      {isSearching && matchCount === 0 ? <p class="empty">No device matches “{search.trim()}”.</p> : null}
      <div class={isDense ? 'columns dense' : 'columns'}>
        {columns.map(({ column, devices: own }) => (
          <ColumnView
            key={column.id}
            column={column}
            devices={own}
            moves={moves}
            commonSsid={arrangement.commonSsid}
          />
        ))}
      </div>
      <DeviceSection
        title="Missing"
        meaning="home, but not connected: away if this lasts"
        devices={missing}
        isOpen
      />
      <DeviceSection
        title="Unknown"
        meaning="no evidence: the routers that saw them last do not answer"
        devices={unknown}
        isOpen
      />
      <DeviceSection title="Away" meaning="" devices={away} isOpen={isSearching} />
    </div>
  );
}

function Counts({ arrangement }: { arrangement: Arrangement }) {
  const here = arrangement.columns.reduce((sum, { devices }) => sum + devices.length, 0);
  // devices that are unknown may be home too
  const atLeast = arrangement.unknown.length > 0 ? 'at least ' : '';
  const counts = [
    ['home', here + arrangement.missing.length],
    ['unknown', arrangement.unknown.length],
    ['away', arrangement.away.length],
  ] as const;
  return (
    <ul class="counts" aria-label="Devices">
      {counts.map(([word, count]) => (
        <li key={word} class={count === 0 ? 'none' : ''}>
          {word === 'home' ? atLeast : ''}
          <b>{count}</b> {word}
        </li>
      ))}
    </ul>
  );
}

/** A column with this many cards shows them as lines, until there are clearly fewer. */
const DENSE = { from: 41, until: 32 };

function useDense(most: number): boolean {
  const isDense = useRef(false);
  isDense.current = most >= (isDense.current ? DENSE.until : DENSE.from);
  return isDense.current;
}

/** Restores the scroll position on the way back from a device. */
function useScrollKept() {
  const latest = useRef(scrolledTo);
  useLayoutEffect(() => {
    scrollTo(0, scrolledTo);
  }, []);
  useEffect(() => {
    const update = () => {
      latest.current = scrollY;
    };
    addEventListener('scroll', update, { passive: true });
    return () => {
      removeEventListener('scroll', update);
      scrolledTo = latest.current;
    };
  }, []);
}
