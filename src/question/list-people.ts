/** The configured people. */
import { personSchema } from '../record/person.ts';
import { examplePerson } from './example.ts';
import { snapshotList } from './snapshot-list.ts';

export const listPeople = snapshotList({
  name: 'list_people',
  title: 'List people',
  use: 'The people of the configuration and whether each is home, away or unknown, in which zones and by which devices. Use it for questions such as who is home, or whether Anna is home. An empty list means that no people are configured: then list_devices shows devices only.',
  description: 'The configured people and whether they are home, judged by their devices.',
  topic: 'Devices',
  path: '/people',
  filters: {},
  field: 'people',
  row: personSchema,
  descriptions: { field: 'The people, as configured.', answer: 'People.' },
  record: 'PersonList',
  narrow: 'Lower limit.',
  ifNone: 'No people are configured; list_devices has the devices.',
  example: { input: {}, row: examplePerson },
  records: ({ people }) => people,
  usualOrder: 'that of the configuration',
});
