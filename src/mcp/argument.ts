/** Converts the arguments of a call to what the schema expects. Models spell them in many ways; a value that fits no spelling is refused. */
import { z } from 'zod';
import { type Checked, checkInput, convert, convertList, fieldOf } from '../question/input.ts';
import type { InputError } from '../question/refusal.ts';
import type { Tool } from './tool.ts';

export function readArguments(
  { input, aliases = {} }: Pick<Tool, 'input' | 'aliases'>,
  given: unknown,
): Checked<Record<string, unknown>> {
  if (typeof (given ?? {}) !== 'object' || Array.isArray(given))
    return { errors: [{ parameter: 'arguments', message: 'must be an object' }] };
  const values = new Map<string, unknown>();
  const twice: InputError[] = [];
  for (const [written, value] of Object.entries(given ?? {})) {
    if ((value ?? null) === null) continue; // clients that send every argument leave one out so
    const isAlias = !Object.hasOwn(input.shape, written) && Object.hasOwn(aliases, written);
    const name = isAlias ? aliases[written]! : written;
    const converted = toField(fieldOf(input, name), value);
    if (values.has(name) && JSON.stringify(values.get(name)) !== JSON.stringify(converted))
      twice.push({
        parameter: name,
        message: `is given twice, with different values (${written} is another name of it)`,
      });
    values.set(name, converted);
  }
  const checked = checkInput(input, Object.fromEntries(values), 'an argument of this tool');
  return twice.length === 0
    ? checked
    : { errors: [...twice, ...('errors' in checked ? checked.errors : [])] };
}

/** A single value stands for a list of one, text for a number or a boolean. Anything else stays as it is, for the schema to refuse. */
function toField(field: z.core.$ZodType | null, value: unknown): unknown {
  if (field instanceof z.ZodArray) return convertList(field, [value].flat());
  return field === null ? value : convert(field, value);
}
