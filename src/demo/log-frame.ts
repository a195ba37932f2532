/** How a log line travels. */

export type LogFormat = 'default' | 'bsd-syslog';

export interface Frame {
  format: LogFormat;
  /** Of the router. */
  identity: string;
  /** The identity before the message, as where the logging rule has it as its prefix. */
  isPrefixed: boolean;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Facility daemon, severity info. */
const PRIORITY = 30;

/** `line` as `/log print` shows it. */
export function frameLine(line: string, at: number, { format, identity, isPrefixed }: Frame): string {
  const [topics, ...words] = line.split(' ');
  const text = isPrefixed ? [topics, `${identity}:`, ...words].join(' ') : line;
  // <30>Jun  7 10:07:16 Hallway wireless,info …
  return format === 'default' ? text : `<${PRIORITY}>${stamp(at)} ${identity} ${text}`;
}

/** As RFC 3164 has it; the router's clock is on UTC. */
function stamp(at: number): string {
  const date = new Date(at);
  const day = String(date.getUTCDate()).padStart(2);
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}
