/**
 * What a log line says after `MAC@`. An SSID may hold anything, even the words matched here. The last words that stand where the grammar
 * allows them count:
 *
 *   interface(SSID) connected, signal strength -30
 *   interface: connected, signal strength -78        older drivers
 *   interface disconnected, not responding           some builds
 *   interface(SSID) roamed to MAC@interface(SSID), signal strength -74
 *   interface(SSID) connection rejected, forbidden by access-list
 *   interface(SSID) authentication failed
 */
import type { DeviceLine, LoggedPlace, RefusedLine } from './log-event.ts';
import { type Mac, parseMac } from './mac.ts';
import { cleanText } from './text.ts';

const WORDS = 'connected|reconnecting|associated|reassociated|disconnected|disassociated';
/** A router says it in one of these ways when it does not let a device join. */
const REJECTED = '(?:(?:connection|association|authentication|assoc|auth) )?(?:rejected|refused|denied)';
const METHOD =
  'SAE|EAP|FT|MAC|RADIUS|PSK|WPA[23]?(?:-PSK|-EAP)?|802\\.1x|4-way|(?:unicast |pairwise |group )?key';
const FAILED = `(?:connection|assoc(?:iation)?|(?:(?:${METHOD}) )?(?:auth(?:entication)?|handshake|exchange)) (?:failed|failure|timeout|timed out)|failed (?:to (?:authenticate|associate)|authentication)`;
const REFUSED = `${REJECTED}|${FAILED}`;
const AFTER_SSID = new RegExp(`(?<=\\)) (${WORDS}|${REFUSED})(?=,|$)`, 'gi');
const AFTER_INTERFACE = new RegExp(` (${WORDS}|${REFUSED})(?=,|$)`, 'i');
const IS_REFUSED = new RegExp(`^(?:${REFUSED})$`, 'i');
const IS_REJECTED = new RegExp(`^(?:${REJECTED})$`, 'i');
/** The device is connected: nothing was refused. */
const NO_REFUSAL = /^already\b/i;
const ROAMED = / roamed to ([0-9a-f]{2}(?::[0-9a-f]{2}){5})@/gi;
/** An SSID has 32 bytes: more such words do not fit. */
const MAX_CUTS = 8;
const SIGNAL_WORDS = ', signal strength ';

/** Null for text that is neither a connect, a disconnect, a roam nor a refusal. `text`: the line after `MAC@`. */
export function parseAssociation(macAddress: Mac, text: string): DeviceLine | RefusedLine | null {
  const { rest, signalDbm } = splitSignal(text);
  const ends = parseRoam(macAddress, rest);
  if (ends !== null) return { type: 'roamed', macAddress, ...ends, signalDbm };
  const found = findWord(rest);
  if (found === null) return null;
  const { at, word, after } = found;
  if (IS_REFUSED.test(word)) {
    const reason = reasonOfRefusal(word, after);
    return NO_REFUSAL.test(reason) ? null : { type: 'refused', macAddress, at, reason, signalDbm };
  }
  if (!word.toLowerCase().startsWith('dis')) return { type: 'connected', macAddress, at, signalDbm };
  const reason = after.startsWith(', ') ? cleanText(after.slice(2)) : null;
  return { type: 'disconnected', macAddress, at, reason, signalDbm };
}

/** What follows "rejected"; the words themselves where they say more, or nothing follows. */
export function reasonOfRefusal(word: string, after: string): string {
  const rest = after.startsWith(', ') ? cleanText(after.slice(2)) : null;
  if (rest === null) return word;
  return IS_REJECTED.test(word) ? rest : `${word}, ${rest}`;
}

function findWord(rest: string): { at: LoggedPlace; word: string; after: string } | null {
  const matches = [...rest.matchAll(AFTER_SSID)].slice(-MAX_CUTS).reverse();
  const first = AFTER_INTERFACE.exec(rest);
  if (first !== null) matches.push(first);
  for (const match of matches) {
    const at = parsePlace(rest.slice(0, match.index));
    if (at !== null) return { at, word: match[1]!, after: rest.slice(match.index + match[0].length) };
  }
  return null;
}

/** Both places; null unless the same device is in both. If the text can be cut in several ways, the cut with one SSID on both sides wins. */
function parseRoam(macAddress: Mac, rest: string): { from: LoggedPlace; to: LoggedPlace } | null {
  const cuts = [...rest.matchAll(ROAMED)].slice(0, MAX_CUTS).flatMap((match) => {
    const from = parsePlace(rest.slice(0, match.index));
    const to = parsePlace(rest.slice(match.index + match[0].length));
    const isSame = parseMac(match[1]!) === macAddress;
    return isSame && from !== null && to !== null ? [{ from, to }] : [];
  });
  return cuts.find(({ from, to }) => from.ssid === to.ssid) ?? cuts[0] ?? null;
}

/** "2ghz-ap14(My (old) network)"; without an SSID "2ghz (attic)", "wlan1:", "wlan1(attic):" */
function parsePlace(text: string): LoggedPlace | null {
  const isOlder = text.endsWith(':');
  const named = isOlder ? text.slice(0, -1) : text;
  // no name ends with a space, so " (" is part of the interface's name
  const open = named.search(/(?<=\S)\(/);
  if (open > 0 && !named.endsWith(')')) return null;
  const hasSsid = open > 0 && !isOlder;
  const name = hasSsid ? named.slice(0, open) : named;
  const cleaned = cleanText(name);
  // words of another message: "wlan1: rejected, already"
  if (cleaned === null || name.includes(', ') || name.includes(': ')) return null;
  return { interface: cleaned, ssid: hasSsid ? cleanText(named.slice(open + 1, -1)) : null };
}

/** Some drivers log a signal of 91: it is not a signal, and not part of a reason either. */
function splitSignal(text: string): { rest: string; signalDbm: number | null } {
  const index = text.lastIndexOf(SIGNAL_WORDS);
  const number = index < 0 ? '' : text.slice(index + SIGNAL_WORDS.length);
  if (!/^[+-]?\d{1,9}$/.test(number)) return { rest: text, signalDbm: null };
  const dbm = Number(number);
  return { rest: text.slice(0, index), signalDbm: dbm >= -120 && dbm <= -1 ? dbm : null };
}
