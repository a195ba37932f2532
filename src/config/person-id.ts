/** The ids of people: given in the file, else made from their names. */
import { hash } from 'node:crypto';
import { distinctSlugs } from '../parse/slug.ts';
import { quote } from './problem.ts';
import type { Parse } from './value.ts';

/** A slug, as in topics and in the id of a device in Home Assistant. */
export const personId: Parse<string> = (text, refuse) =>
  /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) && text.length <= 64
    ? text
    : refuse(
        `${quote(text)} is not an id. Write at most 64 lower-case letters, digits and single hyphens, such as anna.`,
      );

interface Named {
  /** Null: made from the name. Undefined: refused. */
  id: string | null | undefined;
  name: string | null | undefined;
}

/** In the same order; undefined where a name or an id was refused. No made id equals a given one. */
export function personIds(people: readonly Named[]): (string | undefined)[] {
  const given = people.flatMap(({ id }) => id ?? []);
  const names = people.flatMap(({ id, name }) => (id === null && name ? [name] : []));
  const made = distinctSlugs(names, (text) => hash('sha256', text), given);
  return people.map(({ id, name }) => (id === null ? made.get(name ?? '') : id));
}
