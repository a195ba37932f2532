/** Series of findings. */
import { type Finding, findingKinds, severities } from '../record/finding.ts';
import type { Family, MetricSample } from './family.ts';

export const findingFamilies: readonly Family[] = [
  {
    name: 'findings',
    help: 'Findings that hold now, without those that the configuration ignores; absent for a kind that could not be judged.',
    type: 'gauge',
    labelNames: ['kind', 'severity'],
    read: ({ snapshot }) => {
      if (snapshot === null) return [];
      const unjudged = new Set(
        snapshot.checks.filter(({ status }) => status.startsWith('not_')).map(({ kind }) => kind),
      );
      return countsOf(snapshot.findings, unjudged);
    },
  },
];

/** A kind that was judged counts 0; one that could not be judged counts only what still holds. */
function* countsOf(findings: readonly Finding[], unjudged: ReadonlySet<string>): Generator<MetricSample> {
  for (const kind of findingKinds) {
    for (const severity of severities) {
      const count = findings.filter(
        (one) => one.kind === kind && one.severity === severity && !one.ignored,
      ).length;
      if (count > 0 || !unjudged.has(kind)) yield { labels: { kind, severity }, value: count };
    }
  }
}
