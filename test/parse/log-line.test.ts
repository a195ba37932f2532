import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LOG_LINE_LENGTH, parseLogLine } from '../../src/parse/log-line.ts';
import type { LogLine } from '../../src/parse/log-event.ts';
import { cleanText } from '../../src/parse/text.ts';
import { runs } from '../runs.ts';
import { anyText } from '../any-text.ts';

const MAC = 'AA:BB:CC:00:11:22';
const OTHER = '02:11:22:33:44:07';

const at = (wifi: string, ssid: string | null = null) => ({ interface: wifi, ssid });
const connected = (place: object, signalDbm: number | null = null) => ({
  type: 'connected',
  macAddress: MAC,
  at: place,
  signalDbm,
});
const disconnected = (place: object, reason: string | null, signalDbm: number | null = null) => ({
  type: 'disconnected',
  macAddress: MAC,
  at: place,
  reason,
  signalDbm,
});

type Case = readonly [line: string, told: object];

describe('a device that came', () => {
  it.each<Case>([
    [`${MAC}@2ghz-ap14(MySSID) connected, signal strength -30`, connected(at('2ghz-ap14', 'MySSID'), -30)],
    [`${MAC}@2ghz-ap14 connected, signal strength -30`, connected(at('2ghz-ap14'), -30)],
    [`${MAC}@wlan1: connected, signal strength -78`, connected(at('wlan1'), -78)],
    [`${MAC}@wlan1: connected`, connected(at('wlan1'))],
    [`${MAC}@wlan1: connected, is AP, wants WDS`, connected(at('wlan1'))],
    [`${MAC}@5ghz-ap07(MySSID) reconnecting, signal strength -68`, connected(at('5ghz-ap07', 'MySSID'), -68)],
    [`${MAC}@wifi1(net) associated`, connected(at('wifi1', 'net'))],
    [`${MAC}@wifi1(net) reassociated, signal strength -60`, connected(at('wifi1', 'net'), -60)],
    ['aa:bb:cc:00:11:22@wlan1: connected', connected(at('wlan1'))],
    [`${MAC}@wifi1() connected`, connected(at('wifi1'))],
  ])('%s', (line, told) => expect(parseLogLine(line)).toEqual(told));
});

describe('a device that went', () => {
  it.each<Case>([
    [
      `${MAC}@2ghz-ap14(MySSID) disconnected, connection lost, signal strength -35`,
      disconnected(at('2ghz-ap14', 'MySSID'), 'connection lost', -35),
    ],
    [
      `${MAC}@wlan1: disconnected, received deauth: sending station leaving (3)`,
      disconnected(at('wlan1'), 'received deauth: sending station leaving (3)'),
    ],
    [
      `${MAC}@wifi1(net) disconnected, received disassoc: unspecified (1), in all, signal strength -90`,
      disconnected(at('wifi1', 'net'), 'received disassoc: unspecified (1), in all', -90),
    ],
    [`${MAC}@cap1 disconnected, not responding`, disconnected(at('cap1'), 'not responding')],
    [`${MAC}@cap1 disconnected`, disconnected(at('cap1'), null)],
    [
      `${MAC}@wifi1(net) disassociated, connection lost, signal strength -66`,
      disconnected(at('wifi1', 'net'), 'connection lost', -66),
    ],
    [`${MAC}@wifi1(net) disconnected, signal strength -66`, disconnected(at('wifi1', 'net'), null, -66)],
  ])('%s', (line, told) => expect(parseLogLine(line)).toEqual(told));
});

describe('a device that moved', () => {
  it('is told with both ends', () =>
    expect(
      parseLogLine(`${MAC}@2ghz-ap14b(MySSID) roamed to ${MAC}@2ghz-ap09(MySSID), signal strength -74`),
    ).toEqual({
      type: 'roamed',
      macAddress: MAC,
      from: at('2ghz-ap14b', 'MySSID'),
      to: at('2ghz-ap09', 'MySSID'),
      signalDbm: -74,
    }));

  it('is on one network, which decides where its name looks like a move', () => {
    const ssid = `x) roamed to ${MAC}@b(y`;
    expect(parseLogLine(`${MAC}@a(${ssid}) roamed to ${MAC}@c(${ssid})`)).toMatchObject({
      from: at('a', ssid),
      to: at('c', ssid),
    });
  });

  it('is one device, not two', () =>
    expect(parseLogLine(`${MAC}@a(x) roamed to ${OTHER}@b(x), signal strength -74`)).toBeNull());
});

