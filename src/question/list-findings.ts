/** What the network's own past suggests. */
import { z } from 'zod';
import { checkSchema, findingQuerySchema, findingSchema, selectFindings } from '../record/finding.ts';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import { exampleSnapshot } from './example.ts';
import { exampleChecks, exampleFinding } from './example-finding.ts';
import { offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
import { snapshotQuestion } from './question.ts';

const input = findingQuerySchema.extend(pageInput);

export const listFindings = snapshotQuestion({
  name: 'list_findings',
  title: 'List findings',
  use: 'What is wrong with the WiFi, from weeks of history; each finding with numbers, remedy and RouterOS commands. Use it first to find why the WiFi is bad or what to improve. checks says which kinds could not be judged: a kind is fine only if its check is none.',
  description:
    'What the history and the configuration suggest, worst first, computed every ten minutes. checks lists every kind, and why one could not be judged.',
  topic: 'Network',
  path: '/findings',
  input,
  defaults: { offset: 0 },
  output: z
    .strictObject({
      findings: z.array(findingSchema).describe('Worst first.'),
      checks: z.array(checkSchema).describe('Every kind that was asked for, and whether it could be judged.'),
      ...pageOutput,
      snapshot: snapshotMetaSchema,
    })
    .describe('Findings.'),
  record: 'FindingList',
  refusals: ['no_snapshot'],
  narrow: 'Lower limit, or filter by kind, severity or subject.',
  page: offsetPage('findings', 'Nothing was found; checks says which kinds could not be judged.'),
  example: {
    input: { severity: 'warning', limit: 1 },
    answer: {
      findings: [exampleFinding],
      checks: exampleChecks,
      total_count: 1,
      limit: 1,
      offset: 0,
      has_more: false,
      snapshot: exampleSnapshot,
    },
  },
  answer: ({ findings, checks, meta }, query) => {
    const page = pageOf(selectFindings(findings, query), query);
    return {
      findings: page.rows,
      checks: checks.filter(({ kind }) => query.kind === undefined || query.kind.includes(kind)),
      ...page.fields,
      snapshot: meta,
    };
  },
});
