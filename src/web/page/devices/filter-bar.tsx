/** The filters of the table as chips: menus of values, and kinds that one click sets. */
import type { Device } from '../../../record/device.ts';
import type { PersonRecord } from '../../../record/person.ts';
import { toBandName } from '../band.ts';
import { collator } from '../collator.ts';
import { chips, isSet, toggleChip, toggleValue } from './chip.ts';
import { type Facet, facets, facetValueOf, type Filter } from './filter.ts';
import { Choice, Menu } from './menu.tsx';

export interface FilterBarProps {
  query: URLSearchParams;
  devices: readonly Device[];
  people: readonly PersonRecord[];
  filter: Filter;
  /** A step that Back undoes. */
  onQuery: (query: URLSearchParams) => void;
}

const MENUS = [
  ['ssid', 'Network'],
  ['access_point', 'Access point'],
  ['band', 'Band'],
  ['vendor', 'Maker'],
] as const satisfies readonly (readonly [Exclude<Facet, 'person'>, string])[];

export function FilterBar(props: FilterBarProps) {
  const { query, people, onQuery } = props;
  const persons = query.getAll('person');
  const without = (names: readonly string[]) => {
    const next = new URLSearchParams(query);
    for (const name of names) next.delete(name);
    onQuery(next);
  };
  return (
    <div class="filters" role="group" aria-label="Filters">
      {MENUS.map(([facet, title]) => (
        <FacetMenu key={facet} {...props} facet={facet} title={title} />
      ))}
      {chips.map((chip) => (
        <button
          key={chip.title}
          type="button"
          class={isSet(query, chip) ? 'chip on' : 'chip'}
          aria-pressed={isSet(query, chip)}
          title={chip.meaning}
          onClick={() => onQuery(toggleChip(query, chip))}
        >
          {chip.title}
        </button>
      ))}
      {persons.map((id) => (
        <button
          key={id}
          type="button"
          class="chip on"
          onClick={() => onQuery(toggleValue(query, 'person', id))}
        >
          <bdi>{people.find(({ person_id }) => person_id === id)?.name ?? id}</bdi>
          <span class="visually-hidden">: remove this filter</span>
          <span aria-hidden="true"> ×</span>
        </button>
      ))}
      {isFiltered(query) ? (
        <button type="button" class="link" onClick={() => without(FILTERS)}>
          Clear filters
        </button>
      ) : null}
    </div>
  );
}

const FILTERS = [
  'search',
  ...facets,
  ...chips.flatMap(({ values }) => Object.keys(values)),
  'signal_dbm_min',
];

function isFiltered(query: URLSearchParams): boolean {
  return FILTERS.some((name) => query.has(name));
}

interface FacetMenuProps extends FilterBarProps {
  facet: (typeof MENUS)[number][0];
  title: string;
}

function FacetMenu({ query, devices, filter, onQuery, facet, title }: FacetMenuProps) {
  const chosen = query.getAll(facet);
  const text = (value: string) => (value === '' ? 'none' : facet === 'band' ? toBandName(value) : value);
  return (
    <Menu
      title={title}
      chosen={chosen.length === 0 ? null : chosen.length === 1 ? text(chosen[0]!) : String(chosen.length)}
    >
      {() => {
        const counts = new Map(chosen.map((value) => [value, 0]));
        for (const device of devices.filter(filter.without(facet))) {
          const value = facetValueOf(device, facet);
          counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        return [...counts]
          .sort(([a], [b]) => (a === '' ? 1 : 0) - (b === '' ? 1 : 0) || collator.compare(a, b))
          .map(([value, count]) => (
            <Choice
              key={value}
              text={text(value)}
              count={count}
              isChosen={chosen.includes(value)}
              onToggle={() => onQuery(toggleValue(query, facet, value))}
            />
          ));
      }}
    </Menu>
  );
}