describe('a lease', () => {
  const lease = (isAssigned: boolean) => ({
    type: 'lease',
    macAddress: OTHER,
    isAssigned,
    ipAddress: '192.168.88.171',
  });

  it.each<Case>([
    [`defconf assigned 192.168.88.171 for ${OTHER} new-tablet`, lease(true)],
    [`dhcp,info my server assigned 192.168.88.171 for ${OTHER}`, lease(true)],
    [`dhcp1 deassigned 192.168.88.171 for ${OTHER} new-tablet`, lease(false)],
    [`dhcp1 assigned 192.168.88.171 to ${OTHER}`, lease(true)],
    [`dhcp1 deassigned 192.168.88.171 from ${OTHER}`, lease(false)],
    // the host name is the device's own to choose
    [`dhcp1 assigned 192.168.88.171 for ${OTHER} ${MAC}@wlan1: connected, signal strength -1`, lease(true)],
    [`dhcp1 assigned 192.168.88.171 for ${OTHER} assigned 192.168.88.1 for ${MAC}`, lease(true)],
  ])('%s', (line, told) => expect(parseLogLine(line)).toEqual(told));
});

describe('names that look like something else', () => {
  it.each<Case>([
    [`${MAC}@wifi1(My (old) net) connected`, connected(at('wifi1', 'My (old) net'))],
    [`${MAC}@2ghz (attic)(My net) connected`, connected(at('2ghz (attic)', 'My net'))],
    [`${MAC}@2ghz (attic) connected, signal strength -5`, connected(at('2ghz (attic)'), -5)],
    [`${MAC}@2ghz(attic): connected`, connected(at('2ghz(attic)'))],
    [
      `${MAC}@wifi1(x) connected, signal strength -30) disconnected, connection lost, signal strength -35`,
      disconnected(at('wifi1', 'x) connected, signal strength -30'), 'connection lost', -35),
    ],
    [
      `${MAC}@wifi1(x) roamed to ${MAC}@b(c) connected, signal strength -30`,
      connected(at('wifi1', `x) roamed to ${MAC}@b(c`), -30),
    ],
    [
      `${MAC}@wifi1(dhcp assigned 1.2.3.4 for ${OTHER}) connected`,
      connected(at('wifi1', `dhcp assigned 1.2.3.4 for ${OTHER}`)),
    ],
    [`${MAC}@wifi1(a\u0000\u001b[2J\u202Eb) connected`, connected(at('wifi1', 'a[2Jb'))],
  ])('%j', (line, told) => expect(parseLogLine(line)).toEqual(told));
});

describe('a signal', () => {
  it.each([
    ['-1', -1],
    ['-120', -120],
    ['-121', null],
    ['0', null],
    ['91', null],
    ['+91', null],
    ['-999999999', null],
  ])('of %s is %s', (text, signalDbm) => {
    expect(parseLogLine(`${MAC}@a(b) disconnected, gone, signal strength ${text}`)).toEqual(
      disconnected(at('a', 'b'), 'gone', signalDbm),
    );
  });
});

describe('a line that tells of no device', () => {
  it.each([
    [''],
    ['system,info,account user admin logged in from 192.168.88.2 via winbox'],
    [`${MAC}@wlan1`],
    [`${MAC}@: connected`],
    [`${MAC}@wlan1: established connection on 2412000, SSID x`],
    [`${MAC}@wlan1: rejected, already connected`],
    [`${MAC}@wifi1(net) not connected`],
    [`${MAC}@wifi1(net connected`],
    [`00:00:00:00:00:00@wlan1: connected`],
    [`FF:FF:FF:FF:FF:FF@wlan1: connected`],
    [`11:${MAC}@wlan1: connected`],
    [`x${MAC}@wlan1: connected`],
    [`dhcp1 assigned 192.168.88.371 for ${OTHER}`],
    [`dhcp1 assigned 192.168.88.171 for ${OTHER}:99`],
    [`dhcp1 offering lease 192.168.88.171 for ${OTHER} without success`],
    // what is left of the subject is no address, and the next one is only a name
    [`AA:BB:CC:00:1:22@wifi1(${OTHER}@x) connected`],
    [`dhcp1 assigned 192.168.88 for ${MAC} ${OTHER}@wlan1: connected`],
  ])('%j', (line) => expect(parseLogLine(line)).toBeNull());
});

