/** All devices now: by access point, then those on none. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { toHash } from '../route.ts';
import { toMatch } from '../search.ts';
import { SearchField } from '../search-field.tsx';
import { useSelect } from '../store.ts';
import { useMedia } from '../use-media.ts';
import { goTo, replaceHash } from '../use-route.ts';
import { AccessPointIndex } from './access-point-index.tsx';
import { type Arrangement, arrange } from './arrange.ts';
import { ColumnView, headingId } from './column.tsx';
import { Counts } from './counts.tsx';
import { DeviceSection } from './device-section.tsx';
import { useFlip } from './flip.ts';
import { useFolding } from './fold-columns.ts';
import { People } from './people.tsx';
import { useArrows } from './use-arrows.ts';
import { useLanes } from './use-lanes.ts';

let scrolledTo = 0;

export function Now({ query }: { query: string }) {
  const devices = useSelect((state) => state.devices);
  const accessPoints = useSelect((state) => state.accessPoints);
  const interfaces = useSelect((state) => state.interfaces);
  const moves = useSelect((state) => state.moves);
  const search = new URLSearchParams(query).get('search') ?? '';
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
  const onColumns = columns.reduce((sum, each) => sum + each.devices.length, 0);
  const matchCount = onColumns + missing.length + unknown.length + away.length;
  const isNarrow = useMedia('(max-width: 560px)');
  const folding = useFolding(onColumns, isNarrow, isSearching);
  const signature = [...columns.map((each) => each.devices), missing, unknown, away]
    .map((list) => list.map(({ device_id }) => device_id).join(' '))
    .join('\n');
  // a search replaces cards: none of them moves
  const root = useFlip(isSearching ? null : signature);
  const isDense = useDense(Math.max(0, ...arrangement.columns.map((column) => column.devices.length)));
  const [frame, lanes] = useLanes(columns, folding.isOpen, isDense);
  useArrows(root);
  useScrollKept();

  const all = [...columns.flatMap((each) => each.devices), ...missing, ...unknown, ...away];
  const focusFirst = () => root.current?.querySelector<HTMLElement>('.card a')?.focus();
  const isAllOpen = columns.every(({ column }) => folding.isOpen(column.id));
  const isIndexShown =
    !isSearching && columns.length > 1 && (isNarrow ? isAllOpen : columns.length >= MANY_ACCESS_POINTS);
  const byId = new Map(columns.map((each) => [each.column.id, each]));
  return (
    <div class="now" ref={root}>
      <div class="summary">
        <h1 class="visually-hidden">Now</h1>
        <People />
        <Counts arrangement={arrangement} devices={devices.values()} />
        <SearchField
          value={search}
          onSearch={(text) => replaceHash(toHash({ view: 'now' }, { search: text === '' ? null : text }))}
          matchCount={isSearching ? matchCount : null}
          onOpen={() => {
            if (all.length > 0) goTo(toHash({ view: 'device', deviceId: all[0]!.device_id }));
          }}
          onDown={focusFirst}
        />
      </div>
      {isSearching && matchCount === 0 ? <p class="empty">No device matches “{search.trim()}”.</p> : null}
      {isIndexShown ? (
        <AccessPointIndex
          columns={columns.map(({ column }) => column)}
          isAllOpen={isAllOpen}
          onChoose={(id) => {
            folding.open(id);
            // after the column is unfolded
            requestAnimationFrame(() => showColumn(id));
          }}
          onAll={(isOpen) => folding.setAll([...byId.keys()], isOpen)}
        />
      ) : null}
      <div class={isDense ? 'columns dense' : 'columns'} ref={frame}>
        {lanes.map((ids, lane) => (
          <div class="lane" key={lane}>
            {ids.map((id) => {
              const { column, devices: own } = byId.get(id)!;
              return (
                <ColumnView
                  key={id}
                  column={column}
                  devices={own}
                  moves={moves}
                  isSsidShown={!arrangement.hasOneNetwork}
                  sharedNames={arrangement.sharedNames}
                  isOpen={folding.isOpen(id)}
                  onToggle={() => folding.toggle(id)}
                />
              );
            })}
          </div>
        ))}
      </div>
      <DeviceSection
        title="Missing"
        meaning="home, but not connected: away if this lasts"
        devices={missing}
        isOpen
        isSsidShown={!arrangement.hasOneNetwork}
        sharedNames={arrangement.sharedNames}
      />
      <DeviceSection
        title="Unknown"
        meaning="no evidence: the routers that saw them last do not answer"
        devices={unknown}
        isOpen
        isSsidShown={!arrangement.hasOneNetwork}
        sharedNames={arrangement.sharedNames}
      />
      <DeviceSection
        title="Away"
        meaning=""
        devices={away}
        isOpen={isSearching}
        isSsidShown={!arrangement.hasOneNetwork}
        sharedNames={arrangement.sharedNames}
      />
    </div>
  );
}

/** From here on an index of the access points leads the wide window, too. */
const MANY_ACCESS_POINTS = 9;

function showColumn(id: string) {
  const heading = document.getElementById(headingId(id));
  heading?.closest('section')?.scrollIntoView({ block: 'start' });
  heading?.parentElement?.querySelector('button')?.focus({ preventScroll: true });
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
