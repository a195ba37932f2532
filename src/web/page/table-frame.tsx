/** A table in a frame that scrolls sideways, and that the keyboard reaches. */
import type { ComponentChildren } from 'preact';

interface TableFrameProps {
  /** For screen readers. */
  label: string;
  class?: string;
  heads: readonly string[];
  /** Those of `heads` above numbers. */
  numbers?: readonly string[];
  /** The rows of the body. */
  children: ComponentChildren;
}

export function TableFrame({ label, class: name, heads, numbers = [], children }: TableFrameProps) {
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={label}>
      <table class={name}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" class={numbers.includes(head) ? 'number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
