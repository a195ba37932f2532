/** The problems of a configuration, each with what is wrong and what to write instead. No sentence repeats a secret. */

export interface ConfigProblem {
  /** The variable, or the key's path in the file, such as `routers[0].url`. */
  name: string;
  /** Two sentences: what is wrong, and the remedy. */
  message: string;
  /** Where the setting stands, such as `.env, line 3` or `config.yaml, line 54, "Wall panel"`. Without it the name says it. */
  place?: string;
}

/** One line: the setting, its place, what is wrong, and the remedy. */
export function sayProblem({ name, place, message }: ConfigProblem): string {
  return place === undefined || place === name ? `${name}: ${message}` : `${name} (${place}): ${message}`;
}

/** Adds a problem to a list; returns undefined, the value of what was refused. */
export type Note = (name: string, message: string) => undefined;

/** A list of problems, and how to add one. A problem that is noted twice is listed once. */
export function collectProblems(): { problems: ConfigProblem[]; note: Note } {
  const problems: ConfigProblem[] = [];
  const note: Note = (name, message) => {
    const again = problems.some((problem) => problem.name === name && problem.message === message);
    if (!again) problems.push({ name, message });
    return undefined;
  };
  return { problems, note };
}

/**
 * What to print when there are problems: the first steps when nothing is configured, else a line per problem. `newKey`: a key that nobody
 * knows yet, for the lines to copy.
 */
export function explain(
  problems: readonly ConfigProblem[],
  { isEmpty, newKey }: { isEmpty: boolean; newKey: string },
): string {
  if (isEmpty) return firstSteps(newKey);
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const lines = problems.map((problem) => `  ${sayProblem(problem)}`);
  return `mikrotik-presence did not start: ${count} in the configuration.\n\n${lines.join('\n')}\n\n${WHERE}\n`;
}

const WHERE = 'docs/configuration.md lists every variable and every key of the file.';

const firstSteps = (newKey: string) => `mikrotik-presence has no router to read: nothing is configured.

Put these four lines into a file named .env in the working directory, or set them in the environment:

  ROUTEROS_URL=https://192.168.88.1
  ROUTEROS_USERNAME=presence
  ROUTEROS_PASSWORD='the password of that router user'
  API_KEY=${newKey}

The key was made for you just now. Then run "mikrotik-presence check" (in a clone: npm start -- check). It reads the router once and prints the commands that fix each problem.

To try it first: "mikrotik-presence demo" (npm run demo) needs no configuration and runs with a simulated network.

${WHERE}
`;

/** A value for a sentence: quoted, short, with invisible characters escaped, and without the passwords a URL or a joined line may hold. */
export function quote(text: string): string {
  // "https://user:word@host"; "https://192.168.88.1 ROUTEROS_PASSWORD=word", "10s password:word"
  const shown = text.replace(/^.*@/s, '…@').replace(/((?:password|key)\s*[:=]).*/is, '$1…');
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  return JSON.stringify(short.toWellFormed()).replace(
    /[\p{C}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** A key path of the file. A key with unusual characters is quoted. */
export function keyPath(at: string, key: string): string {
  const shown = /^[\w-]{1,40}$/.test(key) ? key : quote(key);
  return at === '' ? shown : `${at}.${shown}`;
}

/** "this, that or the other". */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