const framings: ((message: string) => string)[] = [
  (message) => message,
  (message) => `wireless,info ${message}`,
  (message) => `caps,info mikrotik2: ${message}`,
  (message) => `wifi,debug My (old) router: ${message}`,
  (message) => `<30>Jun  7 10:07:16 mikrotik2 ${message}`,
  (message) => `<30>Jun  7 10:07:16 mikrotik2 wireless,info mikrotik2: ${message}`,
  (message) =>
    `<30>1 2026-06-07T10:07:16.123+02:00 hAP-ax3 wireless - - [origin@14988 ip="192.168.88.1"] \uFEFF${message}`,
  (message) => `<30>${message}`,
  (message) => `142 <30>Jun  7 10:07:16 192.168.88.1 ${message}`,
  (message) => `CEF:0|MikroTik|RB5009|7.19|0|wireless,info|Low|msg=${message}`,
  (message) => `${message}\r\n`,
  (message) => `${message}\u0000`,
];

// what a RouterOS interface may be called; a bracket without a space before it could not be told from an SSID
const interfaceName = fc
  .stringMatching(/^[A-Za-z0-9_.-]( ?[A-Za-z0-9_.:,*%-]| \([a-z)]{1,6}){0,12}$/)
  .filter((name) => !name.includes(', ') && !name.includes(': ') && !name.endsWith(':'));

const hostileSsid = fc.oneof(
  fc.constantFrom(
    ') connected, signal strength -30',
    ') disconnected, not responding',
    'x) connected',
    'a: connected, signal strength -3',
    ' connected',
    `) roamed to ${OTHER}@wifi9(x`,
    `${OTHER}@wlan1: connected`,
    `assigned 192.168.88.2 for ${OTHER}`,
    '(((',
    ')))',
    ') (',
    ', signal strength -1',
    'Ünï ☕',
    '\u202Egnp',
    'a\tb',
  ),
  fc.string({ unit: 'grapheme', maxLength: 32 }),
  anyText({ maxLength: 32 }),
);

const reason = fc.oneof(
  fc.constantFrom(
    'connection lost',
    'received deauth: sending station leaving (3)',
    'received disassoc: unspecified (1), signal strength unknown',
    'not responding',
    'group key exchange timeout)',
    '((, ) (',
  ),
  fc.stringMatching(/^[a-z(),: 0-9]{1,40}$/).filter((text) => !/connect|assoc|strength/.test(text)),
);

const signal = fc.option(fc.integer({ min: -120, max: -1 }));
const mac = fc.tuple(fc.uint8Array({ minLength: 5, maxLength: 5 }), fc.boolean()).map(([bytes, isSmall]) => {
  const text = ['02', ...Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))].join(':');
  return isSmall ? text : text.toUpperCase();
});

/** A message of any form, and what it tells. */
const spoken: fc.Arbitrary<{ message: string; told: LogLine }> = fc
  .record({
    mac,
    form: fc.constantFrom('connected', 'roamed', 'disconnected', 'lease'),
    spelling: fc.constantFrom('ssid', 'bare', 'older'),
    word: fc.nat(),
    wifi: interfaceName,
    next: interfaceName,
    ssid: hostileSsid,
    reason: fc.option(reason),
    signal,
    octets: fc.tuple(fc.integer({ min: 1, max: 254 }), fc.nat(255)),
  })
  .map(({ mac: address, form, spelling, word, wifi, next, ssid, reason: why, signal: signalDbm, octets }) => {
    const macAddress = address.toUpperCase();
    const [isSsid, isOlder] = [spelling === 'ssid', spelling === 'older'];
    const place = (name: string) => `${address}@${name}${isSsid ? `(${ssid})` : ''}`;
    const heard = (name: string) => at(cleanText(name)!, isSsid ? cleanText(ssid) : null);
    const [subject, strength] = [
      `${place(wifi)}${isOlder ? ':' : ''}`,
      signalDbm === null ? '' : `, signal strength ${signalDbm}`,
    ];
    const pick = (words: readonly string[]) => words[word % words.length]!;
    switch (form) {
      case 'connected':
        return {
          message: `${subject} ${pick(['connected', 'reconnecting', 'associated', 'reassociated'])}${strength}`,
          told: { type: 'connected', macAddress, at: heard(wifi), signalDbm },
        };
      case 'disconnected':
        return {
          message: `${subject} ${pick(['disconnected', 'disassociated'])}${why === null ? '' : `, ${why}`}${strength}`,
          told: {
            type: 'disconnected',
            macAddress,
            at: heard(wifi),
            reason: why && cleanText(why),
            signalDbm,
          },
        };
      case 'roamed':
        return {
          message: `${place(wifi)} roamed to ${place(next)}${strength}`,
          told: { type: 'roamed', macAddress, from: heard(wifi), to: heard(next), signalDbm },
        };
      default: {
        const [ipAddress, isAssigned] = [`10.${octets[1]}.0.${octets[0]}`, word % 2 === 0];
        return {
          message: `${wifi} ${isAssigned ? '' : 'de'}assigned ${ipAddress} for ${address} ${ssid}`,
          told: { type: 'lease', macAddress, isAssigned, ipAddress },
        };
      }
    }
  });

