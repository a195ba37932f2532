/** Which columns are shown: those in the address, else those this browser keeps, else the default for its width. */
import { useState } from 'preact/hooks';
import { readStored, store } from '../stored.ts';
import { type ColumnField, columns, defaultFields, toFields } from './column.ts';
import { Choice, Menu } from './menu.tsx';

const NAME = 'columns';
const isNarrow = () => matchMedia('(max-width: 560px)').matches;

export function useFields(query: URLSearchParams) {
  const [kept, setKept] = useState(() => toFields(readStored(NAME)) ?? defaultFields(isNarrow()));
  const text = query.get('columns');
  const [given, setGiven] = useState<{ text: string | null; fields: readonly ColumnField[] | null }>({
    text: null,
    fields: null,
  });
  // the same list while the text is the same: rows compare it
  if (given.text !== text) setGiven({ text, fields: text === null ? null : toFields(text.split(',')) });
  const keep = (fields: readonly ColumnField[]) => {
    store(NAME, fields);
    setKept(fields);
  };
  return [given.fields ?? kept, keep] as const;
}

interface ColumnMenuProps {
  fields: readonly ColumnField[];
  onFields: (fields: readonly ColumnField[]) => void;
}

export function ColumnMenu({ fields, onFields }: ColumnMenuProps) {
  const toggled = (field: ColumnField) =>
    toFields(fields.includes(field) ? fields.filter((each) => each !== field) : [...fields, field]) ?? fields;
  return (
    <Menu title="Columns" chosen={null}>
      {() => (
        <>
          {columns
            .filter(({ field }) => field !== 'name')
            .map(({ field, title }) => (
              <Choice
                key={field}
                text={title}
                count={null}
                isChosen={fields.includes(field)}
                onToggle={() => onFields(toggled(field))}
              />
            ))}
          <button type="button" class="link" onClick={() => onFields(defaultFields(isNarrow()))}>
            Default columns
          </button>
        </>
      )}
    </Menu>
  );
}
