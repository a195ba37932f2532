import { systemClock } from '../../src/telemetry/clock.ts';
/** The form of an answer: compressed or not, new or not, how old. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { holderOf, manyDevices, snapshot, takenAt } from '../rest/snapshot.ts';
import { start, withKey } from '../rest/start.ts';

const big = () => holderOf(snapshot(manyDevices(50)));

describe('compression', () => {
  test('gives the same text in fewer bytes', async () => {
    const { ask } = start({ snapshot: big() });
    const plain = await ask('/devices');
    const zipped = await ask('/devices', { ...withKey, 'Accept-Encoding': 'br, gzip' });
    const bytes = Buffer.from(await zipped.arrayBuffer());
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(gunzipSync(bytes).toString()).toBe(await plain.text());
    expect(Number(zipped.headers.get('content-length'))).toBe(bytes.length);
    expect(bytes.length).toBeLessThan(Number(plain.headers.get('content-length')) / 5);
    for (const answer of [plain, zipped]) expect(answer.headers.get('vary')).toBe('Accept, Accept-Encoding');
  });

  test('is left out when it is not wanted or not worth it', async () => {
    const { ask } = start({ snapshot: big() });
    const refused = await ask('/devices', { ...withKey, 'Accept-Encoding': 'gzip;q=0, *' });
    const tiny = await ask('/devices?limit=1', { ...withKey, 'Accept-Encoding': 'gzip' });
    expect(refused.headers.get('content-encoding')).toBeNull();
    expect(tiny.headers.get('content-encoding')).toBeNull();
    expect(tiny.headers.get('vary')).toBe('Accept, Accept-Encoding');
  });
});

describe('ETag', () => {
  test.each([
    '/devices',
    '/devices/3c22fb000001',
    '/interfaces/wifi',
    '/access-points',
    '/system/info',
    '/openapi.json',
    '/docs',
    '/docs/style.css',
  ])('of %s comes back as 304 without a body', async (path) => {
    const { ask } = start({ snapshot: big() });
    const first = await ask(path);
    const etag = first.headers.get('etag')!;
    for (const sent of [etag, etag.replace('W/', ''), `"x", ${etag}`, '*']) {
      const again = await ask(path, { ...withKey, 'If-None-Match': sent, 'Accept-Encoding': 'gzip' });
      expect([sent, again.status, await again.text()]).toEqual([sent, 304, '']);
      expect(again.headers.get('etag')).toBe(etag);
      expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
      expect(again.headers.get('vary')).toContain('Accept-Encoding');
    }
    expect((await ask(path, { ...withKey, 'If-None-Match': '"x"' })).status).toBe(200);
  });

  test('needs the key all the same', async () => {
    expect((await start().ask('/devices', { 'If-None-Match': '*' })).status).toBe(401);
  });

  test('belongs to the content: another content has another, the same content the same', async () => {
    const holder = big();
    const { ask } = start({ snapshot: holder });
    const etag = async (path: string) => (await ask(path)).headers.get('etag');
    const first = await etag('/devices');
    expect(await etag('/devices?limit=100')).toBe(first);
    expect(await etag('/devices?limit=10')).not.toBe(first);
    holder.publish(snapshot(manyDevices(50)));
    expect(await etag('/devices')).toBe(first);
    holder.publish(snapshot(manyDevices(49)));
    expect(await etag('/devices')).not.toBe(first);
  });
});

describe('a snapshot', () => {
  test('is answered from the moment it is there', async () => {
    const holder = holderOf(snapshot(manyDevices(2)));
    const { ask } = start({ snapshot: holder });
    const count = async () => ((await (await ask('/devices')).json()) as { total_count: number }).total_count;
    expect(await count()).toBe(2);
    holder.publish(snapshot(manyDevices(3)));
    expect(await count()).toBe(3);
  });

  test('has an age in whole seconds, never less than none', async () => {
    let now = takenAt;
    const { ask } = start({ clock: { ...systemClock, now: () => now } });
    const age = async () => (await ask('/devices')).headers.get('age');
    for (const [later, expected] of [
      [0, '0'],
      [999, '0'],
      [61_000, '61'],
      [-5000, '0'],
    ] as const) {
      now = takenAt + later;
      expect(await age()).toBe(expected);
    }
  });
});

test('the same question is asked of a snapshot once', async () => {
  let times = 0;
  const house = snapshot();
  const counted = {
    ...house,
    get interfaces() {
      times++;
      return house.interfaces;
    },
  };
  const { ask } = start({ snapshot: holderOf(counted) });
  const texts = new Set<string>();
  for (let i = 0; i < 5; i++) texts.add(await (await ask('/interfaces/wifi?band=5GHz')).text());
  expect([times, texts.size]).toEqual([1, 1]);
  await ask('/interfaces/wifi');
  expect(times).toBe(2);
});
