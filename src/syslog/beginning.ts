/**
 * Where a log line of RouterOS begins. By TCP, entries in the formats `default` and `syslog` follow each other without a delimiter: only the
 * beginning of the next one shows the end of one.
 */

// "<30>Oct  2 17:36:35 ", "<30>2026-10-02T17:36:35", "<30>1 2026-…", or the priority before a list of topics
const STAMP = String.raw`(?:[A-Z][a-z]{2} [ \d]\d \d\d:|\d{4}-\d\d-\d\d|1 \d{4}-\d\d-\d\d)`;
/** Topics of the manual that may come first in a list. */
const TOPICS =
  'account|acme-client|amt|async|backup|bfd|bgp|bridge|calc|caps|certificate|clock|container|ddns|dhcp|discovery|disk|dns|dot1x|dude|e-mail|email|evpn|event|fetch|firewall|gps|gsm|health|hotspot|igmp-proxy|iot|ipsec|iscsi|isis|interface|kidcontrol|l2tp|ldp|lora|lte|manager|mlag|mme|mpls|mqtt|mvrp|natpmp|netinstall|netwatch|nfs|ntp|ospf|ospfv3|ovpn|pim|poe-out|ppp|pppoe|pptp|ptp|queue|radius|radvd|read|rip|route|rpki|rsvp|rtrmgr|script|sertcp|simulator|smb|sms|snmp|socksify|ssh|sslserver|sstp|state|stp|store|system|telephony|tftp|timer|tr069|update|upnp|ups|vpls|vrrp|watchdog|web-proxy|wireguard|wireless|write|zerotier';
const SEVERITIES = 'critical|debug|error|info|packet|raw|warning';
const LIST = `(?:${TOPICS})(?:,[a-z0-9-]{2,12}){0,4},(?:${SEVERITIES})(?:,[a-z0-9-]{2,12}){0,3} `;

/** `priority`: each entry begins with `<PRI>`, as in the formats of syslog; `topics`: with its topics, as in `default`. */
export type EntryStyle = 'priority' | 'topics';

const beginnings: Readonly<Record<EntryStyle, RegExp>> = {
  priority: new RegExp(`<\\d{1,3}>(?:${STAMP}|${LIST})`, 'g'),
  topics: new RegExp(LIST, 'g'),
};

/** No beginning is longer. */
export const MAX_BEGINNING_LENGTH = 128;

/** Index of the first beginning at or after `from`; -1 without one. */
export function findBeginning(text: string, style: EntryStyle, from = 0): number {
  const pattern = beginnings[style];
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}

/** How the entries of a stream begin that begins with this text; null when they begin with neither. */
export function styleOf(text: string): EntryStyle | null {
  if (findBeginning(text, 'priority') === 0) return 'priority';
  return findBeginning(text, 'topics') === 0 ? 'topics' : null;
}
