/** A line of the log for eyes: the cause first, the remedy next, the rest as name=value. */

type Fields = Readonly<Record<string, unknown>>;

/** Whether to write colour codes to a terminal. https://no-color.org */
export function hasColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

const LEVELS: Record<string, string> = { debug: '36', info: '32', warn: '33', error: '31' };
/** Sentences for people, in this order. */
const SENTENCES = ['message', 'problem', 'remedy'];

/** `line`: one JSON object of the log. One that is not stays as it is. */
export function toPretty(line: string, colour: boolean): string {
  let parsed: Fields;
  try {
    parsed = JSON.parse(line) as Fields;
  } catch {
    return line;
  }
  const { time, level, msg, ...fields } = parsed;
  const paint = (code: string, text: string) =>
    colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  const name = String(level).toUpperCase().padEnd(5);
  const said = SENTENCES.flatMap((key) => (typeof fields[key] === 'string' ? [fields[key]] : []));
  const rest = Object.entries(fields)
    .filter(([key, value]) => !(SENTENCES.includes(key) && typeof value === 'string'))
    .map(([key, value]) => `${key}=${shown(value)}`);
  const parts = [
    paint('2', clockTime(String(time))),
    paint(LEVELS[String(level)] ?? '0', name),
    `${String(msg)}${said.length > 0 ? ':' : ''}`,
    ...said,
    paint('2', rest.join(' ')),
  ];
  return `${parts.filter((part) => part !== '').join(' ')}\n`;
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** The local time of day. */
function clockTime(iso: string): string {
  const time = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return Number.isNaN(time.getTime())
    ? iso
    : [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
}
