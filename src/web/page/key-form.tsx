/** Asks for the key, once. */
import { useState } from 'preact/hooks';
import { canBeKey } from './api.ts';
import { Mark } from './mark.tsx';

interface KeyFormProps {
  /** What the service said to the last one. */
  refusal: string | null;
  onKey: (key: string) => void;
}

export function KeyForm({ refusal, onKey }: KeyFormProps) {
  const [objection, setObjection] = useState(refusal);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('password');
    const key = field instanceof HTMLInputElement ? field.value.trim() : '';
    if (key === '') setObjection('Type the key first.');
    else if (canBeKey(key)) onKey(key);
    else setObjection('That cannot be the key: it has characters that no key has.');
  };
  return (
    <form class="key-form" onSubmit={submit}>
      <Mark />
      <h1>Who is home?</h1>
      <p>
        The service asks for its key, <code>API_KEY</code> in its <code>.env</code>. It stays in this browser.
      </p>
      {/* password managers keep a password by the user it belongs to */}
      <input
        class="unseen"
        type="text"
        name="username"
        autocomplete="username"
        value="mikrotik-presence"
        tabIndex={-1}
        aria-hidden="true"
        readOnly
      />
      <label for="key">Key</label>
      <input
        id="key"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        aria-describedby={objection === null ? undefined : 'objection'}
        aria-invalid={objection !== null}
        ref={(field) => field?.focus()}
      />
      {objection === null ? null : (
        <p id="objection" class="objection" role="alert">
          {objection} The key of AI assistants, <code>MCP_API_KEY</code>, is another one.
        </p>
      )}
      <button type="submit">Show the house</button>
    </form>
  );
}
