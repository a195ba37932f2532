/** Writing to a router: bytes go and come as they are, and a write is sent once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { createDecoder } from '../../src/parse/charset.ts';
import { menuPaths, menus } from '../../src/parse/menu.ts';
import { connectRouter } from '../../src/routeros/connect.ts';
import { connectForWriting, type WriteConnection } from '../../src/routeros/write.ts';
import { inSlices } from '../../src/telemetry/slices.ts';

const OPTIONS = {
  id: 'router',
  ca: null,
  tlsFingerprint: null,
  tlsVerify: true,
  timeoutMs: 1000,
  charset: 'windows-1252',
};
let router: SimulatedRouter;
let connection: WriteConnection;
let now = 0;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 2);
  router = await startRouter({
    now: () => now,
    users: [{ username: 'operator', password: 'op', policies: ['read', 'write', 'test', 'api', 'rest-api'] }],
    tables: () => ({
      'interface/wifi': [{ '.id': '*0', name: 'wifi1', disabled: 'false', dynamic: 'false' }],
      'interface/wifi/access-list': [
        { '.id': '*1', action: 'accept', disabled: 'false', comment: Buffer.from('Caf\xe9', 'latin1') },
      ],
    }),
  });
  connection = connectForWriting({ ...OPTIONS, url: router.url, username: 'operator', password: 'op' });
});
afterEach(async () => {
  connection.close();
  await router.stop();
});

const LIST = 'interface/wifi/access-list';
const comments = async () => {
  const answer = await connection.read(LIST, ['comment']);
  return answer.status === 'complete' ? answer.rows.map((row) => row['comment']) : answer;
};

test.each(['caf\xe9', 'k\xc3\xbcche', '"\\$[x]\n\x01', '\xff\x00\x80', 'plain'])(
  'the bytes of %j are stored and read as they are',
  async (comment) => {
    const values = { 'mac-address': '02:00:00:00:00:01', action: 'reject', comment };
    expect(await connection.write({ do: 'add', menu: LIST, values, before: '*1' })).toEqual({
      fate: 'accepted',
      ret: null,
    });
    expect(await comments()).toEqual([comment, 'Caf\xe9']);
  },
);

test('set, unset, disable, move, remove and make-static are commands that name their row', async () => {
  const values = { 'mac-address': '02:00:00:00:00:01', action: 'reject', comment: 'a' };
  await connection.write({ do: 'add', menu: LIST, values, before: null });
  await connection.write({ do: 'set', menu: LIST, id: '*2', values: { comment: 'b' } });
  await connection.write({ do: 'move', menu: LIST, id: '*2', before: '*1' });
  await connection.write({ do: 'unset', menu: LIST, id: '*2', property: 'mac-address' });
  await connection.write({ do: 'disable', menu: LIST, id: '*2' });
  expect(await connection.read(LIST, null)).toEqual({
    status: 'complete',
    rows: [
      { '.id': '*2', action: 'reject', comment: 'b', disabled: 'true' },
      { '.id': '*1', action: 'accept', comment: 'Caf\xe9', disabled: 'false' },
    ],
  });
  await connection.write({ do: 'remove', menu: LIST, id: '*2' });
  expect(await comments()).toEqual(['Caf\xe9']);
});

test("a rejection has the router's words", async () => {
  const values = { 'mac-address': '02:00:00:00:00:01', action: 'explode' };
  expect(await connection.write({ do: 'add', menu: LIST, values, before: null })).toEqual({
    fate: 'rejected',
    status: 400,
    detail: 'input does not match any value of action',
  });
  expect(await connection.write({ do: 'remove', menu: LIST, id: '*99' })).toMatchObject({
    fate: 'rejected',
    status: 404,
  });
});

test('a lost answer is a value: the write is sent once, and a new connection discards the answer that belongs to it', async () => {
  router.setWriteFault({ name: 'answer-lost', menu: null, times: 1 });
  const values = { 'mac-address': '02:00:00:00:00:01', action: 'reject', comment: 'once' };
  expect(await connection.write({ do: 'add', menu: LIST, values, before: null })).toMatchObject({
    fate: 'lost',
  });
  expect(await connection.read(LIST, null)).toMatchObject({ status: 'failed' });
  now += 3000;
  await connection.renew();
  expect(await comments()).toEqual(['Caf\xe9', 'once']);
  expect(router.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('rows are selected at the router', async () => {
  expect(await connection.read('interface/wifi', ['name'], { name: 'wifi1' })).toEqual({
    status: 'complete',
    rows: [{ name: 'wifi1' }],
  });
  expect(await connection.read('interface/wifi', ['name'], { name: 'wifi2' })).toEqual({
    status: 'complete',
    rows: [],
  });
  expect(await connection.read('interface/wireless', ['name'])).toEqual({ status: 'absent' });
});

test('the connection that polls can only read: it sends GET, and POST to commands that look', async () => {
  const { id, url, username, password, ...rest } = {
    ...OPTIONS,
    url: router.url,
    username: router.username,
    password: router.password,
  };
  const reading = connectRouter({ id, url, username, password, ...rest }, createDecoder, inSlices);
  expect(Object.keys(reading).toSorted()).toEqual([
    'close',
    'command',
    'connectionCount',
    'monitor',
    'read',
    'url',
  ]);
  for (const path of menuPaths) {
    const { shape, properties } = menus[path];
    await reading.read(path, { shape, properties }, { timeoutMs: 1000 });
  }
  await reading.monitor('interface/wifi/monitor', 'wifi1', { timeoutMs: 1000 });
  for (const path of [
    'ip/arp/set',
    'ip/arp/remove',
    'system/reboot',
    'execute',
    'system/script/run',
    'print',
  ])
    await expect(reading.command(path, {}, { timeoutMs: 1000 })).rejects.toThrow('only looks');
  reading.close();
  const own = router.requests.filter(({ headers }) =>
    headers['authorization']?.endsWith(btoa(`${username}:${password}`)),
  );
  expect(own).toHaveLength(menuPaths.length + 1);
  expect(own.filter(({ method }) => method !== 'GET').map(({ method, path }) => [method, path])).toEqual([
    ['POST', '/rest/interface/wifi/monitor'],
  ]);
});
