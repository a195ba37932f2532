/** One field of a form about radios. */
import { useId } from 'preact/hooks';
import { type Choice, type Field, unsetName } from './radio-fields.ts';

export type Choices = Partial<Record<Choice, readonly string[]>>;

export function RadioField({ field, choices }: { field: Field; choices: Choices }) {
  const id = useId();
  return (
    <p class="field">
      <label for={id}>
        {field.label}
        {'unit' in field ? ` (${field.unit})` : ''}
      </label>
      <Control field={field} id={id} choices={choices} />
      {field.canUnset === true && field.kind !== 'flag' ? (
        <label class="unset">
          <input type="checkbox" name={unsetName(field.name)} value="unset" /> unset it
        </label>
      ) : null}
    </p>
  );
}

function Control({ field, id, choices }: { field: Field; id: string; choices: Choices }) {
  const { name } = field;
  const hint = field.whenEmpty === 'unset' ? '' : 'as it is';
  switch (field.kind) {
    case 'number':
      return <input id={id} name={name} type="number" min={field.min} max={field.max} placeholder={hint} />;
    case 'numbers':
      return <input id={id} name={name} autocomplete="off" placeholder={`${hint}, or ${field.example}`} />;
    case 'text':
      return (
        <>
          <input id={id} name={name} autocomplete="off" placeholder={hint} list={`${id}-hints`} />
          <datalist id={`${id}-hints`}>
            {field.hints.map((text) => (
              <option key={text} value={text} />
            ))}
          </datalist>
        </>
      );
    case 'flag':
    case 'choice':
      return (
        <select id={id} name={name}>
          {optionsOf(field, choices).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      );
  }
}

const AS_IT_IS = ['', 'as it is'] as const;

function optionsOf(field: Extract<Field, { kind: 'flag' | 'choice' }>, choices: Choices) {
  if (field.kind === 'flag') {
    const both = [['false', 'off'] as const, ['true', 'on'] as const];
    return field.canUnset === true ? [AS_IT_IS, ...both, ['unset', 'unset'] as const] : both;
  }
  if (typeof field.options !== 'string') return field.options;
  return (choices[field.options] ?? []).map((text) => [text, text] as const);
}
