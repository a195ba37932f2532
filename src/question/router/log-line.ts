/** Lines of a router's log that may be shown: of some topics, and without the commands that they quote. */
import type { Row } from '../../parse/row.ts';
import { cleanText } from '../../parse/text.ts';

const MAX_MESSAGE_LENGTH = 1024;

/** Others hold commands, addresses of people or secrets. */
export const logTopics = ['wireless', 'caps', 'dhcp', 'interface', 'system', 'error'] as const;
export type LogTopic = (typeof logTopics)[number];

export interface LogLine {
  /** Epoch ms; null when the time could not be read. */
  at: number | null;
  /** As the router writes it, in its own zone. */
  time: string;
  topics: string[];
  message: string;
}

/** Null for a line without one of the topics. `clock`: what the router's clock shows now as epoch ms of UTC, and the true epoch ms. */
export function toLogLine(
  row: Row,
  topics: readonly LogTopic[],
  clock: { localMs: number; now: number } | null,
): LogLine | null {
  const own = textOf(row, 'topics').split(',');
  if (!own.some((topic) => (topics as readonly string[]).includes(topic))) return null;
  const time = textOf(row, 'time');
  const localMs = clock === null ? null : parseLogTime(time, clock.localMs);
  return {
    at: localMs === null ? null : localMs - clock!.localMs + clock!.now,
    time,
    topics: own,
    message: withoutSecrets(textOf(row, 'message')),
  };
}

function textOf(row: Row, key: string): string {
  const value = row[key];
  return typeof value === 'string' ? (cleanText(value, MAX_MESSAGE_LENGTH) ?? '') : '';
}

/** `user admin changed by winbox (/user set admin password=…)`: from the bracket on, it is what somebody typed. */
function withoutSecrets(message: string): string {
  return message
    .replace(/\s*\((?:\*[0-9a-f]+ *= *)?\/.*$/is, '')
    .replace(SECRET, (_, name: string) => `${name}=…`);
}

const SECRET =
  /\b([\w-]*(?:password|passphrase|secret|key|pin|psk|token|community)[\w-]*)\s*[=:]\s*(?:"(?:[^"\\]|\\.)*"?|[^\s,;)]+)/gi;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_MS = 86_400_000;

/** "10:07:16" (today), "nov/30 10:07:16", "nov/30/2026 10:07:16", "11-30 10:07:16", "2026-11-30 10:07:16", to ms of the router's own clock. */
export function parseLogTime(text: string, nowMs: number): number | null {
  const [clock = '', date = null] = text.trim().toLowerCase().split(' ').toReversed();
  const hours = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(clock);
  if (hours === null) return null;
  const sinceMidnight = ((Number(hours[1]) * 60 + Number(hours[2])) * 60 + Number(hours[3])) * 1000;
  const year = new Date(nowMs).getUTCFullYear();
  if (date === null) {
    const today = Math.floor(nowMs / DAY_MS) * DAY_MS + sinceMidnight;
    // a minute for the time that passed between the line and the reading of the clock
    return today > nowMs + 60_000 ? today - DAY_MS : today;
  }
  const old = /^([a-z]{3})\/(\d{2})(?:\/(\d{4}))?$/.exec(date);
  const iso = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/.exec(date);
  const month = old === null ? Number(iso?.[2] ?? 0) - 1 : MONTHS.indexOf(old[1]!);
  const day = Number(old?.[2] ?? iso?.[3] ?? 0);
  if (month < 0 || day < 1) return null;
  const given = old?.[3] ?? iso?.[1];
  const at = (inYear: number) => Date.UTC(inYear, month, day) + sinceMidnight;
  if (given !== undefined) return at(Number(given));
  return at(year) > nowMs + DAY_MS ? at(year - 1) : at(year);
}
