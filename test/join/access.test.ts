/** Whether access lists keep a device off: rules in any order, on any dialect, on several routers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockAheadMs, type Gates, gatesOf, isBlocked, isRejected } from '../../src/join/access.ts';
import { matchesMac } from '../../src/parse/access-rule.ts';
import { type Dialect, dialects } from '../../src/parse/dialect.ts';
import type { Reading } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import { macOf, type Menus } from '../builder.ts';
import { readingOf, type ReadingOptions } from '../capture.ts';
import { runs } from '../runs.ts';
import { parseRows } from '../at-once.ts';

const phone = '5C:AD:BA:00:00:01';
const LIST = 'interface/wifi/access-list';
const rulesOf = (rows: Row[]) => ({ rules: parseRows(LIST, rows), interfaces: null });
/** Interfaces by name: whether each serves clients. */
const onInterfaces = (rows: Row[], serving: Record<string, boolean>) => ({
  ...rulesOf(rows),
  interfaces: Object.entries(serving).map(([name, isServing]) => ({ name, isServing })),
});
const gates = (reading: Reading, previous: Gates = {}) => gatesOf(reading, previous, clockAheadMs(reading));
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
    ['accepts it first', [accept, reject], false],
    ['rejects it first', [reject, accept], true],
    ['accepts it first on one interface', [{ ...accept, interface: 'wifi1' }, reject], false],
    [
      'rejects it on a list of interfaces, and then everywhere',
      [{ ...reject, interface: 'cellar' }, reject],
      true,
    ],
    ['leaves it to RADIUS first', [{ ...accept, action: 'query-radius' }, reject], false],
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
      interface: fc.constantFrom('any', 'wifi1', 'wifi2', 'wifi3'),
    });
    const someInterfaces = fc.dictionary(fc.constantFrom('wifi1', 'wifi2', 'wifi4'), fc.boolean(), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), someInterfaces, (rows, interfaces) => {
        const gate = onInterfaces(rows, interfaces);
        const names = Object.keys(interfaces);
        const serving = names.filter((name) => interfaces[name]);
        const decides = (name: string) =>
          gate.rules
            .filter((rule) => matchesMac(rule, phone))
            // wifi3 is a list of interfaces, whose members no table tells
            .filter(({ interfaceName: at }) => at === null || at === name || !names.includes(at))
            .find(({ action, interfaceName: at }) => action !== 'reject' || at === null || at === name);
        const expected = (serving.length > 0 ? serving : names).every(
          (name) => decides(name)?.action === 'reject',
        );
        expect(isRejected(gate, phone)).toBe(expected);
      }),
      { numRuns: runs(200) },
    );
  });

  it.each<[string, Row[], Record<string, boolean>, boolean]>([
    [
      'one rule for each',
      [{ interface: 'wifi1' }, { interface: 'wifi2' }],
      { wifi1: true, wifi2: true },
      true,
    ],
    ['a rule for one of two', [{ interface: 'wifi1' }], { wifi1: true, wifi2: true }, false],
    ['a rule for the one that is enabled', [{ interface: 'wifi1' }], { wifi1: true, wifi2: false }, true],
    ['a rule for one that is off', [{ interface: 'wifi2' }], { wifi1: true, wifi2: false }, false],
    ['a rule for a list that is no interface', [{ interface: 'cellar' }], { wifi1: true }, false],
    ['one rule for one, another for all', [{ interface: 'wifi1' }, {}], { wifi1: true, wifi2: true }, true],
  ])('is kept off interfaces by %s: %o', (_, rules, interfaces, isKeptOff) => {
    const rows = rules.map((rule) => ({ ...reject, ...rule }));
    expect(isRejected(onInterfaces(rows, interfaces), phone)).toBe(isKeptOff);
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
      networks.map((menus) => gates(readingOf(menus, options))),
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
    const before = gates(readingOf(listing('wifi', off)));
    const after = gates(readingOf(listing('wifi', null), { failed: [LIST] }), before);
    expect(after).toBe(before);
    expect(isBlocked([after], [phone])).toBe(true);
  });

  it.each<[string, Row, boolean]>([
    ['in them', { date: '2026-11-30', time: '22:00:00' }, true],
    ['in them, by a date as before 7.10', { date: 'nov/30/2026', time: '05:59:59' }, true],
    ['before them', { date: '2026-11-30', time: '21:59:59' }, false],
    ['after them', { date: '2026-11-30', time: '06:00:00' }, false],
    ['by a clock that says nothing', { date: 'unset' }, false],
  ])("by a rule with hours of the router's clock: %s", (_, clock, isBlockedNow) => {
    const rules = off.map((rule) => ({ ...rule, time: '22h-6h' }));
    expect(blockedBy([{ ...listing('wifi', rules), 'system/clock': clock }])).toBe(isBlockedNow);
  });

  it('only when each of its MACs is rejected', () => {
    expect(isBlocked([gates(readingOf(listing('wifi', off)))], [phone, macOf(2)])).toBe(false);
  });
});
