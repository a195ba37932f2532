/** What can be done about an access point or a network. Each form makes a plan; a person approves it in the next dialog. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ChangeDialog } from './dialog.tsx';
import { Objection } from './objection.tsx';
import { type Choices, RadioField } from './radio-field.tsx';
import { type RadioForm, toInput } from './radio-fields.ts';
import { useProposal } from './use-proposal.ts';
import { toActionText } from './words.ts';

interface RadioActionsProps {
  /** Of the access point or network. */
  name: string;
  forms: readonly RadioForm[];
  /** Values for the inputs that a form does not ask for. */
  given: Readonly<Record<string, string>>;
  choices: Choices;
}

export function RadioActions({ name, forms, given, choices }: RadioActionsProps) {
  const { change, setChange, problem, forgetProblem, isBusy, propose: proposeAny } = useProposal();
  const [form, setForm] = useState<RadioForm | null>(null);
  const propose = async ({ action, given: keys }: RadioForm, input: Record<string, unknown>) => {
    const own = Object.fromEntries(keys.map((key) => [key, given[key]]));
    if (await proposeAny({ action, input: { ...own, ...input } })) setForm(null);
  };
  const choose = (chosen: RadioForm) => {
    forgetProblem();
    if (chosen.fields.length === 0) void propose(chosen, {});
    else setForm(chosen);
  };
  return (
    <div class="radio-actions" role="group" aria-label={`Change ${name}`}>
      {forms.map((each) => (
        <button key={each.action} type="button" class="second" disabled={isBusy} onClick={() => choose(each)}>
          {each.button}
        </button>
      ))}
      {form === null ? <Objection problem={problem} /> : null}
      {form === null ? null : (
        <FormDialog
          key={form.action}
          title={`${toActionText(form.action)} ${name}`}
          form={form}
          choices={choices}
          problem={problem}
          isBusy={isBusy}
          onPlan={(input) => void propose(form, input)}
          onClose={() => setForm(null)}
        />
      )}
      {change === null ? null : (
        <ChangeDialog
          key={change.change_id}
          change={change}
          onChange={setChange}
          onClose={() => setChange(null)}
        />
      )}
    </div>
  );
}

interface FormDialogProps {
  title: string;
  form: RadioForm;
  choices: Choices;
  problem: string | null;
  isBusy: boolean;
  onPlan: (input: Record<string, unknown>) => void;
  onClose: () => void;
}

function FormDialog({ title, form, choices, problem, isBusy, onPlan, onClose }: FormDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    onPlan(toInput(form.fields, (name) => data.get(name) as string | null));
  };
  return (
    <dialog ref={dialog} class="change-dialog" aria-labelledby="form-title" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id="form-title" dir="auto">
          {title}
        </h2>
        {form.fields.map((field) => (
          <RadioField key={field.name} field={field} choices={choices} />
        ))}
        <Objection problem={problem} />
        <p class="quiet">The plan says what it affects. Nothing is written before you approve it.</p>
        <p class="dialog-buttons">
          <button type="submit" disabled={isBusy}>
            Plan
          </button>
          <button type="button" class="second" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </p>
      </form>
    </dialog>
  );
}
