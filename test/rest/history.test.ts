import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { getAccessPointHistory } from '../../src/question/get-access-point-history.ts';
import { getDeviceHistory } from '../../src/question/get-device-history.ts';
import { listSessions } from '../../src/question/list-sessions.ts';
import type { History } from '../../src/record/history.ts';
import { exampleAccessPoint } from '../../src/question/example.ts';
import {
  exampleAccessPointHistory,
  exampleDeviceHistory,
  exampleSession,
} from '../../src/question/example-past.ts';
import { historyOff, knownHistory } from './history.ts';
import { device, holderOf, snapshot, takenAt } from './snapshot.ts';
import { KEY, problemOf, start, withKey } from './start.ts';

const HOUR = 3_600_000;
const NOW = takenAt + 3500;
const routes = [
  '/devices/3c22fb0a1b2c/history',
  '/devices/3c22fb0a1b2c/sessions',
  '/access-points/48a98a0c0d0e/history',
  '/sessions',
];

describe('the past', () => {
  test('of a device is where it was', async () => {
    const answer = await start().ask('/devices/kitchen%20TABLET/history?resolution=5m&since=3h');
    const record = getDeviceHistory.output.parse(await answer.json());
    expect(record).toMatchObject({ device_id: '3c22fb0a1b2c', segments: exampleDeviceHistory.segments });
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(answer.headers.get('etag')).not.toBeNull();
  });

  test('of a device is its sessions', async () => {
    const answer = await start().ask('/devices/3C-22-FB-0A-1B-2C/sessions');
    const list = listSessions.output.parse(await answer.json());
    expect(list).toMatchObject({ sessions: [exampleSession], limit: 100, has_more: false });
  });

  test('of everybody is the sessions of all devices', async () => {
    const list = listSessions.output.parse(await (await start().ask('/sessions?since=8h&limit=5000')).json());
    expect(list).toMatchObject({ sessions: [exampleSession], limit: 5000, has_more: false });
  });

  test('of an access point is how full it was', async () => {
    const answer = await start().ask('/access-points/KITCHEN/history');
    const record = getAccessPointHistory.output.parse(await answer.json());
    expect(record.buckets).toEqual(exampleAccessPointHistory.buckets);
  });

  test.each([
    ['/devices/3c22fb0a1b2c/history', 24 * HOUR, 0, null],
    ['/devices/3c22fb0a1b2c/history?since=2h&until=1h&resolution=raw', 2 * HOUR, HOUR, 'raw'],
    ['/devices/3c22fb0a1b2c/history?until=7d', 8 * 24 * HOUR, 7 * 24 * HOUR, null],
    ['/devices/3c22fb0a1b2c/sessions', 7 * 24 * HOUR, 0, 100],
    ['/devices/3c22fb0a1b2c/sessions?since=400d&limit=1', 400 * 24 * HOUR, 0, 1],
    ['/access-points/48a98a0c0d0e/history', 7 * 24 * HOUR, 0, null],
    ['/access-points/48a98a0c0d0e/history?since=1h&resolution=1h', HOUR, 0, '1h'],
    ['/sessions', 7 * 24 * HOUR, 0, 1000],
    ['/sessions?since=2d&until=1d&limit=5000', 2 * 24 * HOUR, 24 * HOUR, 5000],
  ])('%s asks for the time it says', async (path, sinceAgo, untilAgo, detail) => {
    const { history, calls } = knownHistory();
    expect((await start({ history }).ask(path)).status).toBe(200);
    const id = path.split('/')[2] ?? null;
    const span = { sinceAt: NOW - sinceAgo, untilAt: NOW - untilAgo };
    expect(calls[0]).toEqual({ id, span, detail });
    for (const further of calls) expect(further).toMatchObject({ id, span });
  });

  test('may be compressed', async () => {
    const { history } = knownHistory();
    const long: History = {
      ...history,
      deviceHistory: async (...asked) => {
        const record = await history.deviceHistory(...asked);
        if ('off' in record) return record;
        return { ...record, segments: Array.from({ length: 20 }, () => exampleDeviceHistory.segments[0]!) };
      },
    };
    const answer = await start({ history: long }).ask(routes[0]!, { ...withKey, 'Accept-Encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const text = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString();
    expect(getDeviceHistory.output.parse(JSON.parse(text)).segments).toHaveLength(20);
  });
});

describe('who is meant', () => {
  const panel = device({ mac_address: '02:00:00:00:00:01', name: 'Panel' });
  const twins = [3, 4].map((digit) => device({ mac_address: `02:00:00:00:00:0${digit}`, name: 'Bulb' }));
  const house = holderOf(
    snapshot([panel, ...twins], {
      accessPoints: [
        { ...exampleAccessPoint, access_point_id: 'new', name: 'New' },
        { ...exampleAccessPoint, access_point_id: 'one', name: 'Attic' },
        { ...exampleAccessPoint, access_point_id: 'two', name: 'attic' },
      ],
    }),
  );
  const ask = (path: string, snapshots = house) => start({ snapshot: snapshots }).ask(path);

  test.each([
    ['/devices/panel/history', 'a device without any past'],
    ['/devices/panel/sessions', 'a device without any past'],
    ['/access-points/new/history', 'an access point without any past'],
    ['/devices/3c22fb0a1b2c/history', 'a device that only the history knows'],
    ['/devices/3c22fb0a1b2c/history?since=1m', 'the same at a time when it was not there'],
    ['/devices/3c22fb0a1b2c/sessions?since=1m', 'the same at a time when it was not there'],
    ['/access-points/48a98a0c0d0e/history', 'an access point that only the history knows'],
    ['/access-points/48a98a0c0d0e/history?since=1m', 'the same at a time when it was not there'],
  ])('%s is answered: %s', async (path) => {
    expect((await ask(path)).status).toBe(200);
  });

  test.each([
    ['/devices/nobody/history', 'device'],
    ['/devices/02:00:00:00:00:0F/history', 'device'],
    ['/devices/02:00:00:00:00:0F/sessions?since=1m', 'device'],
    ['/access-points/cellar/history', 'access point'],
    ['/access-points/%20/history', 'access point'],
  ])('%s is 404', async (path, what) => {
    const problem = await problemOf(await ask(path));
    expect([problem.status, problem.detail]).toEqual([404, expect.stringContaining(`no ${what} with`)]);
  });

  test('a name of several is 409, with whom to ask for instead', async () => {
    for (const path of ['/devices/bulb/history', '/devices/bulb/sessions']) {
      const { status, candidates } = await problemOf(await ask(path));
      expect([status, candidates?.map(({ device_id }) => device_id)]).toEqual([
        409,
        twins.map(({ device_id }) => device_id),
      ]);
    }
    const { status, detail } = await problemOf(await ask('/access-points/ATTIC/history'));
    expect([status, detail]).toEqual([409, expect.stringContaining('one, two')]);
  });

  test('before the first snapshot a MAC address is enough, a name is not', async () => {
    expect((await ask('/devices/3c22fb0a1b2c/history', holderOf(null))).status).toBe(200);
    expect((await ask('/access-points/48a98a0c0d0e/history', holderOf(null))).status).toBe(200);
    const answer = await ask('/devices/panel/history', holderOf(null));
    expect((await problemOf(answer)).status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });
});

describe('without a history', () => {
  test.each(routes)('%s says how to turn it on', async (path) => {
    const problem = await problemOf(await start({ history: null }).ask(path));
    expect([problem.status, problem.detail]).toEqual([404, expect.stringContaining('HISTORY_MAX_SIZE')]);
  });

  test.each([...routes, '/devices/020000000001/history'])('%s says why there is none now', async (path) => {
    const answer = await start({ history: historyOff }).ask(path);
    expect(await problemOf(answer)).toMatchObject({
      status: 503,
      detail: 'The history is off, because its disk is full.',
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('that goes off between two looks is off, not unknown', async () => {
    const { history } = knownHistory();
    for (const [path, halves] of [
      ['/devices/020000000001/history', { ...historyOff, deviceHistory: history.deviceHistory }],
      [
        '/access-points/cellar/history?resolution=5m',
        {
          ...historyOff,
          accessPointHistory: (...asked: Parameters<History['accessPointHistory']>) =>
            asked[2] === '5m'
              ? history.accessPointHistory(...asked)
              : historyOff.accessPointHistory(...asked),
        },
      ],
    ] as const) {
      expect((await problemOf(await start({ history: halves }).ask(path))).status).toBe(503);
    }
  });
});

describe('what is wrong is refused by name', () => {
  test.each([
    ['/devices/x/history?since=soon', ['since']],
    ['/devices/x/history?until=', ['until']],
    ['/devices/x/history?since=1h&until=1h', ['since', 'until']],
    ['/devices/x/history?since=2027-01-01', ['since', 'until']],
    ['/devices/x/history?since=401d', ['since']],
    ['/devices/x/history?resolution=1m', ['resolution']],
    ['/devices/x/history?limit=1', ['limit']],
    ['/devices/%00/history', ['device_id']],
    ['/devices/%ff/sessions', ['device_id']],
    ['/devices/x/sessions?limit=0', ['limit']],
    ['/devices/x/sessions?limit=1001', ['limit']],
    ['/devices/x/sessions?resolution=raw', ['resolution']],
    ['/sessions?limit=5001', ['limit']],
    ['/sessions?since=2d&until=3d', ['since', 'until']],
    ['/sessions?mac=x', ['mac']],
    ['/access-points/%0A/history', ['access_point_id']],
    ['/access-points/x/history?resolution=raw', ['resolution']],
    ['/access-points/x/history?since=1h&since=2h', ['since']],
  ])('%s', async (path, parameters) => {
    const problem = await problemOf(await start().ask(path));
    expect([problem.status, problem.errors?.map(({ parameter }) => parameter)]).toEqual([400, parameters]);
  });

  test.each(routes)('%s needs the key', async (path) => {
    expect((await problemOf(await start().ask(path, { 'X-API-Key': `${KEY}x` }))).status).toBe(401);
    expect((await problemOf(await start({ authenticator: null }).ask(path))).status).toBe(404);
  });

  test('a name with a slash in it is one name', async () => {
    const named = snapshot([device({ name: 'up/down' })]);
    const answer = await start({ snapshot: holderOf(named) }).ask('/devices/up%2Fdown/history');
    expect(getDeviceHistory.output.parse(await answer.json()).device_id).toBe('3c22fb0a1b2c');
  });
});
