/** Whose events are shown, where, and of which kinds. */
import { useId, useMemo, useState } from 'preact/hooks';
import { collator } from '../collator.ts';
import { findDevice } from '../find-device.ts';
import { useSelect } from '../store.ts';
import { type Filter, KINDS, kinds, noFilter } from './filter.ts';

interface FilterBarProps {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

export function FilterBar({ filter, onFilter }: FilterBarProps) {
  const people = useSelect((state) => state.people);
  const accessPoints = useSelect((state) => state.accessPoints);
  const { at } = filter;
  const isFiltered = JSON.stringify({ ...filter, at: null }) !== JSON.stringify(noFilter);
  return (
    <div class="filter-bar">
      {people.length === 0 ? null : (
        <Choice
          label="Person"
          all="Everybody"
          value={filter.person}
          options={people.map(({ person_id, name }) => [person_id, name])}
          onChoose={(person) => onFilter({ ...filter, person })}
        />
      )}
      <Choice
        label="Access point"
        all="Every access point"
        value={filter.accessPoint}
        options={accessPoints.map(({ access_point_id, name }) => [access_point_id, name])}
        onChoose={(accessPoint) => onFilter({ ...filter, accessPoint })}
      />
      <DeviceField
        key={filter.device}
        deviceId={filter.device}
        onDevice={(device) => onFilter({ ...filter, device })}
      />
      <div class="kinds" role="group" aria-label="Kinds of events">
        {kinds.map((kind) => {
          const isOn = filter.kinds.includes(kind);
          const others = filter.kinds.filter((each) => each !== kind);
          return (
            <button
              key={kind}
              type="button"
              class="chip"
              aria-pressed={isOn}
              onClick={() => onFilter({ ...filter, kinds: isOn ? others : [...others, kind] })}
            >
              {KINDS[kind].word}
            </button>
          );
        })}
        {isFiltered ? (
          <button type="button" class="link" onClick={() => onFilter({ ...noFilter, at })}>
            Clear the filter
          </button>
        ) : null}
      </div>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  value: string | null;
  options: readonly (readonly [string, string])[];
  onChoose: (value: string | null) => void;
}

function Choice({ label, all, value, options, onChoose }: ChoiceProps) {
  const sorted = options.toSorted((a, b) => collator.compare(a[1], b[1]));
  // what a link names may be gone
  const isKnown = value === null || options.some(([id]) => id === value);
  return (
    <select
      aria-label={label}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChoose(currentTarget.value || null)}
    >
      <option value="">{all}</option>
      {isKnown ? null : <option value={value}>{value}</option>}
      {sorted.map(([id, name]) => (
        <option key={id} value={id} dir="auto">
          {name}
        </option>
      ))}
    </select>
  );
}

/** A field that completes names: a list of a thousand devices is no choice. */
function DeviceField({
  deviceId,
  onDevice,
}: {
  deviceId: string | null;
  onDevice: (id: string | null) => void;
}) {
  const id = useId();
  const devices = useSelect((state) => state.devices);
  const [refused, setRefused] = useState<string | null>(null);
  // kept while it is typed: the list of devices changes every few seconds
  const [typed, setTyped] = useState<string | null>(null);
  const chosen = deviceId === null ? '' : (devices.get(deviceId)?.name ?? deviceId);
  const names = useMemo(
    () => [...devices.values()].map(({ name }) => name).sort(collator.compare),
    [devices],
  );
  const choose = (text: string) => {
    if (text.trim() === '') {
      setRefused(null);
      setTyped(null);
      return onDevice(null);
    }
    const found = findDevice(text, devices);
    // a device that is not known any more may have events
    const id = found.status === 'several' ? null : found.deviceId;
    setRefused(id === null ? text.trim() : null);
    if (id === null) return;
    setTyped(null);
    onDevice(id);
  };
  return (
    <span class="device-field">
      <input
        type="search"
        aria-label="Device"
        list={id}
        placeholder="Every device"
        autocomplete="off"
        spellcheck={false}
        value={typed ?? chosen}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      <datalist id={id}>
        {names.map((name, index) => (
          <option key={index} value={name} />
        ))}
      </datalist>
      <span class="objection" role="status">
        {refused === null ? null : (
          <>
            No one device is called “<bdi>{refused}</bdi>”.
          </>
        )}
      </span>
    </span>
  );
}
