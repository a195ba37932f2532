/** What the documentation names exists: paths, scripts of npm, tests. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { manualPages } from './manual.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
/** For people who change the program: what looks like a path is one. */
const guides = [
  'CONTRIBUTING.md',
  ...['architecture', 'changes', 'decisions', 'interface'].map((name) => `docs/${name}.md`),
];
const texts = ['README.md', 'CONTRIBUTING.md', ...manualPages.map((page) => `docs/${page}`)];

/** A name that no file may have, and a file of the service's own. */
const noPaths = ['utils.ts', 'memory.json'];

/** Each path in backticks, with the folders of `src/` that the first cell of its table row names. */
function pathsIn(text: string): { path: string; folders: string[] }[] {
  const prose = text.replace(/^```[^]*?^```$/gm, '');
  // code may go on in the next line, but not in the next row
  const lines = prose.replace(/\n(?=[^|\n])/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const firstCell = /^\| ([^|]*) \|/.exec(line)?.[1] ?? '';
    const folders = wordsIn(firstCell).filter((word) => word.endsWith('/'));
    const paths = wordsIn(line).filter(isPath);
    return paths.map((path) => ({ path, folders }));
  });
}

/** The words of what stands in backticks. */
function wordsIn(line: string): string[] {
  return [...line.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code!.split(' '));
}

function isPath(word: string): boolean {
  return /^[\w.][\w.-]*(?:\/[\w.-]+)*(?:\/|\.(?:tsx?|mts|json|md|sh|ya?ml|txt))$|^[\w.-]+(?:\/[\w.-]+)+$/.test(
    word,
  );
}

it.each(guides)('every path in %s exists, from the root, from src/ or in the folder of its row', (guide) => {
  const paths = pathsIn(read(guide)).filter(({ path }) => !noPaths.includes(path));
  const missing = paths.filter(
    ({ path, folders }) =>
      !['', 'src', ...folders.map((folder) => join('src', folder))].some((from) =>
        existsSync(join(root, from, path)),
      ),
  );
  expect(missing.map(({ path }) => path)).toEqual([]);
});

it('paths are found in plain text, in commands and in tables', () => {
  const text =
    'See `a/b.ts`, `npx vitest run test/c`, `d.json` and `run\ntest/h.ts -u`, not `/url`.\n| `e/ f/` | says `x` | `g.ts` |';
  expect(pathsIn(text)).toEqual([
    ...['a/b.ts', 'test/c', 'd.json', 'test/h.ts'].map((path) => ({ path, folders: [] })),
    ...['e/', 'f/', 'g.ts'].map((path) => ({ path, folders: ['e/', 'f/'] })),
  ]);
});

it.each(texts)('every script of npm that %s names is in package.json', (guide) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [...read(guide).matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, script]) => script!);
  expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
});

it.each(texts)('every -t in %s selects a test of its file', (guide) => {
  const commands = [...read(guide).matchAll(/vitest run (\S+) -t "([^"]+)"/g)];
  expect(commands).toHaveLength([...read(guide).matchAll(/vitest run[^`\n]* -t /g)].length);
  const empty = commands.filter(([, file, pattern]) => {
    const titles = [...read(file!).matchAll(/[\w)]\(\s*(['"`])(.+?)\1, (?:async )?(?:\(|function)/g)].map(
      ([, , title]) => title!,
    );
    return !titles.some((title) => new RegExp(pattern!).test(title));
  });
  expect(empty.map(([command]) => command)).toEqual([]);
});
