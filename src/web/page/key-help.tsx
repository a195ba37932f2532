/** The list of keys, on ? or by its button. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useKey } from './use-key.ts';

export interface ViewKey {
  /** The character that opens the view. */
  character: string;
  title: string;
  open: () => void;
}

const KEYS = [
  ['/', 'Search'],
  ['Enter', 'In the search: open the first match'],
  ['↓', 'In the search: go to the first match'],
  ['↑ ↓ ← →', 'From device to device'],
  ['Esc', 'Clear the search, close a menu'],
  ['?', 'This list'],
] as const;

export function KeyHelp({ views }: { views: readonly ViewKey[] }) {
  const [isOpen, setOpen] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useKey('?', () => setOpen(true));
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  return (
    <>
      <button
        type="button"
        class="icon-button key-help-button"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => setOpen(true)}
      >
        ?
      </button>
      {views.map((view) => (
        <ViewShortcut key={view.character} {...view} />
      ))}
      {isOpen ? (
        <dialog ref={dialog} class="key-help" aria-labelledby="keys" onClose={() => setOpen(false)}>
          <h2 id="keys">Keys</h2>
          <dl>
            {[...KEYS, ...views.map(({ character, title }) => [character, title] as const)].map(
              ([key, meaning]) => (
                <div key={key}>
                  <dt>
                    {key.split(' ').map((each) => (
                      <kbd key={each}>{each}</kbd>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ),
            )}
          </dl>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </dialog>
      ) : null}
    </>
  );
}

function ViewShortcut({ character, open }: ViewKey) {
  useKey(character, open);
  return null;
}
