/** What is wrong with the configuration, said so that whoever reads it knows what to write instead. No sentence repeats a secret. */

export interface Problem {
  /** The variable, or the key's path in the file, such as `routers[0].url`. */
  name: string;
  /** Whole sentences: what is wrong, and the remedy. */
  message: string;
}

/** Puts a problem on the list; answers undefined, the value of what is refused. */
export type Note = (name: string, message: string) => undefined;

/** A list of problems and the way to put one on it; the same one twice is one. */
export function collect(): { problems: Problem[]; note: Note } {
  const problems: Problem[] = [];
  const note: Note = (name, message) => {
    const again = problems.some((problem) => problem.name === name && problem.message === message);
    if (!again) problems.push({ name, message });
    return undefined;
  };
  return { problems, note };
}

/** What to print when there are problems: one screen when nothing is configured at all, else a line for each problem. */
export function explain(problems: readonly Problem[], { isEmpty }: { isEmpty: boolean }): string {
  if (isEmpty) return FIRST_STEPS;
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const lines = problems.map(({ name, message }) => `  ${name}: ${message}`);
  return `mikrotik-presence does not start: ${count} in the configuration.\n\n${lines.join('\n')}\n\n${WHERE}\n`;
}

const WHERE = 'Every variable and every key of the file is listed in README.md under "Configuration".';

const FIRST_STEPS = `mikrotik-presence has not been told which router to read.

Put these four lines into a file named .env in the working directory, or set them in the environment:

  ROUTEROS_URL=https://192.168.88.1
  ROUTEROS_USERNAME=presence
  ROUTEROS_PASSWORD='the password of that router user'
  API_KEY='at least 16 characters, such as node -p "crypto.randomUUID()" prints'

Then "npm run build && node dist/main.js check" says whether the router can be read, and what to type in its terminal if not.

To look around first: "npm run demo" needs none of this; it brings a simulated network along.

${WHERE}
`;

/** A value as it may be shown in a sentence: quoted, short, nothing invisible, without what a URL or a line run into it may give away. */
export function quote(text: string): string {
  // "https://user:word@host"; "https://192.168.88.1 ROUTEROS_PASSWORD=word", "10s password:word"
  const shown = text.replace(/^.*@/s, '…@').replace(/((?:password|key)\s*[:=]).*/is, '$1…');
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  return JSON.stringify(short.toWellFormed()).replace(
    /[\p{C}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** A file's key path; only what looks like a key is shown as it is. */
export function keyPath(at: string, key: string): string {
  const shown = /^[\w-]{1,40}$/.test(key) ? key : quote(key);
  return at === '' ? shown : `${at}.${shown}`;
}

/** "this, that or the other". */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
