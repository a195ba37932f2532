/**
 * Log lines about radios and access points, in the words of every driver:
 *
 *   wlan1: radar detected on 5500000
 *   wifi1 selected channel 5180/ax/Ceee
 *   hAP@02:31:48:F6:C4:AF%*41 disconnected, connection lost      the manager, new drivers
 *   [02:31:48:F6:C4:AF/1/2f,Join,[hAP]] joined, provides radio(s): …   the manager, old drivers
 *   disconnected from gateway@02:31:48:00:00:01%*7, timeout        the access point itself
 */
import { parseCapAddress, parseCapReference } from './cap-reference.ts';
import type { AccessPointLine, ChannelLine } from './log-event.ts';
import { unframe } from './log-framing.ts';
import { cleanText } from './text.ts';

const RADAR =
  /[: ] ?((?:radar (?:was |has been )?(?:detected|found)|(?:detected|found) (?:a )?radar)\b(?: (?:on|at|in) [^,]{1,64})?(?:, .{1,128})?)$/i;
const CHANNEL =
  /[: ] ?((?:selected|selecting|changed|changing|switched|switching|moved|moving)(?: to)?(?: the| a)?(?: new)? (?:channel|frequency):?(?: (?:to|from) )?.{1,128}|channel (?:selected|changed|switched|reselected|reselection|change|switch)\b.{0,128})$/i;
/** "5180", "5180000", "5180/ax/Ceee", "5180/20-Ceee/ac(17dBm)" */
const FREQUENCY = /\b([2-7]\d{3})(?:000)?(?![\d.])/g;
const ADDRESS = /[0-9a-f]{2}(?::[0-9a-f]{2}){5}|(?:\d{1,3}\.){3}\d{1,3}/gi;
const UP =
  /^(?:(?<subject>.*\S) )?(?:CAP )?(?:joined|connected)(?<rest>,? (?:provides|to|as|with|from) .*)?$/i;
const DOWN =
  /^(?<subject>.*?[^\s,]),? (?:CAP )?(?:has |was )?(?<reason>disconnected|left|removed|removing|gone|connection lost|timed out|(?:max(?:imum)? )?keepalives? .*?)(?:, (?<more>.*))?$/i;
const OWN_UP = /^(?:.{1,64}: )?(?:CAP )?(?:joined|connected to) \S/i;
const OWN_DOWN =
  /^(?:.{1,64}: )?(?:CAP )?(?:disconnected from|lost connection to|failed to (?:join|connect to)) \S.*?(?:, (?<reason>.*))?$/i;
/** They say no more than that it is gone. */
const BARE = /^(?:disconnected|left|removed|removing|gone)$/i;

/** Null for a line about neither. `line`: the whole line; it names no device. */
export function parseNetworkLine(line: string): ChannelLine | AccessPointLine | null {
  const { message, isWifi } = unframe(line);
  if (isWifi === false) return null;
  return parseChannel(message) ?? parseAccessPoint(message, /\bcaps/.test(line.slice(0, -message.length)));
}

function parseChannel(message: string): ChannelLine | null {
  const found = RADAR.exec(message) ?? CHANNEL.exec(message);
  if (found === null) return null;
  const reason = cleanText(found[1]!);
  const name = cleanText(message.slice(0, found.index).replace(/:$/, '').replace(/^.*: /, ''));
  if (reason === null || name === null) return null;
  const isRadar = /radar/i.test(reason);
  const frequency = [...reason.matchAll(FREQUENCY)].at(-1)?.[1];
  const frequencyMhz = isRadar || frequency === undefined ? null : Number(frequency);
  // "wifi1: changed channel list" selects none
  if (!isRadar && frequencyMhz === null) return null;
  return { type: 'channel', interface: name, frequencyMhz, reason };
}

/** `isCaps`: the line has the topic of CAPsMAN. */
function parseAccessPoint(message: string, isCaps: boolean): AccessPointLine | null {
  if (isCaps || /\bcaps(?:man)?\b|^CAP /i.test(message)) {
    if (OWN_UP.test(message)) return { type: 'access_point', isUp: true, subject: null, reason: null };
    const own = OWN_DOWN.exec(message)?.groups;
    if (own !== undefined)
      return { type: 'access_point', isUp: false, subject: null, reason: cleanText(own['reason'] ?? '') };
  }
  const up = UP.exec(message)?.groups;
  const down = up === undefined ? DOWN.exec(message)?.groups : undefined;
  const text = (up ?? down)?.['subject'];
  const subject = text === undefined ? null : toSubject(text.replace(/^.*: /, ''), isCaps);
  if (subject === null) return null;
  if (down === undefined) return { type: 'access_point', isUp: true, subject, reason: null };
  const { reason, more } = down as { reason: string; more?: string };
  const words = BARE.test(reason) ? more : [reason, more].filter(Boolean).join(', ');
  return { type: 'access_point', isUp: false, subject, reason: cleanText(words ?? '') };
}

/** Null when nothing shows that an access point is meant. */
function toSubject(text: string, isCaps: boolean): AccessPointLine['subject'] {
  const reference = parseCapReference(text);
  if (reference !== null) return { addresses: [reference.address], identity: reference.identity };
  if (!isCaps && !/^\[.*\]$|^(?:remote[- ])?CAP\b/i.test(text)) return null;
  const addresses = [...text.matchAll(ADDRESS)].flatMap(([found]) => parseCapAddress(found) ?? []);
  const bare = text.replace(/^(?:remote[- ])?CAP /i, '');
  const inner = /\[([^[\]]+)\]\]?$/.exec(bare)?.[1] ?? bare;
  const identity = parseCapAddress(inner) === null ? cleanText(inner) : null;
  return addresses.length === 0 && identity === null ? null : { addresses, identity };
}
