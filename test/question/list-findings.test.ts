/** The order of findings. */
import { expect, it } from 'vitest';
import { exampleFinding } from '../../src/question/example-finding.ts';
import { listFindings } from '../../src/question/list-findings.ts';
import { snapshot } from '../rest/snapshot.ts';

const found = [
  { ...exampleFinding, finding_id: 'a', severity: 'problem', confidence: 'low', title: 'C' },
  { ...exampleFinding, finding_id: 'b', severity: 'warning', confidence: 'high', title: 'A' },
  { ...exampleFinding, finding_id: 'c', severity: 'info', confidence: 'medium', title: 'B' },
  { ...exampleFinding, finding_id: 'd', severity: 'info', confidence: 'low', title: 'D' },
] as const;

it.each([
  [undefined, 'abcd'],
  ['severity', 'cdba'],
  ['-severity', 'abcd'],
  ['confidence', 'adcb'],
  ['-confidence', 'bcad'],
  ['title', 'bcad'],
])('sorted by %s they are %s: words of rank by their rank, ties worst first', (sort, ids) => {
  const answer = listFindings.answer({ ...snapshot(), findings: found }, sort === undefined ? {} : { sort });
  const { findings } = answer as { findings: typeof found };
  expect(findings.map(({ finding_id: id }) => id).join('')).toBe(ids);
});
