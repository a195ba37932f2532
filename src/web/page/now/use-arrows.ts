/** Arrows move the focus from card to card; Tab reaches only one of them. */
import { useEffect } from 'preact/hooks';

const CARD = '.card a';

/** Of the cards in `root`, the one that had the focus last, else the first, stays in the order of Tab. */
export function useArrows(root: { current: HTMLElement | null }) {
  useEffect(() => {
    const links = cardsIn(root.current);
    if (links.some((link) => link.tabIndex === 0) || links.length === 0) return;
    links[0]!.tabIndex = 0;
  });
  useEffect(() => {
    const element = root.current!;
    const focus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || !target.matches(CARD)) return;
      for (const link of cardsIn(element)) if (link.tabIndex === 0) link.tabIndex = -1;
      target.tabIndex = 0;
    };
    const press = (event: KeyboardEvent) => {
      const { target, key } = event;
      const direction = DIRECTIONS[key];
      if (direction === undefined || !(target instanceof HTMLElement) || !target.matches(CARD)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      nearest(target, cardsIn(element), direction)?.focus();
    };
    element.addEventListener('focusin', focus);
    element.addEventListener('keydown', press);
    return () => {
      element.removeEventListener('focusin', focus);
      element.removeEventListener('keydown', press);
    };
  }, []);
}

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
};

/** The visible cards, in the order of the document. */
function cardsIn(element: HTMLElement | null): HTMLElement[] {
  return [...(element?.querySelectorAll<HTMLElement>(CARD) ?? [])].filter(
    (link) => link.offsetParent !== null,
  );
}

/** The closest one in a direction; aside counts twice, so that the focus stays in its column. */
function nearest(
  from: HTMLElement,
  all: readonly HTMLElement[],
  [dx, dy]: readonly [number, number],
): HTMLElement | undefined {
  const middleOf = (element: HTMLElement) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left + width / 2, top + height / 2] as const;
  };
  const [x, y] = middleOf(from);
  let best: { link: HTMLElement; distance: number } | undefined;
  for (const link of all) {
    const [toX, toY] = middleOf(link);
    const ahead = (toX - x) * dx + (toY - y) * dy;
    const aside = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
    const distance = ahead + 2 * aside;
    if (ahead > 4 && (best === undefined || distance < best.distance)) best = { link, distance };
  }
  return best?.link;
}
