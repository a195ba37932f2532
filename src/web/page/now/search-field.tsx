/** Searches devices: / moves the focus here, Escape clears the search. */
import { useEffect, useRef } from 'preact/hooks';
import { useSelect, useStore } from '../store.ts';

/** `matchCount` is null without a search. */
export function SearchField({ matchCount }: { matchCount: number | null }) {
  const store = useStore();
  const search = useSelect((state) => state.search);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTextField(event.target))
        return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return (
    <div class="search" role="search">
      <input
        ref={field}
        type="search"
        aria-label="Search by name, MAC address, IP address or network"
        placeholder="Search"
        title="Name, MAC, IP, network or access point"
        autocomplete="off"
        spellcheck={false}
        value={search}
        onInput={(event) => store.set({ search: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (search === '') event.currentTarget.blur();
          else store.set({ search: '' });
        }}
      />
      <kbd aria-hidden="true">/</kbd>
      <span class="visually-hidden" role="status">
        {matchCount === null ? '' : `${matchCount} ${matchCount === 1 ? 'device matches' : 'devices match'}`}
      </span>
    </div>
  );
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}
