/** Which columns are open: those the user opened, else all while their cards can be looked through. */
import { useEffect, useState } from 'preact/hooks';
import { readStored, store } from '../stored.ts';

const NAME = 'folded';

/** More cards than these are not looked through: the columns are folded until one is opened, or a search leaves fewer. */
const MOST_CARDS = 400;
const MOST_CARDS_NARROW = 60;

/** By access point; the others follow the number of cards. */
type Choice = Readonly<Record<string, boolean>>;

export interface Folding {
  isOpen: (id: string) => boolean;
  toggle: (id: string) => void;
  open: (id: string) => void;
  /** Opens all, or folds all. */
  setAll: (ids: readonly string[], isOpen: boolean) => void;
}

/** `cards`: how many cards there would be if all were open. A search hides no match in a column that was folded before, and what is folded in it is not kept. */
export function useFolding(cards: number, isNarrow: boolean, isSearching: boolean): Folding {
  const [kept, setKept] = useState(readKept);
  const [found, setFound] = useState<Choice>({});
  useEffect(() => setFound({}), [isSearching]);
  const choice = isSearching ? found : kept;
  const byDefault = cards <= (isNarrow ? MOST_CARDS_NARROW : MOST_CARDS);
  const choose = (next: Choice) => {
    if (isSearching) return setFound(next);
    store(NAME, next);
    setKept(next);
  };
  const isOpen = (id: string) => (Object.hasOwn(choice, id) ? choice[id]! : byDefault);
  return {
    isOpen,
    toggle: (id) => choose({ ...choice, [id]: !isOpen(id) }),
    open: (id) => choose({ ...choice, [id]: true }),
    setAll: (ids, all) => choose({ ...choice, ...Object.fromEntries(ids.map((id) => [id, all])) }),
  };
}

function readKept(): Choice {
  const stored = readStored(NAME);
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).filter(([, value]) => typeof value === 'boolean'));
}
