/** What the network's own past suggests. */
import { z } from 'zod';
import {
  checkSchema,
  confidences,
  type Finding,
  findingQuerySchema,
  findingSchema,
  selectFindings,
  severities,
} from '../record/finding.ts';
import { orderBy, sortSchema } from '../record/sort.ts';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import { exampleSnapshot } from './example.ts';
import { exampleChecks, exampleFinding } from './example-finding.ts';
import { offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
import { snapshotQuestion } from './question.ts';

const input = findingQuerySchema.extend({ sort: sortSchema(findingSchema, 'worst first'), ...pageInput });

export const listFindings = snapshotQuestion({
  name: 'list_findings',
  title: 'List findings',
  use: 'What is wrong with the WiFi, from weeks of history; each finding with numbers, remedy and RouterOS commands. Use it first to find why the WiFi is bad or what to improve. checks says which kinds could not be judged: a kind is fine only if its check is none.',
  description:
    'What the history and the configuration suggest, worst first unless sorted, computed every ten minutes. checks lists every kind, and why one could not be judged.',
  topic: 'Network',
  path: '/findings',
  input,
  defaults: { offset: 0 },
  output: z
    .strictObject({
      findings: z.array(findingSchema).describe('Worst first, or as sort says.'),
      checks: z.array(checkSchema).describe('Every kind that was asked for, and whether it could be judged.'),
      ...pageOutput,
      snapshot: snapshotMetaSchema,
    })
    .describe('Findings.'),
  record: 'FindingList',
  refusals: ['no_snapshot'],
  narrow: 'Lower limit, or filter by kind, severity or subject.',
  page: offsetPage('findings', 'Nothing was found; checks says which kinds could not be judged.'),
  table: { field: 'findings', row: () => findingSchema },
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
    const found = selectFindings(findings, query);
    const page = pageOf(query.sort === undefined ? found : sorted(found, query.sort), query);
    return {
      findings: page.rows,
      checks: checks.filter(({ kind }) => query.kind === undefined || query.kind.includes(kind)),
      ...page.fields,
      snapshot: meta,
    };
  },
});

/** By a field; severity and confidence from the mildest, not by the alphabet. */
function sorted(findings: readonly Finding[], sort: string): Finding[] {
  const compare = orderBy(sort, () => 0);
  const ranked = (finding: Finding) => ({
    ...finding,
    severity: severities.indexOf(finding.severity),
    confidence: confidences.indexOf(finding.confidence),
  });
  return findings.toSorted((a, b) => compare(ranked(a), ranked(b)));
}
