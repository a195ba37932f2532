/** One user's commands run one at a time, whoever still waits for them. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { Agent } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { ask, errorOf, post } from './ask.ts';

let router: SimulatedRouter;
let clock = 0;

beforeEach(async () => {
  router = await startRouter({
    tables: () => ({
      'ip/arp': [],
      'interface/wifi': [{ name: 'wifi1' }],
      'interface/wifi/registration-table': [],
    }),
    users: [{ username: 'other', password: 'pass', policies: ['read', 'api', 'rest-api'] }],
    commandLimitMs: 100,
    now: () => clock,
  });
});

afterEach(() => router.stop());

const arrived = (count: number) =>
  vi.waitFor(() => expect(router.requests).toHaveLength(count), { interval: 1, timeout: 30_000 });
const statuses = () => router.requests.map(({ status }) => status);

test('an abandoned command runs on and blocks its user, but nobody else', async () => {
  await router.stop();
  router = await startRouter({
    tables: () => ({ 'ip/arp': [], 'ip/address': [] }),
    users: [{ username: 'other', password: 'pass', policies: ['read', 'api', 'rest-api'] }],
  });
  router.setFault('hang', 'ip/arp');
  const leaving = new AbortController();
  const abandoned = errorOf(ask(router, '/rest/ip/arp', { signal: leaving.signal }));
  await arrived(1);
  leaving.abort();
  expect(await abandoned).toBe('ABORT_ERR');

  const second = ask(router, '/rest/ip/address');
  await arrived(2);
  const third = ask(router, '/rest/ip/address?.proplist=address');
  await arrived(3);
  expect((await ask(router, '/rest/ip/address', { auth: 'other:pass' })).status).toBe(200);
  expect(statuses()).toEqual([null, null, null, 200]);

  router.setFault(null);
  expect((await second).status).toBe(200);
  expect((await third).status).toBe(200);
  expect(statuses()).toEqual([null, 200, 200, 200]);
});

test('a command without end is cut, and what is queued behind it fails with it', async () => {
  const credentials = Buffer.from(`${router.username}:${router.password}`).toString('base64');
  const request = (start: string, body: string) =>
    `${start} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${credentials}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const socket = connect(router.port, '127.0.0.1');
  // in one piece, so that both are there before the limit
  socket.write(
    request('POST /rest/interface/wifi/monitor', '{"numbers":"wifi1"}') + request('GET /rest/ip/arp', ''),
  );
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  while (text.split('Session closed').length < 3) await once(socket, 'data');
  socket.destroy();
  expect(statuses()).toEqual([400, 400]);
  expect((await ask(router, '/rest/ip/arp')).status).toBe(200);
});

test('a command that hangs is given up at the limit, without an answer', async () => {
  router.setFault({ name: 'hang' }, 'ip/arp');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const unanswered = errorOf(ask(router, '/rest/ip/arp', { agent }));
  await arrived(1);
  await vi.waitUntil(async () => (await ask(router, '/rest/interface/wifi')).status === 200, {
    interval: 1,
    timeout: 30_000,
  });
  expect(statuses()[0]).toBeNull();
  agent.destroy();
  expect(await unanswered).toBe('ECONNRESET');
});

test('once, whatever its value, ends a monitor', async () => {
  const answer = await post(router, '/rest/interface/wifi/monitor', { numbers: 'wifi1', once: 'false' });
  expect(answer.status).toBe(200);
});

test('a log-in is kept for ten minutes, with the policies it began with', async () => {
  const [user] = router.users;
  const status = async () =>
    (await ask(router, '/rest/ip/arp', { auth: `presence:${router.password}` })).status;
  expect(await status()).toBe(200);
  user!.policies = ['read'];
  clock = 599_999;
  expect(await status()).toBe(200);
  clock = 600_000;
  expect(await status()).toBe(401);
  expect(router.logins.map(({ at }) => at)).toEqual([0, 600_000]);
});

test('a new password or a disabled user counts at once', async () => {
  const [user] = router.users;
  expect((await ask(router, '/rest/ip/arp')).status).toBe(200);
  user!.disabled = true;
  expect((await ask(router, '/rest/ip/arp')).status).toBe(401);
  user!.disabled = false;
  user!.password = 'new';
  expect((await ask(router, '/rest/ip/arp')).status).toBe(401);
  expect((await ask(router, '/rest/ip/arp', { auth: 'presence:new' })).status).toBe(200);
});

test('a kept-alive connection serves many requests, and the router does not say how long it keeps it', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await ask(router, '/rest/ip/arp', { agent });
  const answer = await ask(router, '/rest/ip/arp', { agent });
  expect(answer.headers['keep-alive']).toBeUndefined();
  expect(router.connectionCount()).toBe(1);
  agent.destroy();
});

test('requests open at once are counted', async () => {
  router.setFault('hang');
  const both = [ask(router, '/rest/ip/arp'), ask(router, '/rest/ip/arp', { auth: 'other:pass' })];
  await arrived(2);
  router.setFault(null);
  await Promise.all(both);
  expect(router.maxInFlight()).toBe(2);
});
