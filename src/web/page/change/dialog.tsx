/** The dialog of one change: its plan, the operator's key, and what becomes of it. */
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { ChangeRecord } from '../../../question/change.ts';
import { ApiError, canBeKey, toProblem } from '../api.ts';
import { useRepeated } from '../use-repeated.ts';
import { EffectChart } from './effect.tsx';
import { Objection } from './objection.tsx';
import { OperatorKeyField } from './operator-key-field.tsx';
import { OperatorKeyContext } from './operator-key-context.ts';
import { PlanFacts } from './plan.tsx';
import { useChangeRequests } from './use-changes.ts';
import { canBeUndone, isOver, toStateText, toTitle } from './words.ts';

interface DialogProps {
  change: ChangeRecord;
  onChange: (change: ChangeRecord) => void;
  onClose: () => void;
}

const LOOK_MS = 2000;

export function ChangeDialog({ change, onChange, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const requests = useChangeRequests();
  const operatorKey = useContext(OperatorKeyContext);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [mustConfirm, setMustConfirm] = useState((change.plan?.cuts_off.length ?? 0) > 0);
  const { change_id: id, state, outcome, commands, plan } = change;

  useEffect(() => dialog.current?.showModal(), []);
  const look = useCallback(
    async (isGone: () => boolean) => {
      if (isOver(state)) return;
      const seen = await requests.get(id).catch(() => null);
      if (seen !== null && !isGone() && seen.state !== state) onChange(seen);
    },
    [id, state],
  );
  // each step of a change is an event
  useRepeated(look, LOOK_MS, true);

  const act = async (run: () => Promise<ChangeRecord>) => {
    setBusy(true);
    setProblem(null);
    try {
      onChange(await run());
    } catch (error) {
      // on a router in production the service asks for the name of the object
      if (error instanceof ApiError && error.status === 400) setMustConfirm(true);
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const typed = fieldOf(form, 'operator-key');
    if (typed !== null) {
      if (!canBeKey(typed)) return setProblem('This cannot be a key.');
      operatorKey.remember(typed);
    }
    const name = (event.submitter as HTMLButtonElement | null)?.value;
    if (name === 'reject') void act(() => requests.reject(id));
    else if (name === 'undo') void act(() => requests.undo(id));
    else void act(() => requests.approve(change, mustConfirm ? fieldOf(form, 'confirm') : null));
  };

  const needsOperator = state === 'planned' || canBeUndone(state);
  return (
    <dialog ref={dialog} class="change-dialog" aria-labelledby="change-title" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id="change-title" dir="auto">
          {toTitle(change)}
        </h2>
        <p class={`change-state is-${state}`} role="status">
          <b>{toStateText(state)}</b>
          {outcome === null ? null : (
            <>
              {': '}
              <bdi>{outcome}</bdi>
            </>
          )}
        </p>
        {commands.length === 0 ? null : (
          <pre class="commands" dir="ltr" tabIndex={0} aria-label="RouterOS commands">
            <code>{commands.join('\n')}</code>
          </pre>
        )}
        {plan === null ? null : <PlanFacts change={change} plan={plan} />}
        <EffectChart effects={change.effect} />
        {needsOperator && operatorKey.current() === null ? <OperatorKeyField /> : null}
        {state === 'planned' && mustConfirm && plan !== null ? (
          <p class="field">
            <label for="confirm">
              To confirm, write <code>{plan.object.name}</code>
            </label>
            <input id="confirm" name="confirm" autocomplete="off" spellcheck={false} />
          </p>
        ) : null}
        <Objection problem={problem} />
        <p class="dialog-buttons">
          {state === 'planned' ? (
            <>
              <button type="submit" value="approve" disabled={isBusy}>
                Approve
              </button>
              <button type="submit" value="reject" class="second" disabled={isBusy}>
                Reject
              </button>
            </>
          ) : null}
          {canBeUndone(state) ? (
            <button type="submit" value="undo" disabled={isBusy}>
              Undo
            </button>
          ) : null}
          <button type="button" class="second" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </p>
      </form>
    </dialog>
  );
}

/** Null where the form has no such field. */
function fieldOf(form: HTMLFormElement, name: string): string | null {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value.trim() : null;
}
