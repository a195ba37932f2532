/**
 * What stands in front of the message of a log line: the header of a format, the topics, the identity of the router. Lines about a device
 * need none of this, as its MAC address shows where they begin.
 */
import { dialectNames, dialects } from './dialect.ts';

/** "wireless,info", "caps,debug,error" */
const TOPICS = /(?:^|[\s>|=])((?:[a-z0-9-]{2,16},)+[a-z0-9-]{2,16})(?=[\s|])/;
const WIFI_TOPICS: ReadonlySet<string> = new Set(
  dialectNames.flatMap((dialect) => dialects[dialect].logTopics),
);
/** "<30>Jun  7 10:07:16 mikrotik2 ", "<30>1 2026-06-07T10:07:16Z hAP wireless - - [origin …] " */
const HEADER =
  /^(?:\d{1,6} )?<\d{1,3}>(?:1 \S+ \S+ \S+ \S+ \S+ (?:-|\[[^\]]*\]) ?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ |\d{4}-\d\d-\d\dT\S+ \S+ )?/;
const CEF = /^CEF:(?:[^|]*\|){7}msg=/;

export interface Framed {
  /** Without header and topics. An identity may stand in front of it, as "identity: ". */
  message: string;
  /** False where the topics are not those of WiFi; null where the line has none. */
  isWifi: boolean | null;
}

export function unframe(line: string): Framed {
  const topics = TOPICS.exec(line);
  const isWifi = topics === null ? null : topics[1]!.split(',').some((topic) => WIFI_TOPICS.has(topic));
  const cef = CEF.exec(line);
  if (cef !== null) return { message: line.slice(cef[0].length), isWifi };
  const header = HEADER.exec(line)?.[0].length ?? 0;
  // topics further on are part of a name
  const end =
    topics === null || topics.index > header + MAX_IDENTITY ? null : topics.index + topics[0].length;
  return { message: line.slice(end ?? header).replace(/^[\s\uFEFF]+/, ''), isWifi };
}

const MAX_IDENTITY = 64;
