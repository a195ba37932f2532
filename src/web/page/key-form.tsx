/** The sign-in form. */
import { useState } from 'preact/hooks';
import { canBeKey } from './api.ts';
import { isIngress } from './ingress.ts';
import { Mark } from './mark.tsx';

interface KeyFormProps {
  /** Why the service refused the last key; null when it refused none. */
  refusal: string | null;
  onKey: (key: string) => void;
}

export function KeyForm({ refusal, onKey }: KeyFormProps) {
  const [objection, setObjection] = useState(refusal);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('password');
    const key = field instanceof HTMLInputElement ? field.value.trim() : '';
    if (key === '') setObjection('Enter the key.');
    else if (canBeKey(key)) onKey(key);
    else setObjection('This cannot be the key: it contains characters that a key cannot have.');
  };
  return (
    <form class="key-form" onSubmit={submit}>
      <Mark />
      <h1>Who is home?</h1>
      <p>
        {isIngress ? (
          <>
            Enter the <code>api_key</code> from the options of the app.
          </>
        ) : (
          <>
            Enter the <code>API_KEY</code> from the <code>.env</code> file of the service.
          </>
        )}{' '}
        The key is stored in this browser.
      </p>
      {/* password managers store a password with its user name */}
      <input
        class="visually-hidden"
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
          {objection} <code>MCP_API_KEY</code>, the key for AI assistants, is a different one.
        </p>
      )}
      <button type="submit">Sign in</button>
    </form>
  );
}
