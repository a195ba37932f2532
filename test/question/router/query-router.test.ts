/** Rows of a router's menus: conditions, counts, and what may not be asked. */
import { afterAll, describe, expect, it } from 'vitest';
import { parseLogTime } from '../../../src/question/router/log-line.ts';
import { toMenuName } from '../../../src/question/router/menu.ts';
import { parseMilliseconds } from '../../../src/question/router/milliseconds.ts';
import { startLab } from './lab.ts';

const routes = [
  { 'dst-address': '0.0.0.0/0', gateway: '203.0.113.1', active: 'true', distance: '1' },
  { 'dst-address': '10.0.0.0/8', gateway: '192.0.2.9', active: 'false', distance: '20', comment: 'old' },
  { 'dst-address': '192.168.88.0/24', gateway: 'bridge', active: 'true', distance: '0' },
];
/** So many minutes ago, in UTC. */
const start = Math.floor(Date.now() / 1000) * 1000;
const before = (minutes: number) =>
  new Date(start - minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
let hosts = 12;
const tables = () => ({
  'ip/route': routes.map((row, index) => ({ '.id': `*${index}`, ...row })),
  'interface/bridge/host': Array.from({ length: hosts }, (_, index) => ({
    '.id': `*${index}`,
    vid: String(index),
  })),
  log: [
    { '.id': '*1', time: before(60), topics: 'system,info', message: 'router rebooted' },
    { '.id': '*2', time: before(1), topics: 'wireless,info', message: 'connected' },
    { '.id': '*3', time: before(0.5), topics: 'ppp,info', message: 'hidden' },
  ],
  'ip/arp': [{ '.id': '*1', address: '192.168.88.20', 'mac-address': '02:00:00:00:00:20' }],
});
const lab = await startLab({ tables });
afterAll(() => lab.stop());

describe('conditions', () => {
  it.each<[string, object[], string[]]>([
    ['eq', [{ property: 'active', op: 'eq', value: true }], ['0.0.0.0/0', '192.168.88.0/24']],
    ['ne', [{ property: 'active', op: 'ne', value: 'true' }], ['10.0.0.0/8']],
    ['gt', [{ property: 'distance', op: 'gt', value: 1 }], ['10.0.0.0/8']],
    ['lt', [{ property: 'distance', op: 'lt', value: 1 }], ['192.168.88.0/24']],
    ['exists', [{ property: 'comment', op: 'exists' }], ['10.0.0.0/8']],
    ['absent', [{ property: 'comment', op: 'absent' }], ['0.0.0.0/0', '192.168.88.0/24']],
    [
      'all of several',
      [
        { property: 'active', op: 'eq', value: 'true' },
        { property: 'gateway', op: 'ne', value: 'bridge' },
      ],
      ['0.0.0.0/0'],
    ],
    ['none', [], ['0.0.0.0/0', '10.0.0.0/8', '192.168.88.0/24']],
  ])('%s', async (_, where, expected) => {
    const { rows } = await lab.ask('query_router', { menu: '/ip/route', where, properties: ['dst-address'] });
    expect((rows as Record<string, string>[]).map((row) => row['dst-address'])).toEqual(expected);
  });

  it('that make no sense are refused', async () => {
    for (const where of [
      [{ property: 'active', op: 'eq' }],
      [{ property: 'active', op: 'exists', value: 'true' }],
      [{ property: 'gateway', op: 'eq', value: 'a\nb' }],
      [{ property: 'gateway', op: 'like', value: 'a' }],
    ])
      expect(await lab.ask('query_router', { menu: 'ip/route', where })).toMatchObject({
        refused: 'bad_input',
      });
  });
});

describe('rows', () => {
  it('beyond the limit are counted, and said to be left out', async () => {
    const answer = await lab.ask('query_router', { menu: 'ip/route', limit: 1 });
    expect(answer).toMatchObject({ row_count: 3, truncated: true, rows: [{ 'dst-address': '0.0.0.0/0' }] });
  });

  it('of a large table are counted before they are read, and refused with their count', async () => {
    hosts = 5_001;
    lab.router.resetCounters();
    expect(await lab.ask('query_router', { menu: 'interface/bridge/host' })).toMatchObject({
      refused: 'too_many_rows',
      rowCount: 5_001,
    });
    expect(lab.router.requests).toHaveLength(1);
    const where = [{ property: 'vid', op: 'lt', value: 3 }];
    expect(await lab.ask('query_router', { menu: 'interface/bridge/host', where })).toMatchObject({
      row_count: 3,
    });
    hosts = 12;
  });

  it('of a menu that this router does not have are told from none', async () => {
    expect(await lab.ask('query_router', { menu: 'queue/simple' })).toEqual({ refused: 'not_on_router' });
  });

  it('of an unknown router name those that there are', async () => {
    expect(await lab.ask('query_router', { router: 'cellar', menu: 'ip/route' })).toMatchObject({
      errors: [{ parameter: 'router', message: expect.stringContaining('The routers are router') as string }],
    });
  });
});

describe('the network', () => {
  it('is tried from the router', async () => {
    expect(await lab.ask('ping_from_router', { address: '192.168.88.20', count: 2 })).toMatchObject({
      sent: 2,
      received: 2,
      loss_percent: 0,
      average_ms: 1.245,
    });
    expect(await lab.ask('ping_from_router', { address: '192.0.2.1' })).toMatchObject({
      sent: 3,
      received: 0,
      loss_percent: 100,
      min_ms: null,
      replies: [{ status: 'timeout' }, {}, {}],
    });
    expect(await lab.ask('trace_route_from_router', { address: '1.1.1.1' })).toMatchObject({
      hops: [
        { hop: 1, address: '203.0.113.1' },
        { hop: 2, time_ms: 12.9 },
      ],
    });
    expect(await lab.ask('resolve_name', { name: 'example.org' })).toMatchObject({ address: '203.0.113.80' });
  });

  it('is not tried with what is no host', async () => {
    lab.router.resetCounters();
    for (const address of ['', '-c 5', 'a b', '=x', '[::1]', 'a/24', '$(reboot)'])
      expect(await lab.ask('ping_from_router', { address })).toMatchObject({ refused: 'bad_input' });
    expect(lab.router.requests).toHaveLength(0);
    expect(await lab.ask('ping_from_router', { address: 'printer.invalid' })).toMatchObject({
      errors: [{ parameter: 'address' }],
    });
  });

  it('is not tried by a user without the policy test, which is said', async () => {
    const other = await startLab({ tables, policies: ['read', 'api', 'rest-api'] });
    expect(await other.ask('ping_from_router', { address: '1.1.1.1' })).toMatchObject({
      refused: 'router_failed',
      error: { kind: 'unauthorized' },
    });
    await other.stop();
  });
});

describe('the log', () => {
  it('is newest first, with times in UTC by the clock of the router', async () => {
    const { lines } = (await lab.ask('read_router_log')) as { lines: { at: string; message: string }[] };
    expect(lines.map(({ message }) => message)).toEqual(['connected', 'router rebooted']);
    const [newest, older] = lines.map(({ at }) => Date.parse(at));
    expect(newest! - older!).toBe(59 * 60_000);
    expect(Math.abs(Date.now() - newest! - 60_000)).toBeLessThan(30_000);
  });

  it('is narrowed by topic and time', async () => {
    expect(await lab.ask('read_router_log', { topics: ['system'] })).toMatchObject({ line_count: 1 });
    expect(await lab.ask('read_router_log', { since: '10m' })).toMatchObject({
      lines: [{ message: 'connected' }],
    });
  });

  const now = Date.UTC(2026, 10, 30, 10);
  it.each<[string, number | null]>([
    ['09:59:00', now - 60_000],
    ['10:00:20', now + 20_000],
    ['23:00:00', now - 11 * 3_600_000],
    ['nov/30 09:59:00', now - 60_000],
    ['dec/31 10:00:00', Date.UTC(2025, 11, 31, 10)],
    ['nov/30/2026 09:59:00', now - 60_000],
    ['11-30 09:59:00', now - 60_000],
    ['2026-11-30 09:59:00', now - 60_000],
    ['2026-11-30 09:59:00.250', now - 60_000],
    ['yesterday', null],
    ['', null],
  ])('reads the time %s', (text, expected) => expect(parseLogTime(text, now)).toBe(expected));
});

it.each([
  ['/ip/route', 'ip/route'],
  ['ip route', 'ip/route'],
  ['/ip/route/print', 'ip/route'],
  ['IP/Route/', 'ip/route'],
])('%s is the menu %s', (text, name) => expect(toMenuName(text)).toBe(name));

it.each<[string | null, number | null]>([
  ['1ms45us', 1.045],
  ['845us', 0.845],
  ['1s2ms', 1002],
  ['12.4', 12.4],
  ['12.4ms', 12.4],
  ['timeout', null],
  ['', null],
  [null, null],
])('a round trip of %s is %s ms', (text, expected) => expect(parseMilliseconds(text)).toBe(expected));
