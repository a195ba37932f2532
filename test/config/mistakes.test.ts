/** What people get to read after a mistake. `npx vitest run test/config/mistakes.test.ts -u` writes `mistakes.txt` anew; read it then. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explain, sayProblem } from '../../src/config/problem.ts';
import { readConfig } from '../../src/config/read.ts';
import { type Mistake, refused, warned } from './mistakes.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function read({ env = {}, files }: Mistake) {
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-'));
  folders.push(directory);
  for (const [name, content] of Object.entries(files))
    if (content === null) mkdirSync(join(directory, name));
    else writeFileSync(join(directory, name), content);
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const result = readConfig({ env, directory, readFile });
  const hide = (text: string) => text.replaceAll(directory, '/srv');
  return { result, hide };
}

/** All that is printed; null when the configuration is accepted. */
function printed(mistake: Mistake): string | null {
  const { result, hide } = read(mistake);
  return 'problems' in result ? hide(explain(result.problems, { ...result, newKey: 'NEW-KEY' })) : null;
}

function warnings(mistake: Mistake): string[] {
  const { result, hide } = read(mistake);
  return 'problems' in result ? [] : result.warnings.map((warning) => hide(sayProblem(warning)));
}

const PLACE =
  /^ {2}\S+ \((?:environment|\.env(?:, line \d+)?|config\.yaml(?:, line \d+(?:, ".+")?)?)\): |^ {2}\.env: /;

describe('62 mistakes are refused', () => {
  it('there are 62 of them, each of its own kind', () => {
    expect(new Set(refused.map(({ what }) => what)).size).toBe(62);
  });

  it.each(refused)('$what: place, cause and remedy in one line each, and no secret', (mistake) => {
    const text = printed(mistake);
    expect(text).not.toBeNull();
    expect(text).not.toContain('hunter2');
    if (text!.startsWith('mikrotik-presence has no router')) return;
    const lines = text!.split('\n').filter((line) => line.startsWith('  '));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(PLACE);
      // cause, then remedy
      expect(line.replace(PLACE, '')).toMatch(/[.?!] [A-Z](?:.*[^.])?[.?]$/);
    }
  });

  it('what is printed reads as in mistakes.txt', async () => {
    const all = refused.map((mistake) => `# ${mistake.what}: 78\n${printed(mistake)}`);
    const some = warned.map((mistake) => `# ${mistake.what}: starts\n  ${warnings(mistake).join('\n  ')}\n`);
    await expect([...all, ...some].join('\n')).toMatchFileSnapshot('mistakes.txt');
  });
});

it.each(warned)('$what is accepted with a warning that names the place', (mistake) => {
  expect(warnings(mistake)).toHaveLength(1);
  expect(`  ${warnings(mistake)[0]}`).toMatch(PLACE);
});
