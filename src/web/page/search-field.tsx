/** Searches devices: / moves the focus here, Escape clears the search, Enter opens the first match, and the arrow down moves on to it. */
import { useRef } from 'preact/hooks';
import { useKey } from './use-key.ts';

interface SearchFieldProps {
  value: string;
  onSearch: (text: string) => void;
  /** Null without a search. */
  matchCount: number | null;
  /** Opens the first match. */
  onOpen: () => void;
  /** Moves the focus to the first match. */
  onDown: () => void;
}

export function SearchField({ value, onSearch, matchCount, onOpen, onDown }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useKey('/', () => {
    field.current?.focus();
    field.current?.select();
  });
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    switch (event.key) {
      case 'Escape':
        if (value === '') field.current?.blur();
        else onSearch('');
        break;
      case 'Enter':
        if (value.trim() !== '') onOpen();
        break;
      case 'ArrowDown':
        onDown();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  return (
    <div class="search" role="search">
      <input
        ref={field}
        type="search"
        aria-label="Search by name, maker, address, network, band, signal or kind"
        placeholder="Search"
        title="Name, maker, MAC, IP, network, access point; also 5 GHz, weak, away, guest, stranger, random"
        autocomplete="off"
        spellcheck={false}
        value={value}
        onInput={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={press}
      />
      <kbd aria-hidden="true">/</kbd>
      <span class="visually-hidden" role="status">
        {matchCount === null ? '' : `${matchCount} ${matchCount === 1 ? 'device matches' : 'devices match'}`}
      </span>
    </div>
  );
}
