/** One of the configured people. */
import { z } from 'zod';
import { personSchema } from '../record/person.ts';
import { examplePerson } from './example.ts';
import { listPeople } from './list-people.ts';
import { snapshotQuestion } from './question.ts';

export const getPerson = snapshotQuestion({
  name: 'get_person',
  title: 'Get one person',
  use: listPeople.use,
  description: 'One of the configured people, and whether they are home.',
  topic: 'Devices',
  path: '/people/{person_id}',
  isTool: false,
  input: z.strictObject({
    person_id: z.string().min(1).max(128).describe('person_id, or the whole name in any case.'),
  }),
  defaults: {},
  output: personSchema,
  record: 'Person',
  refusals: ['no_snapshot', 'person_not_found'],
  narrow: 'One person cannot be narrowed further.',
  example: { input: { person_id: 'anna' }, answer: examplePerson },
  answer({ people }, { person_id: wanted }) {
    const name = wanted.trim().toLowerCase();
    const found =
      people.find((person) => person.person_id === name) ??
      people.find((person) => person.name.toLowerCase() === name);
    return found ?? { refused: 'person_not_found' };
  },
});
