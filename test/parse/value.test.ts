import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandOf,
  parseBand,
  parseBoolean,
  parseChannelMhz,
  parseDurationMs,
  parseInteger,
  parsePair,
  parseRateBps,
  parseSignalDbm,
} from '../../src/parse/value.ts';

type Case<T> = readonly [text: string | null, value: T | null];

describe('a duration', () => {
  it.each<Case<number>>([
    ['1w2d3h4m5s', ((9 * 24 + 3) * 60 + 4) * 60_000 + 5000],
    ['5h55m9s180ms', (5 * 60 + 55) * 60_000 + 9180],
    ['3d8h35m33s', ((3 * 24 + 8) * 60 + 35) * 60_000 + 33_000],
    ['13h26s', 13 * 3_600_000 + 26_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['10m', 600_000],
    ['430ms', 430],
    ['3s10ms', 3010],
    ['1m1ms', 60_001],
    ['0ms', 0],
    ['0s', 0],
    ['90m', 5_400_000],
  ])('of RouterOS 7, %j, is %j ms', (text, ms) => expect(parseDurationMs(text)).toBe(ms));

  it.each<Case<number>>([
    ['14:40:26', 52_826_000],
    ['1d02:03:04', 93_784_000],
    ['2w1d02:03:04', 15 * 86_400_000 + 7_384_000],
    ['00:00:00', 0],
    ['00:00:00.060', 60],
    ['00:00:01.5', 1500],
    ['00:00:01.05', 1050],
    ['5:00:00', 18_000_000],
  ])('of RouterOS 4 and 6, %j, is %j ms', (text, ms) => expect(parseDurationMs(text)).toBe(ms));

  it.each([
    [null],
    [''],
    ['never'],
    ['s'],
    ['m'],
    ['ms'],
    ['5'],
    ['-5s'],
    ['5 s'],
    [' 5s'],
    ['5s '],
    ['5S'],
    ['5s5m'],
    ['5s5s'],
    ['1.5s'],
    ['5us'],
    ['12:61:00'],
    ['12:00:60'],
    ['12:00'],
    ['1:2:3'],
    ['00:00:00.1234'],
    ['1d 02:03:04'],
    ['none'],
    ['99999999999999999999w'],
    ['5h55m9s180ms\n'],
  ])('is not known from %j', (text) => expect(parseDurationMs(text)).toBeNull());

  it('comes back from the way RouterOS 7 writes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 604_800_000 }), (ms) => {
        expect(parseDurationMs(worded(ms))).toBe(ms);
      }),
    );
  });

  it('comes back from the way RouterOS 6 writes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 604_800 }), (seconds) => {
        expect(parseDurationMs(clocked(seconds))).toBe(seconds * 1000);
      }),
    );
  });

  it('is a whole number of milliseconds or null, whatever the text', () => {
    const piece = fc.constantFrom('1', '0', '59', 'w', 'd', 'h', 'm', 's', 'ms', ':', '.', '-', ' ', 'never');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (text) => {
          const ms = parseDurationMs(text);
          if (ms !== null) {
            expect(Number.isSafeInteger(ms) && ms >= 0).toBe(true);
            expect(text).toMatch(/^(?:\d+(?:ms|[wdhms]))*(?:\d{1,2}:\d\d:\d\d(?:\.\d+)?)?$/);
          }
        },
      ),
    );
  });
});

// zero parts are left out: "13h26s"
function worded(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, size] of Object.entries({
    w: 604_800_000,
    d: 86_400_000,
    h: 3_600_000,
    m: 60_000,
    s: 1000,
    ms: 1,
  })) {
    if (rest >= size) text += `${Math.floor(rest / size)}${unit}`;
    rest %= size;
  }
  return text === '' ? '0ms' : text;
}

