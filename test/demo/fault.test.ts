/** Each fault as a caller without any protection sees it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FaultName, faults, type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { ask, errorOf } from './ask.ts';

const rows = [1, 2, 3, 4].map((number) => ({
  '.id': `*${number}`,
  'mac-address': `02:00:00:00:00:0${number}`,
}));
const ARP = '/rest/ip/arp';
let router: SimulatedRouter;

beforeEach(async () => {
  router = await startRouter({ tables: () => ({ 'ip/arp': rows, 'system/resource': { uptime: '3d' } }) });
});

afterEach(() => router.stop());

const parsed = async (path = ARP) => JSON.parse((await ask(router, path)).text) as unknown;
const whole = JSON.stringify(rows);

/** Whoever adds a fault says here how it looks. */
const looks: Record<FaultName, () => Promise<unknown>> = {
  async hang() {
    const leaving = new AbortController();
    const asked = errorOf(ask(router, ARP, { signal: leaving.signal }));
    await vi.waitFor(() => expect(router.requests).toHaveLength(1), { interval: 1, timeout: 30_000 });
    leaving.abort();
    expect(await asked).toBe('ABORT_ERR');
    expect(router.requests[0]!.status).toBeNull();
  },
  async slow() {
    router.setFault({ name: 'slow', delayMs: 1 });
    expect((await ask(router, ARP)).text).toBe(whole);
  },
  reset: async () => expect(await errorOf(ask(router, ARP))).toBe('ECONNRESET'),
  close: async () => expect(await errorOf(ask(router, ARP))).toBe('ECONNRESET'),
  refuse: async () => expect(await errorOf(ask(router, ARP))).toBe('ECONNREFUSED'),
  html: () => expectPage(200),
  'html-403': () => expectPage(403),
  unauthorized: () => expectError(401, undefined),
  'not-allowed-9': () => expectError(500, 'std failure: not allowed (9)'),
  'status-500': () => expectError(500, 'std failure: timeout (13)'),
  'session-closed': () => expectError(400, 'Session closed'),
  'menu-missing': () => expectError(400, 'no such command or directory (arp)'),
  'menu-missing-406': () => expectError(406, 'no such command or directory (arp)'),
  truncated: async () => expect(await errorOf(ask(router, ARP))).toBe('ECONNRESET'),
  async 'bad-json'() {
    const answer = await ask(router, ARP);
    expect(answer.status).toBe(200);
    expect(() => void JSON.parse(answer.text)).toThrow(SyntaxError);
  },
  async 'empty-body'() {
    const answer = await ask(router, ARP);
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      200,
      'application/json',
      '',
    ]);
  },
  async 'wrong-shape'() {
    expect(await parsed()).toEqual(rows[0]);
    expect(await parsed('/rest/system/resource')).toEqual([{ uptime: '3d' }]);
  },
  async 'null-rows'() {
    expect(await parsed()).toEqual([null, ...rows]);
    expect(await parsed('/rest/system/resource')).toBeNull();
  },
  partial: async () => expect(await parsed()).toEqual(rows.slice(0, 2)),
  async empty() {
    expect(await parsed()).toEqual([]);
    expect(await parsed('/rest/system/resource')).toEqual({ uptime: '3d' });
  },
  async 'non-utf8'() {
    const { bytes } = await ask(router, ARP);
    expect(bytes.includes(Buffer.of(0x87))).toBe(true);
    expect(bytes.includes(Buffer.of(0xb2))).toBe(true);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow(TypeError);
    expect(JSON.parse(bytes.toString('latin1'))).toHaveLength(4);
  },
  async 'control-characters'() {
    const { text } = await ask(router, ARP);
    expect(text).toContain('bell\u0001ringer');
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
  },
  async huge() {
    expect((await ask(router, ARP)).bytes.length).toBeGreaterThan(8 * 1024 * 1024);
    expect((await ask(router, '/rest/system/resource')).bytes.length).toBeGreaterThan(8 * 1024 * 1024);
  },
  async 'metadata-rows'() {
    const answer = (await parsed()) as Record<string, string>[];
    expect(answer).toHaveLength(6);
    expect(answer.filter((row) => row['mac-address'] === undefined)).toHaveLength(2);
  },
};

async function expectPage(status: number): Promise<void> {
  const answer = await ask(router, ARP, { auth: null });
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/html']);
}

async function expectError(status: number, detail: string | undefined): Promise<void> {
  const answer = await ask(router, ARP);
  expect(answer.status).toBe(status);
  expect((JSON.parse(answer.text) as { detail?: string }).detail).toBe(detail);
}

describe('a fault', () => {
  test.each(faults)('%s: as seen from outside, and gone when it is cleared', async (fault) => {
    router.setFault(fault);
    await looks[fault]();
    router.setFault(null);
    expect((await ask(router, ARP)).text).toBe(whole);
  });

  test('of one menu leaves the others alone, and wins over the general one', async () => {
    router.setFault('status-500', 'ip/arp');
    expect((await ask(router, ARP)).status).toBe(500);
    expect((await ask(router, '/rest/system/resource')).status).toBe(200);
    router.setFault('unauthorized');
    expect((await ask(router, ARP)).status).toBe(500);
    expect((await ask(router, '/rest/system/resource')).status).toBe(401);
    router.setFault(null, 'ip/arp');
    expect((await ask(router, ARP)).status).toBe(401);
  });

  test('says half of a body, and Content-Length tells the whole', async () => {
    router.setFault('truncated');
    await errorOf(ask(router, ARP));
    expect(router.requests[0]!.status).toBe(200);
  });

  test('that refuses resets what is open and keeps the port', async () => {
    router.setFault('hang');
    const asked = errorOf(ask(router, ARP));
    await vi.waitFor(() => expect(router.requests).toHaveLength(1), { interval: 1, timeout: 30_000 });
    router.setFault('refuse');
    expect(await asked).toBe('ECONNRESET');
    expect(await errorOf(ask(router, ARP))).toBe('ECONNREFUSED');
    router.setFault(null);
    expect((await ask(router, ARP)).status).toBe(200);
  });
});