describe('any line', () => {
  it('of a form that is known tells the same in every framing, whatever the names in it', () => {
    fc.assert(
      fc.property(spoken, fc.constantFrom(...framings), ({ message, told }, frame) => {
        expect(parseLogLine(frame(message))).toEqual(told);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('cut off or damaged tells of no other device', () => {
    const damage = fc.record({
      from: fc.nat(),
      length: fc.nat(6),
      with: fc.string({ unit: 'binary-ascii', maxLength: 3 }),
    });
    const frame = fc.constantFrom(...framings);
    fc.assert(
      fc.property(spoken, frame, damage, fc.boolean(), ({ message, told }, framed, hurt, isCut) => {
        const line = framed(message);
        const from = hurt.from % (line.length + 1);
        const rest = isCut ? '' : hurt.with + line.slice(from + hurt.length);
        const damaged = line.slice(0, from) + rest;
        const heard = parseLogLine(damaged);
        if (heard === null || !('macAddress' in heard)) return;
        if (!('macAddress' in told)) return;
        // its own address, or what the damage made of it, where it stands
        const start = line.toUpperCase().indexOf(told.macAddress);
        const isWhole = from >= start + 17 || from + hurt.length <= start;
        const found = damaged.toUpperCase().indexOf(heard.macAddress);
        if (isWhole) expect(heard.macAddress).toBe(told.macAddress);
        else expect(Math.abs(found - start)).toBeLessThanOrEqual(6);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('of any characters at all is taken without a fault', () => {
    const piece = fc.constantFrom(
      `${MAC}@`,
      `${OTHER}@`,
      'wlan1',
      '(',
      ')',
      ': ',
      ', ',
      ' connected',
      ' disconnected',
      ' roamed to ',
      ', signal strength ',
      '-30',
      ' assigned ',
      '10.0.0.1 for ',
      MAC,
      '\uD83D',
    );
    const soup = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(soup, anyText({ maxLength: 200 })), (text) => {
        const line = parseLogLine(text);
        if (line === null || !('macAddress' in line)) return;
        const first = /(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/i.exec(text);
        expect(line.macAddress).toBe(first?.[0].toUpperCase());
      }),
      { numRuns: runs(2000) },
    );
  });

  it('of bytes at all is taken without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => parseLogLine(Buffer.from(bytes).toString('latin1'))).not.toThrow();
      }),
    );
  });

  it('beyond a sensible length is not looked at, and costs nothing', () => {
    const tail = `${MAC}@wlan1: connected`;
    expect(parseLogLine(`${' '.repeat(MAX_LOG_LINE_LENGTH - tail.length)}${tail}`)).not.toBeNull();
    expect(parseLogLine(`${' '.repeat(MAX_LOG_LINE_LENGTH)}${tail}`)).toBeNull();
    for (const piece of [`${MAC}@`, '(', ') connected', ' roamed to ', ':a@', 'aa:', ', ', ' assigned ']) {
      expect(() => parseLogLine(piece.repeat(64 * 1024))).not.toThrow();
      expect(() => parseLogLine(`${MAC}@a(${piece.repeat(64 * 1024)}`)).not.toThrow();
    }
  });
});
