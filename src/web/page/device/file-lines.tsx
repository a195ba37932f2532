/** Lines for CONFIG_FILE, to be copied. */
import { useRef, useState } from 'preact/hooks';

export function FileLines({ lines, isEmpty = false }: { lines: string; isEmpty?: boolean }) {
  const [answer, setAnswer] = useState<{ of: string; text: string } | null>(null);
  const shown = useRef<HTMLPreElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(lines);
      setAnswer({ of: lines, text: 'Copied' });
    } catch {
      getSelection()?.selectAllChildren(shown.current!);
      setAnswer({ of: lines, text: 'Selected. Copy it with the keyboard or the menu.' });
    }
  };
  return (
    <div class="file-lines">
      <pre ref={shown} tabIndex={0} aria-label="Configuration lines">
        {lines}
      </pre>
      <p class="line">
        <button type="button" class="second" disabled={isEmpty} onClick={() => void copy()}>
          Copy
        </button>
        <span role="status">{answer?.of === lines ? answer.text : ''}</span>
      </p>
    </div>
  );
}
