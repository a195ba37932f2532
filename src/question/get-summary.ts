/** The counts of the whole house. */
import { z } from 'zod';
import { summaryAnswerSchema, toSummary } from '../record/summary.ts';
import { exampleSnapshot } from './example.ts';
import { snapshotQuestion } from './question.ts';

export const getSummary = snapshotQuestion({
  name: 'get_summary',
  title: 'Count who is home and connected',
  use: 'How many known devices and people are home, how many devices are connected, guests and strangers. null means that a count cannot be known now; home_at_least, people_home, people_unknown and somebody_home say what is certain. Use it for questions such as whether anybody is home, or how many strangers are on the WiFi.',
  description:
    'How many known devices and people are home, how many devices are connected, and what of it is certain.',
  topic: 'Devices',
  path: '/summary',
  input: z.strictObject({}),
  defaults: {},
  output: summaryAnswerSchema.describe('The counts.'),
  record: 'Summary',
  refusals: ['no_snapshot'],
  narrow: 'Ask list_people.',
  example: {
    input: {},
    answer: {
      home: null,
      connected: 21,
      known: 12,
      guests: 2,
      strangers: 5,
      people_home: ['Anna'],
      home_at_least: 3,
      people_unknown: ['Ben'],
      somebody_home: true,
      snapshot: exampleSnapshot,
    },
  },
  answer: (snapshot) => ({ ...toSummary(snapshot), snapshot: snapshot.meta }),
});
