/** A button that opens a list of choices; a click elsewhere and Escape close it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface MenuProps {
  title: string;
  /** What is chosen, shown in the button; null for nothing. */
  chosen: string | null;
  /** Rendered while the menu is open. */
  children: () => ComponentChildren;
}

export function Menu({ title, chosen, children }: MenuProps) {
  const root = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    const close = ({ target }: Event) => {
      if (target instanceof Node && root.current?.contains(target) !== true) setOpen(false);
    };
    addEventListener('pointerdown', close);
    addEventListener('focusin', close);
    return () => {
      removeEventListener('pointerdown', close);
      removeEventListener('focusin', close);
    };
  }, [isOpen]);
  return (
    <details
      ref={root}
      class="menu"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        setOpen(false);
        root.current?.querySelector('summary')?.focus();
      }}
    >
      <summary class={chosen === null ? 'chip' : 'chip on'}>
        {title}
        {chosen === null ? null : (
          <>
            : <bdi>{chosen}</bdi>
          </>
        )}
        <span aria-hidden="true"> ▾</span>
      </summary>
      {isOpen ? <div class="menu-list">{children()}</div> : null}
    </details>
  );
}

interface ChoiceProps {
  text: string;
  count: number | null;
  isChosen: boolean;
  onToggle: () => void;
}

export function Choice({ text, count, isChosen, onToggle }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="checkbox" checked={isChosen} onChange={onToggle} />
      <bdi>{text}</bdi>
      {count === null ? null : <span class="count">{count}</span>}
    </label>
  );
}