function clocked(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const weeks = Math.floor(days / 7);
  const date = `${weeks === 0 ? '' : `${weeks}w`}${days % 7 === 0 ? '' : `${days % 7}d`}`;
  return `${date}${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

describe('an integer', () => {
  it.each<Case<number>>([
    ['0', 0],
    ['-0', 0],
    ['42', 42],
    ['-80', -80],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%j is %j', (text, value) => expect(parseInteger(text)).toBe(value));

  it.each([
    [null],
    [''],
    ['1e3'],
    ['1.0'],
    ['0x10'],
    [' 1'],
    ['1 '],
    ['+1'],
    ['--1'],
    ['1,2'],
    ['auto'],
    ['NaN'],
  ])('%j is none', (text) => expect(parseInteger(text)).toBeNull());

  it('beyond 2^53 is not known exactly, so it is null', () => {
    expect(parseInteger('9007199254740992')).toBeNull();
    expect(parseInteger('18446744073709551615')).toBeNull();
  });
});

describe('a boolean', () => {
  it.each<Case<boolean>>([
    ['true', true],
    ['yes', true],
    ['false', false],
    ['no', false],
    ['', null],
    [null, null],
    ['1', null],
    ['0', null],
    ['True', null],
    ['disabled', null],
  ])('%j is %j', (text, value) => expect(parseBoolean(text)).toBe(value));
});

describe('a link rate', () => {
  it.each<Case<number>>([
    ['585000000', 585_000_000],
    ['57.7Mbps-20MHz/1S/SGI', 57_700_000],
    ['72.2Mbps-20MHz/1S/SGI', 72_200_000],
    ['866.6Mbps-80MHz/2S/SGI', 866_600_000],
    ['54Mbps', 54_000_000],
    ['5.5Mbps', 5_500_000],
    ['1.3Gbps', 1_300_000_000],
    ['300kbps', 300_000],
    ['9600bps', 9600],
    ['52Mbps-20MHz/1S', 52_000_000],
    ['0', 0],
  ])('%j is %j bit/s', (text, bps) => expect(parseRateBps(text)).toBe(bps));

  it.each([
    [null],
    [''],
    ['-1'],
    ['fast'],
    ['54Mb'],
    ['54 Mbps'],
    ['.5Mbps'],
    ['5.Mbps'],
    ['54mbps'],
    ['-54Mbps'],
    ['54MbpsX'],
    ['1.2.3Mbps'],
    ['99999999999999Gbps'],
    ['OFDM:6-54 BW:1x'],
  ])('is not known from %j', (text) => expect(parseRateBps(text)).toBeNull());

  it('is a whole number or null, whatever the text', () => {
    const piece = fc.constantFrom('1', '57.7', '.', 'M', 'G', 'k', 'bps', '-20MHz', '@', ' ');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (text) => {
          const bps = parseRateBps(text);
          expect(bps === null || (Number.isSafeInteger(bps) && bps >= 0)).toBe(true);
        },
      ),
    );
  });
});

describe('a signal', () => {
  it.each<Case<number>>([
    ['-65', -65],
    ['-62@1Mbps', -62],
    ['-65dBm@6Mbps', -65],
    ['-65dBm', -65],
    ['-66@HT20-3', -66],
    ['-1', -1],
    ['-127', -127],
  ])('%j is %j dBm', (text, dbm) => expect(parseSignalDbm(text)).toBe(dbm));

  // 91 occurs in logs; 0 is no signal any radio hears
  it.each([
    [null],
    [''],
    ['91'],
    ['0'],
    ['-0'],
    ['-128'],
    ['-999'],
    ['-6 5'],
    ['62@1Mbps'],
    ['-'],
    ['-dBm'],
    ['-65dB'],
    ['-65.5'],
  ])('is not known from %j', (text) => expect(parseSignalDbm(text)).toBeNull());

  it('is below zero or null, whatever the text', () => {
    const piece = fc.constantFrom('-', '6', '62', '0', 'dBm', '@', '1Mbps', ' ');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (text) => {
          const dbm = parseSignalDbm(text);
          expect(dbm === null || (Number.isInteger(dbm) && dbm < 0 && dbm >= -127)).toBe(true);
        },
      ),
    );
  });
});

describe('a pair of counters', () => {
  it('is what the access point sent, then what it received', () => {
    expect(parsePair('1649102301,345061082')).toEqual({ tx: 1_649_102_301, rx: 345_061_082 });
    expect(parsePair('0,0')).toEqual({ tx: 0, rx: 0 });
  });

  it.each([
    [null],
    [''],
    ['1'],
    ['1,'],
    [',1'],
    ['1,2,3'],
    ['-1,2'],
    ['1, 2'],
    ['1.5,2'],
    ['9007199254740993,1'],
    ['1,18446744073709551615'],
  ])('is not known from %j', (text) => expect(parsePair(text)).toBeNull());
});

describe('a band', () => {
  it.each([
    ['2ghz-g', { band: '2.4GHz', standard: '802.11g' }],
    ['2ghz-n', { band: '2.4GHz', standard: '802.11n' }],
    ['2ghz-ax', { band: '2.4GHz', standard: '802.11ax' }],
    ['5ghz-ac', { band: '5GHz', standard: '802.11ac' }],
    ['5ghz-ax', { band: '5GHz', standard: '802.11ax' }],
    ['5ghz-be', { band: '5GHz', standard: '802.11be' }],
    ['6ghz-ax', { band: '6GHz', standard: '802.11ax' }],
    ['2ghz-onlyn', { band: '2.4GHz', standard: '802.11n' }],
    ['5ghz-onlyac', { band: '5GHz', standard: '802.11ac' }],
    ['2ghz-b/g/n', { band: '2.4GHz', standard: null }],
    ['5ghz-a', { band: '5GHz', standard: null }],
    ['5ghz', { band: '5GHz', standard: null }],
    ['5ghz-constructor', { band: '5GHz', standard: null }],
    [null, null],
    ['', null],
    ['auto', null],
    ['3ghz-n', null],
    ['5ghz-', null],
    ['25ghz-n', null],
  ])('%j is %j', (text, band) => expect(parseBand(text)).toEqual(band));
});

describe('a channel', () => {
  it.each<Case<number>>([
    ['5280/ax/eCee', 5280],
    ['5500/ax/Ceee/D', 5500],
    ['2437/ax', 2437],
    ['2412/20-Ce/gn(18dBm)', 2412],
    ['2437', 2437],
    ['5180-5730', null],
    ['2412,2437', null],
    ['auto', null],
    ['', null],
    [null, null],
    ['243', null],
    ['58320', null],
  ])('%j begins at %j MHz', (text, mhz) => expect(parseChannelMhz(text)).toBe(mhz));

  it.each([
    [2399, null],
    [2400, '2.4GHz'],
    [2412, '2.4GHz'],
    [2484, '2.4GHz'],
    [2500, null],
    [4899, null],
    [4900, '5GHz'],
    [5180, '5GHz'],
    [5885, '5GHz'],
    [5924, '5GHz'],
    [5925, '6GHz'],
    [5955, '6GHz'],
    [7115, '6GHz'],
    [7125, '6GHz'],
    [7126, null],
    [3500, null],
    [60_480, null],
    [null, null],
  ])('%j MHz lies in band %j', (mhz, band) => expect(bandOf(mhz)).toBe(band));
});
