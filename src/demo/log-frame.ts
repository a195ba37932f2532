/** The wire format of a log line. */

export type LogFormat = 'default' | 'bsd-syslog';

export interface LogFraming {
  format: LogFormat;
  /** Identity of the router. */
  identity: string;
  /** Whether the identity precedes the message, as with a logging rule that has it as its prefix. */
  isPrefixed: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Facility daemon, severity info. */
const PRIORITY = 30;

/** `line` as `/log print` shows it. */
export function frameLine(line: string, at: number, { format, identity, isPrefixed }: LogFraming): string {
  const [topics, ...words] = line.split(' ');
  const text = isPrefixed ? [topics, `${identity}:`, ...words].join(' ') : line;
  // <30>Jun  7 10:07:16 Hallway wireless,info …
  return format === 'default' ? text : `<${PRIORITY}>${stamp(at)} ${identity} ${text}`;
}

/** The time in the format of RFC 3164; the router's clock is set to UTC. */
function stamp(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2);
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}
