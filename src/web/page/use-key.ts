/** One key for the whole page, unless it is typed as text or belongs to a shortcut of the browser. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isTextField } from './is-text-field.ts';

export function useKey(key: string, run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  // before the first paint, so that no key is lost
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || isTextField(event.target) || document.querySelector('dialog[open]'))
        return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [key]);
}
