/** What a line of a router's log says, in any dialect and framing. A line is a hint what to read, and never makes a device present. */
import { parseIpv4 } from './address.ts';
import type { LogLine, RefusedLine } from './log-event.ts';
import { parseAssociation, reasonOfRefusal } from './log-association.ts';
import { unframe } from './log-framing.ts';
import { parseNetworkLine } from './log-network.ts';
import { type Mac, parseMac } from './mac.ts';
import { cleanText } from './text.ts';

/** Longer than any header, name and reason together; the rest of a line is ignored. */
export const MAX_LOG_LINE_LENGTH = 2048;

const ADDRESS = /[0-9a-f]{2}(?::[0-9a-f]{2}){5}/i;
// "dhcp1 assigned 192.168.88.171 for 02:11:22:33:44:07 new-tablet"; RouterOS 6 says "to" and "from"
const ASSIGNED = /\b(de)?assigned ([^]*)$/;
const ASSIGNED_TO = /^(\d[\d.]{6,14}) (?:for|to|from) $/;
/** A character that would be part of the address, or of a longer one. */
const GLUED = /[\w:.-]$/;
/** Most of an address before the address: the line is damaged, and the second one may be part of a name. */
const DAMAGED = /:\S{1,8}@|[0-9a-f]{2}(?::[0-9a-f]{2}){3}/i;

/** "wlan1: AA:BB:… not in local ACL, by default reject", "wlan1: denying assoc to AA:BB:…, too many stations" */
const REJECTED_BY_LIST =
  /^ ((?:not )?in (?:\w+ )?(?:ACL|access[- ]list)(?:, by default)?,? reject(?:ed)?)(?:$|,)/i;
const DENIED = /(?:denying|denied|rejecting|rejected|refusing|refused) (?:assoc|auth)\w* (?:to|of|from) $/i;

/**
 * Null for a line that says nothing about a device, a radio or an access point. Only the first MAC in the line counts: an SSID or a host
 * name after it is text that any device can choose.
 */
export function parseLogLine(text: string): LogLine | null {
  const line = trimEnd(text.slice(0, MAX_LOG_LINE_LENGTH));
  const found = ADDRESS.exec(line);
  const macAddress = parseMac(found?.[0] ?? null);
  if (found === null) return parseNetworkLine(line);
  if (macAddress === null) return null;
  const [before, after] = [line.slice(0, found.index), line.slice(found.index + found[0].length)];
  if (GLUED.test(before) || DAMAGED.test(before)) return null;
  const assigned = ASSIGNED.exec(before);
  if (assigned === null) {
    if (after.startsWith('@')) return parseAssociation(macAddress, after.slice(1));
    return parseRejection(macAddress, before, after) ?? parseNetworkLine(line);
  }
  const ipAddress = parseIpv4(ASSIGNED_TO.exec(assigned[2]!)?.[1] ?? null);
  if (ipAddress === null || /^[^\s,]/.test(after)) return null;
  return { type: 'lease', macAddress, isAssigned: assigned[1] === undefined, ipAddress };
}

/** The old drivers at the level `debug`, where the interface comes first. */
function parseRejection(macAddress: Mac, before: string, after: string): RefusedLine | null {
  const denied = DENIED.exec(before);
  const reason = denied === null ? REJECTED_BY_LIST.exec(after)?.[1] : reasonOfRefusal('denied', after);
  const { message, isWifi } = unframe(before.slice(0, denied?.index).trimEnd());
  const name = cleanText(message.replace(/:$/, '').replace(/^.*: /, ''));
  if (reason === undefined || name === null || isWifi === false) return null;
  return { type: 'refused', macAddress, at: { interface: name, ssid: null }, reason, signalDbm: null };
}

// some senders end a line with NUL
function trimEnd(line: string): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) <= 0x20) end -= 1;
  return line.slice(0, end);
}
