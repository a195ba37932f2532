/** Of the problems that one mistake makes, the one that names it. */
import type { ConfigProblem } from './problem.ts';
import { isQuoted, QUOTES } from './quotes.ts';

export interface Found {
  texts: ReadonlyMap<string, string>;
  /** Names whose line in `.env` does not mean what it seems to. */
  misread: ReadonlySet<string>;
  isDotEnvUnread: boolean;
}

/** Where `.env` was not read, what it lacks is no news. A value that was misread is not judged again. */
export function causesOf(
  problems: readonly ConfigProblem[],
  { texts, misread, isDotEnvUnread }: Found,
): ConfigProblem[] {
  const seen = new Set<string>();
  return problems
    .filter(({ name, place }) => !isDotEnvUnread || name === '.env' || place !== '.env')
    .filter(({ name }) => name === '.env' || !misread.has(name) || (!seen.has(name) && seen.add(name)))
    .map((problem) => (isQuoted(texts.get(problem.name) ?? '') ? { ...problem, message: QUOTES } : problem));
}
