/** An access-list rule as the operator wrote it, and how often it matched. What it decides is in `access-rule.ts`. */
import { type AccessRule, parseAccessRule } from './access-rule.ts';
import { type Dialect, dialects } from './dialect.ts';
import { parseMac } from './mac.ts';
import { type Row, raw, text } from './row.ts';
import { parseBoolean, parseInteger } from './value.ts';

export interface ListedRule extends AccessRule {
  source: Dialect;
  id: string | null;
  /** Neither disabled nor without any matcher. Only such a rule decides anything. */
  isInForce: boolean;
  disabled: boolean;
  /** In the words of RouterOS: "accept", "reject", "query-radius" … */
  actionWord: string;
  /** What it matches; null: everything. The MAC address in RouterOS notation where it cannot be read. */
  writtenMac: string | null;
  macMask: string | null;
  interface: string | null;
  signalRange: string | null;
  ssidRegexp: string | null;
  time: string | null;
  days: string | null;
  /** The comment, whomever the rule is about. */
  remark: string | null;
  /** Since the rule was made or the router started; only the new drivers count. */
  matchCount: number | null;
  /** In the router's own time. */
  lastLoggedIn: string | null;
  lastLoggedOut: string | null;
}

const ignored: AccessRule = {
  macAddress: null,
  pattern: null,
  action: 'ask',
  interfaceName: null,
  window: null,
  isConditional: true,
  comment: null,
};

export function parseListedRule(source: Dialect, row: Row): ListedRule {
  const rule = parseAccessRule(source, row);
  const isNew = dialects[source].spelling === 'wifi';
  const isRejected = source === 'wireless' && parseBoolean(raw(row, 'authentication')) === false;
  const written = text(row, 'mac-address');
  const counted = (property: string) => (isNew ? text(row, property) : null);
  return {
    ...(rule ?? ignored),
    source,
    id: text(row, '.id'),
    isInForce: rule !== null,
    disabled: parseBoolean(raw(row, 'disabled')) === true,
    actionWord: isRejected ? 'reject' : source === 'wireless' ? 'accept' : (text(row, 'action') ?? 'accept'),
    // all zeros: every device
    writtenMac: parseMac(written) ?? (/^[0:.-]*$/.test(written ?? '') ? null : written),
    macMask: text(row, 'mac-address-mask'),
    interface: text(row, 'interface'),
    signalRange: text(row, 'signal-range'),
    ssidRegexp: source === 'wireless' ? null : text(row, 'ssid-regexp'),
    time: text(row, 'time'),
    days: isNew ? text(row, 'days') : null,
    remark: text(row, 'comment'),
    matchCount: isNew ? parseInteger(raw(row, 'match-count')) : null,
    lastLoggedIn: counted('last-logged-in'),
    lastLoggedOut: counted('last-logged-out'),
  };
}
