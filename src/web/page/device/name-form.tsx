/** Gives the device a name of the service's own, or takes it back. No router is changed. */
import { useContext, useId, useState } from 'preact/hooks';
import type { Device } from '../../../record/device.ts';
import { ApiError, canBeKey, toProblem } from '../api.ts';
import { Objection } from '../change/objection.tsx';
import { OperatorKeyContext } from '../change/operator-key-context.ts';
import { OperatorKeyField } from '../change/operator-key-field.tsx';
import { toSentence } from '../sentence.ts';
import { useStore } from '../store.ts';
import { ApiContext } from '../use-record.ts';
import { MAX_GIVEN_LENGTH, toName } from './yaml.ts';

interface NameFormProps {
  device: Device;
  wanted: string;
  /** Null: the present name again. */
  onType: (text: string | null) => void;
}

export function NameForm({ device: { device_id, name, name_source }, wanted, onType }: NameFormProps) {
  const id = useId();
  const api = useContext(ApiContext);
  const operatorKey = useContext(OperatorKeyContext);
  const store = useStore();
  const [problem, setProblem] = useState<string | null>(null);
  const [done, setDone] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isTooLong = Array.from(toName(wanted)).length > MAX_GIVEN_LENGTH;

  const give = async (given: string | null) => {
    setBusy(true);
    setProblem(null);
    setDone('');
    try {
      const path = `devices/${encodeURIComponent(device_id)}/name`;
      const named = await api()!.put<Device>(path, { name: given }, operatorKey.current());
      store.set({ devices: new Map([...store.current().devices, [device_id, named]]) });
      onType(null);
      setDone(given === null ? 'Taken back.' : 'Saved.');
    } catch (error) {
      const isRefused = error instanceof ApiError && (error.status === 401 || error.status === 403);
      if (isRefused) operatorKey.forget();
      setProblem(`${toSentence(toProblem(error))} Nothing was changed.`);
    } finally {
      setBusy(false);
    }
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('operator-key');
    if (field instanceof HTMLInputElement) {
      const typed = field.value.trim();
      if (!canBeKey(typed)) return setProblem('Enter the OPERATOR_KEY of the service.');
      operatorKey.remember(typed);
    }
    const isBack = (event.submitter as HTMLButtonElement | null)?.value === 'back';
    void give(isBack ? null : toName(wanted));
  };

  return (
    <form class="name-form" onSubmit={submit}>
      <label for={id}>Name</label>
      <input
        id={id}
        class="name-field"
        value={wanted}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={isTooLong}
        onInput={(event) => {
          onType(event.currentTarget.value);
          setDone('');
        }}
      />
      {operatorKey.current() === null ? <OperatorKeyField /> : null}
      <p class="line">
        <button
          type="submit"
          value="save"
          disabled={
            isBusy || isTooLong || toName(wanted) === '' || (name_source === 'page' && wanted === name)
          }
        >
          Save
        </button>
        {name_source === 'page' ? (
          <button type="submit" value="back" class="second" disabled={isBusy}>
            Take the name back
          </button>
        ) : null}
        <span role="status">{isTooLong ? `At most ${MAX_GIVEN_LENGTH} characters.` : done}</span>
      </p>
      <Objection problem={problem} />
    </form>
  );
}
