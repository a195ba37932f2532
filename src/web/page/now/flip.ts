/** Animates cards from their old to their new place (FLIP): measures before a change, and moves after it. */
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';

const MOVE_MS = 320;
const APPEAR_MS = 200;
/** More moving cards at once cannot be followed by eye. */
const MAX_MOVED = 120;

/**
 * `signature` changes whenever a card changes its place; null while nothing is to move, as in a search. The focus stays on its card, which may
 * be a new element.
 */
export function useFlip(signature: string | null) {
  const root = useRef<HTMLDivElement>(null);
  const shown = useRef<string | null>(null);
  // during the render the old layout is still in the document
  const before = useMemo(
    () => (signature === null || shown.current === null ? null : measure(root.current)),
    [signature],
  );
  shown.current = signature;
  useLayoutEffect(() => {
    if (before === null || root.current === null) return;
    const cards = [...root.current.querySelectorAll<HTMLElement>('.card')];
    const isFocusLost = before.focused !== null && document.activeElement === document.body;
    if (isFocusLost) {
      const card = cards.find(({ dataset }) => dataset['id'] === before.focused);
      card?.querySelector('a')?.focus({ preventScroll: true });
    }
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const places = cards.map((card) => ({ card, to: card.getBoundingClientRect() }));
    let movedCount = 0;
    for (const { card, to } of places) {
      const from = before.places.get(card.dataset['id']!);
      if (from === undefined) {
        card.animate([{ opacity: 0 }, { opacity: 1 }], { duration: APPEAR_MS });
        continue;
      }
      const [x, y] = [from.left - to.left, from.top - to.top];
      if ((Math.abs(x) < 1 && Math.abs(y) < 1) || ++movedCount > MAX_MOVED) continue;
      const isRoam = Math.abs(x) > 1;
      card.animate(
        [
          { transform: `translate(${x}px, ${y}px)`, zIndex: isRoam ? 2 : 1 },
          { transform: 'none', zIndex: isRoam ? 2 : 1 },
        ],
        { duration: MOVE_MS, easing: 'cubic-bezier(0.2, 0, 0, 1)' },
      );
    }
  }, [signature]);
  return root;
}

function measure(root: HTMLElement | null) {
  if (root === null) return null;
  const cards = [...root.querySelectorAll<HTMLElement>('.card')];
  const focused = document.activeElement?.closest<HTMLElement>('.card')?.dataset['id'] ?? null;
  return {
    focused,
    places: new Map(cards.map((card) => [card.dataset['id']!, card.getBoundingClientRect()])),
  };
}
