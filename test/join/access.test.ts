/** Whether access lists keep a device off: rules in any order, on any dialect, on several routers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatesOf, isBlocked, isRejected } from '../../src/join/access.ts';
import { matchesMac } from '../../src/parse/access-rule.ts';
import { type Dialect, dialects } from '../../src/parse/dialect.ts';
import { parseRows } from '../../src/parse/menu.ts';
import type { Row } from '../../src/parse/row.ts';
import { macOf, type Menus } from '../builder.ts';
import { readingOf, type ReadingOptions } from '../capture.ts';
import { runs } from '../runs.ts';

const phone = '5C:AD:BA:00:00:01';
const LIST = 'interface/wifi/access-list';
const rulesOf = (rows: Row[]) => parseRows(LIST, rows);
const everyone = { 'signal-range': '-120..120' };

describe('a list of rules', () => {
  const reject = { 'mac-address': phone, action: 'reject' };
  const accept = { 'mac-address': phone, action: 'accept' };
  const maker = { 'mac-address': phone, 'mac-address-mask': 'FF:FF:FF:00:00:00' };
  it.each<[string, Row[], boolean]>([
    ['is empty', [], false],
    ['rejects it', [reject], true],
    ['rejects another', [{ ...reject, 'mac-address': macOf(2) }], false],
    ['rejects it by a rule that is disabled', [{ ...reject, disabled: 'true' }], false],
    ['rejects it on one interface', [{ ...reject, interface: 'wifi1' }], false],
    ['rejects it where the signal is weak', [{ ...reject, 'signal-range': '-120..-80' }], false],
    ['rejects it at night', [{ ...reject, time: '22h-6h,sun,mon,tue,wed,thu,fri,sat' }], false],
    ['accepts it first', [accept, reject], false],
    ['rejects it first', [reject, accept], true],
    ['accepts it first on one interface', [{ ...accept, interface: 'wifi1' }, reject], false],
    ['leaves it to RADIUS first', [{ ...accept, action: 'query-radius' }, reject], false],
    ['rejects it at night, and then always', [{ ...reject, time: '22h-6h' }, reject], true],
    ['rejects its maker', [{ ...maker, action: 'reject' }], true],
    ['accepts its maker first', [{ ...maker, action: 'accept' }, reject], false],
    ['rejects everyone who is not listed', [{ ...everyone, action: 'reject' }], true],
    ['lists it before it rejects everyone', [accept, { ...everyone, action: 'reject' }], false],
    ['accepts every good signal first', [{ action: 'accept', 'signal-range': '-80..120' }, reject], false],
  ])('that %s', (_, rows, isKeptOff) => expect(isRejected(rulesOf(rows), phone)).toBe(isKeptOff));

  it('decides as one goes through it from the top', () => {
    const anyRule = fc.record({
      'mac-address': fc.constantFrom(phone, '5C:AD:BA:00:00:02', '02:00:00:00:00:00'),
      'mac-address-mask': fc.constantFrom('FF:FF:FF:FF:FF:FF', 'FF:FF:FF:00:00:00', '02:00:00:00:00:00'),
      action: fc.constantFrom('accept', 'reject', 'query-radius'),
      interface: fc.constantFrom('any', 'wifi1'),
    });
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), (rows) => {
        const rules = rulesOf(rows);
        const deciding = rules.find(
          (rule) => matchesMac(rule, phone) && (rule.action !== 'reject' || !rule.isConditional),
        );
        expect(isRejected(rules, phone)).toBe(deciding?.action === 'reject');
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('a device is blocked', () => {
  const listing = (dialect: Dialect, rules: Row[] | null, changed: Row = {}): Menus => {
    const { registrations, interfaces, accessList } = dialects[dialect];
    return {
      [registrations]: [],
      [interfaces.path]: [{ name: 'radio1', disabled: 'false', ...changed }],
      ...(rules === null ? {} : { [accessList]: rules }),
    };
  };
  const off = [{ 'mac-address': phone, action: 'reject', authentication: 'false' }];
  const blockedBy = (networks: Menus[], options: ReadingOptions = {}) =>
    isBlocked(
      networks.map((menus) => gatesOf(readingOf(menus, options), {})),
      [phone],
    );

  it.each<Dialect>(['wifi', 'wifiwave2', 'capsman', 'wireless'])('by a rule of %s', (dialect) => {
    expect(blockedBy([listing(dialect, off)])).toBe(true);
    expect(blockedBy([listing(dialect, [])])).toBe(false);
  });

  it('only when every list that serves an access point rejects it, on every router', () => {
    expect(blockedBy([listing('wifi', off), listing('wifi', off)])).toBe(true);
    expect(blockedBy([listing('wifi', off), listing('wifi', [])])).toBe(false);
    expect(blockedBy([{ ...listing('wifi', off), ...listing('capsman', []) }])).toBe(false);
    expect(blockedBy([{ ...listing('wifi', off), ...listing('wireless', off) }])).toBe(true);
  });

  it('whatever lists say that no interface obeys', () => {
    const idle: Row[] = [
      { disabled: 'true' },
      { 'configuration.mode': 'station-bridge' },
      { '.about': 'managed by CAPsMAN 02:31:48:00:00:AF%ether1, traffic processing on CAP' },
    ];
    for (const row of idle)
      expect(blockedBy([{ ...listing('capsman', off), ...listing('wifi', [], row) }])).toBe(true);
  });

  it('is not known before the list was read; a list that fails keeps what it said', () => {
    expect(blockedBy([listing('wifi', null)])).toBeNull();
    expect(blockedBy([listing('wifi', off)], { failed: [LIST] })).toBeNull();
    expect(blockedBy([])).toBeNull();
    const before = gatesOf(readingOf(listing('wifi', off)), {});
    const after = gatesOf(readingOf(listing('wifi', null), { failed: [LIST] }), before);
    expect(after).toBe(before);
    expect(isBlocked([after], [phone])).toBe(true);
  });

  it('only when each of its MACs is rejected', () => {
    const gates = [gatesOf(readingOf(listing('wifi', off)), {})];
    expect(isBlocked(gates, [phone, macOf(2)])).toBe(false);
  });
});
