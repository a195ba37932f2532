/** The configured people. */
import { z } from 'zod';
import { personSchema } from '../record/person.ts';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import { examplePerson, exampleSnapshot } from './example.ts';
import { offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
import { snapshotQuestion } from './question.ts';

export const listPeople = snapshotQuestion({
  name: 'list_people',
  title: 'List people',
  use: 'The people of the configuration and whether each is home, away or unknown, in which zones and by which devices. Use it for questions such as who is home, or whether Anna is home. An empty list means that no people are configured: then list_devices shows devices only.',
  description: 'The configured people and whether they are home, judged by their devices.',
  topic: 'Devices',
  path: '/people',
  input: z.strictObject(pageInput),
  defaults: { offset: 0 },
  output: z
    .strictObject({
      people: z.array(personSchema).describe('The people, as configured.'),
      ...pageOutput,
      snapshot: snapshotMetaSchema,
    })
    .describe('People.'),
  record: 'PersonList',
  refusals: ['no_snapshot'],
  narrow: 'Lower limit.',
  page: offsetPage('people'),
  example: {
    input: {},
    answer: {
      people: [examplePerson],
      total_count: 1,
      limit: null,
      offset: 0,
      has_more: false,
      snapshot: exampleSnapshot,
    },
  },
  answer(snapshot, query) {
    const { rows, fields } = pageOf(snapshot.people, query);
    return { people: rows, ...fields, snapshot: snapshot.meta };
  },
});
