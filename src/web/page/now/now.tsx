/** The house as it is: who is on which access point, and who is not. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { People } from './people.tsx';
import { SearchField } from './search-field.tsx';
import { useSelect } from '../store.ts';
import { type Arrangement, arrange } from './arrange.ts';
import { ColumnView } from './column.tsx';
import { useFlip } from './flip.ts';
import { toMatch } from './search.ts';
import { Tray } from './device-section.tsx';

let scrolledTo = 0;

export function Now() {
  const devices = useSelect((state) => state.devices);
  const accessPoints = useSelect((state) => state.accessPoints);
  const interfaces = useSelect((state) => state.interfaces);
  const moves = useSelect((state) => state.moves);
  const search = useSelect((state) => state.search);
  const house = useMemo(
    () => arrange(devices.values(), accessPoints, interfaces),
    [devices, accessPoints, interfaces],
  );
  const match = useMemo(() => toMatch(search), [search]);
  const shown = <T extends Arrangement['away']>(all: T) => (match === null ? all : all.filter(match));
  const columns = house.columns
    .map((column) => ({ column, devices: shown(column.devices) }))
    .filter((each) => match === null || each.devices.length > 0);
  const [missing, unknown, away] = [shown(house.missing), shown(house.unknown), shown(house.away)];
  const isSearching = match !== null;
  const signature = [...columns.map((each) => each.devices), missing, unknown, away]
    .map((list) => list.map(({ device_id }) => device_id).join(' '))
    .join('\n');
  const root = useFlip(signature);
  const isDense = useDense(Math.max(0, ...house.columns.map((column) => column.devices.length)));
  useScrollKept();
  const matchCount =
    columns.reduce((sum, each) => sum + each.devices.length, 0) +
    missing.length +
    unknown.length +
    away.length;

  return (
    <div class="now" ref={root}>
      <div class="summary">
        <h1 class="unseen">Now</h1>
        <People />
        <Counts house={house} />
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
            commonSsid={house.commonSsid}
          />
        ))}
      </div>
      <Tray title="Missing" meaning="home, but not heard: away when it stays so" devices={missing} isOpen />
      <Tray
        title="Unknown"
        meaning="no evidence: the routers that could tell did not answer"
        devices={unknown}
        isOpen
      />
      <Tray title="Away" meaning="" devices={away} isOpen={isSearching} />
    </div>
  );
}

function Counts({ house }: { house: Arrangement }) {
  const here = house.columns.reduce((sum, { devices }) => sum + devices.length, 0);
  const counts = [
    ['home', here + house.missing.length],
    ['unknown', house.unknown.length],
    ['away', house.away.length],
  ] as const;
  return (
    <ul class="counts" aria-label="Devices">
      {counts.map(([word, count]) => (
        <li key={word} class={count === 0 ? 'none' : ''}>
          <b>{count}</b> {word}
        </li>
      ))}
    </ul>
  );
}

/** More cards than these in a column become lines, and remain so until they are clearly fewer. */
const CROWD = { from: 41, until: 32 };

function useDense(most: number): boolean {
  const isDense = useRef(false);
  isDense.current = most >= (isDense.current ? CROWD.until : CROWD.from);
  return isDense.current;
}

/** Who comes back from a device finds the page where it was. */
function useScrollKept() {
  const latest = useRef(scrolledTo);
  useLayoutEffect(() => {
    scrollTo(0, scrolledTo);
  }, []);
  useEffect(() => {
    const look = () => {
      latest.current = scrollY;
    };
    addEventListener('scroll', look, { passive: true });
    return () => {
      removeEventListener('scroll', look);
      scrolledTo = latest.current;
    };
  }, []);
}
