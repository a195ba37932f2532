/** Log lines that no association is behind: refusals, channels, and access points that come and go. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLogLine } from '../../src/parse/log-line.ts';
import { runs } from '../runs.ts';

const MAC = 'AA:BB:CC:00:11:22';
const CAP = '02:31:48:F6:C4:AF';

const refused = (wifi: string, ssid: string | null, reason: string, signalDbm: number | null = null) => ({
  type: 'refused',
  macAddress: MAC,
  at: { interface: wifi, ssid },
  reason,
  signalDbm,
});
const channel = (wifi: string, reason: string, frequencyMhz: number | null = null) => ({
  type: 'channel',
  interface: wifi,
  frequencyMhz,
  reason,
});
const accessPoint = (
  isUp: boolean,
  addresses: readonly string[],
  identity: string | null,
  reason: string | null = null,
) => ({
  type: 'access_point',
  isUp,
  subject: { addresses, identity },
  reason,
});
const own = (isUp: boolean, reason: string | null = null) => ({
  type: 'access_point',
  isUp,
  subject: null,
  reason,
});

type Case = readonly [message: string, told: object];

const refusals: readonly Case[] = [
  // the current drivers
  [
    `${MAC}@wifi1(Home) connection rejected, forbidden by access-list`,
    refused('wifi1', 'Home', 'forbidden by access-list'),
  ],
  [
    `${MAC}@wifi1(Home) connection rejected, forbidden by access-list, signal strength -71`,
    refused('wifi1', 'Home', 'forbidden by access-list', -71),
  ],
  [`${MAC}@wifi1(Home) rejected, authentication failed`, refused('wifi1', 'Home', 'authentication failed')],
  [`${MAC}@wifi1(Home) authentication failed`, refused('wifi1', 'Home', 'authentication failed')],
  [
    `${MAC}@wifi1(Home) SAE authentication failed, wrong password`,
    refused('wifi1', 'Home', 'SAE authentication failed, wrong password'),
  ],
  [
    `${MAC}@wifi1(Home) 4-way handshake timeout, signal strength -80`,
    refused('wifi1', 'Home', '4-way handshake timeout', -80),
  ],
  [
    `${MAC}@wifi1(Home) failed to authenticate, no reply`,
    refused('wifi1', 'Home', 'failed to authenticate, no reply'),
  ],
  [
    `${MAC}@Attic 5GHz guest(guest) rejected, signal too weak`,
    refused('Attic 5GHz guest', 'guest', 'signal too weak'),
  ],
  [
    `${MAC}@wifi1(x) connected) rejected, forbidden by access-list`,
    refused('wifi1', 'x) connected', 'forbidden by access-list'),
  ],
  // legacy CAPsMAN, and builds that log no SSID
  [`${MAC}@guest rejected, forbidden by access-list`, refused('guest', null, 'forbidden by access-list')],
  [`${MAC}@hAP ac3 5GHz authentication failed`, refused('hAP ac3 5GHz', null, 'authentication failed')],
  // the old drivers
  [`${MAC}@wlan1 rejected, forbidden by access-list`, refused('wlan1', null, 'forbidden by access-list')],
  [`${MAC}@wlan1: rejected, forbidden by access-list`, refused('wlan1', null, 'forbidden by access-list')],
  [`${MAC}@wlan1: rejected`, refused('wlan1', null, 'rejected')],
  [
    `wlan1: ${MAC} not in local ACL, by default reject`,
    refused('wlan1', null, 'not in local ACL, by default reject'),
  ],
  [`wlan1: ${MAC} in local ACL, reject`, refused('wlan1', null, 'in local ACL, reject')],
  [
    `wlan1: denying assoc to ${MAC}, failed to setup compression`,
    refused('wlan1', null, 'failed to setup compression'),
  ],
];

const channels: readonly Case[] = [
  ['wlan1: radar detected on 5500000', channel('wlan1', 'radar detected on 5500000')],
  ['wlan1: radar detected', channel('wlan1', 'radar detected')],
  ['Attic 5GHz detected radar on 5500', channel('Attic 5GHz', 'detected radar on 5500')],
  ['wifi1 selected channel 5180/ax/Ceee', channel('wifi1', 'selected channel 5180/ax/Ceee', 5180)],
  [
    'cap1: selected channel 2412/20-Ce/gn(20dBm)',
    channel('cap1', 'selected channel 2412/20-Ce/gn(20dBm)', 2412),
  ],
  ['wifi1: channel changed to 5500000', channel('wifi1', 'channel changed to 5500000', 5500)],
  [
    'wlan2: switching to channel 5260/20-Ceee/ac/DP',
    channel('wlan2', 'switching to channel 5260/20-Ceee/ac/DP', 5260),
  ],
];

const accessPoints: readonly Case[] = [
  // the manager: current drivers, then legacy CAPsMAN
  [`hAP@${CAP}%*41 connected`, accessPoint(true, [CAP], 'hAP')],
  ['Garden House@192.168.88.30 joined', accessPoint(true, ['192.168.88.30'], 'Garden House')],
  [`hAP@${CAP}%*41 disconnected, connection lost`, accessPoint(false, [CAP], 'hAP', 'connection lost')],
  [`[${CAP}/1/2f,Join,[hAP]] joined, provides radio(s): 02:31:48:F6:C4:B0`, accessPoint(true, [CAP], 'hAP')],
  [
    `[::ffff:192.168.88.10:57223,Join,[${CAP}]] joined, provides radio(s): ${CAP}`,
    accessPoint(true, ['192.168.88.10', CAP], null),
  ],
  [
    `[${CAP}/1/2f,Run,[hAP]] max keepalives without response, removing`,
    accessPoint(false, [CAP], 'hAP', 'max keepalives without response, removing'),
  ],
  [`[${CAP}] removed, stale connection`, accessPoint(false, [CAP], null, 'stale connection')],
  ['remote CAP Barn left', accessPoint(false, [], 'Barn')],
  // the access point itself
  ['connected to ax2@04:F4:1C:34:81:DD%*7', own(true)],
  ['CAP joined MikroTik (192.168.88.1)', own(true)],
  ['disconnected from capsman@00:11:22:33:44:55, failed to connect', own(false, 'failed to connect')],
];

const framings = (topics: string): readonly ((message: string) => string)[] => [
  (message) => `${topics} ${message}`,
  (message) => `${topics} mikrotik2: ${message}`,
  (message) => `<30>Jun  7 10:07:16 mikrotik2 ${topics} ${message}`,
  (message) => `<30>Jun  7 10:07:16 mikrotik2 ${topics} mikrotik2: ${message}`,
  (message) =>
    `<30>1 2026-06-07T10:07:16.123+02:00 hAP-ax3 ${topics.split(',')[0]} - - [origin@14988 ip="192.168.88.1"] \uFEFF${topics} ${message}`,
  (message) => `142 <30>Jun  7 10:07:16 192.168.88.1 ${topics} ${message}`,
  (message) => `CEF:0|MikroTik|RB5009|7.19|0|${topics}|Low|msg=${message}`,
  (message) => `${topics} ${message}\r\n`,
];

describe.each([
  ['a refusal', refusals, 'wireless,info'],
  ['a refusal by a CAP', refusals, 'caps,info'],
  ['a channel', channels, 'wireless,info'],
  ['a channel of a CAP', channels, 'caps,info'],
  ['an access point', accessPoints, 'caps,info'],
] as const)('%s', (_what, cases, topics) => {
  it.each(cases)('%s', (message, told) => {
    for (const frame of framings(topics))
      expect([frame(message), parseLogLine(frame(message))]).toEqual([frame(message), told]);
  });
});

describe('without topics', () => {
  it.each([...refusals, ...channels])('%s', (message, told) => {
    expect(parseLogLine(message)).toEqual(told);
    expect(parseLogLine(`<30>Jun  7 10:07:16 mikrotik2 ${message}`)).toEqual(told);
  });
});

describe('a line about none of these', () => {
  it.each([
    [`wlan1: ${MAC} not in local ACL, by default accept`],
    [`wlan1: ${MAC} attempts to connect`],
    [`wlan1: data from unknown device ${MAC}, sent deauth`],
    [`${MAC}@wlan1: failed to connect, auth timeout`],
    [`${MAC}@wlan1: MIC failure!!!`],
    ['caps,info selected CAPsMAN ax2@04:F4:1C:34:81:DD%*7'],
    ['wireless,info wifi1: changed channel list'],
    ['system,info wifi changed by admin'],
    ['l2tp,ppp,info <l2tp-bob>: disconnected'],
    ['ovpn,info bob@192.168.88.30 disconnected'],
    ['system,error,critical login failure for user wlan1: radar detected on 5500 via ssh'],
    ['interface,info ether1 link down'],
  ])('%j', (line) => expect(parseLogLine(line)).toBeNull());
});

it('names in any line are read without a fault, and never as another device', () => {
  const piece = fc.constantFrom(
    `${MAC}@`,
    MAC,
    `@${CAP}`,
    '[',
    ']',
    'wlan1',
    ': ',
    ', ',
    ' rejected',
    ' connection rejected, forbidden by access-list',
    ' authentication failed',
    ' radar detected on 5500',
    ' selected channel 5180',
    ' joined',
    ' disconnected',
    'caps,info ',
    'wireless,info ',
  );
  const soup = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(soup, (text) => {
      const line = parseLogLine(text);
      if (line !== null && 'macAddress' in line)
        expect(line.macAddress).toBe(/(?:[0-9A-F]{2}:){5}[0-9A-F]{2}/.exec(text)![0]);
    }),
    { numRuns: runs(2000) },
  );
});

it('costs no more for a line that nearly matches all over', () => {
  for (const text of [
    ' rejected,',
    ' authentication ',
    ': radar ',
    ' channel ',
    '@192.168.88.1 ',
    'a,b ',
    ' disconnected',
    'keepalives ',
    '[',
    ' to ',
  ])
    expect(() => parseLogLine(`caps,info ${text.repeat(64 * 1024)}`)).not.toThrow();
});
