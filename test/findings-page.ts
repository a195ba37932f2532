/** The manual's page on findings, made from the file of each kind: what begins it, and its constants. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingKinds } from '../src/record/finding.ts';

const folder = join(import.meta.dirname, '..', 'src', 'advise');

export function findingsPage(): string {
  return `# Findings

<!-- Made from src/advise: \`npx vitest run test/manual.test.ts -u\` writes it anew. -->

A finding says what the history and the configuration suggest: what was measured, what to do, and the RouterOS commands for it. *WiFi* on the page,
\`GET /findings\` and the tool \`list_findings\` show them. Findings are computed every ten minutes. One ends a day after it was last found.

| severity | means |
|---|---|
| info | could be better |
| warning | devices suffer |
| problem | act soon |

A kind that cannot be judged says so: \`not_enough_data\`, or \`not_supported\` by the router's version. It is never reported as fine.
\`findings: {ignore: [{kind, subject}]}\` in the [YAML file](configuration.md) silences one.

${findingKinds.map(section).join('\n')}`;
}

function section(kind: string): string {
  const source = readFileSync(join(folder, `${kind.replaceAll('_', '-')}.ts`), 'utf8');
  const head = /^\/\*\*([^]*?)\*\//.exec(source)?.[1] ?? '';
  const words = head.replace(/\n \*/g, ' ').replace(/\s+/g, ' ').trim();
  const constants = [
    ...source.matchAll(/(?:\/\*\* ([^\n]+) \*\/\n)?export const ([A-Z][A-Z_\d]*) = ([-\d._]+)[^\n]*;/g),
  ];
  const rows = constants.map(([, why = '', name, value]) => `| \`${name}\` | ${value} | ${why} |`);
  const table = rows.length === 0 ? '' : `\n| limit | value | |\n|---|---|---|\n${rows.join('\n')}\n`;
  return `## ${kind}\n\n${words}\n${table}`;
}
