import { describe, expect, test } from 'vitest';
import { type CompactDevice, deviceSchema } from '../../src/record/device.ts';
import { deviceListSchema } from '../../src/record/select.ts';
import { device, holderOf, manyDevices, snapshot } from './snapshot.ts';
import { problemOf, start } from './start.ts';

const tablet = device({ mac_address: '3C:22:FB:0A:1B:2C', name: 'Kitchen tablet', signal_dbm: -58 });
const phone = device({
  mac_address: '8E:11:22:33:44:55',
  name: 'Anna’s phone',
  presence: 'unknown',
  connected: null,
  signal_dbm: null,
  band: null,
  ssid: 'guest & co',
});
const panel = device({
  mac_address: '3C:22:FB:00:00:01',
  name: 'Wall panel',
  presence: 'away',
  connected: false,
});
const twins = [1, 2].map((digit) => device({ mac_address: `3C:22:FB:00:01:0${digit}`, name: 'Bulb' }));
const house = snapshot([tablet, phone, panel, ...twins]);

async function names(query: string): Promise<string[]> {
  const answer = await start({ snapshot: holderOf(house) }).ask(`/devices${query}`);
  const list = deviceListSchema.parse(await answer.json());
  return list.devices.map(({ name }) => name!);
}

describe('the list', () => {
  test('has those at home and unknown, by name, in compact form, with the snapshot', async () => {
    const answer = await start({ snapshot: holderOf(house) }).ask('/devices');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const list = deviceListSchema.parse(await answer.json());
    expect(list.devices.map(({ name }) => name)).toEqual(['Anna’s phone', 'Bulb', 'Bulb', 'Kitchen tablet']);
    expect(Object.keys(list.devices[0]!)).toHaveLength(12);
    expect(list).toMatchObject({
      total_count: 4,
      limit: 100,
      offset: 0,
      has_more: false,
      snapshot: house.meta,
    });
  });

  test('has every field in full detail', async () => {
    const answer = await start({ snapshot: holderOf(house) }).ask('/devices?detail=full&name=tablet');
    const list = deviceListSchema.parse(await answer.json());
    expect(list.devices).toEqual([tablet]);
  });

  test.each([
    ['?presence=any', ['Anna’s phone', 'Bulb', 'Bulb', 'Kitchen tablet', 'Wall panel']],
    ['?presence=away', ['Wall panel']],
    ['?presence=away&presence=unknown', ['Anna’s phone', 'Wall panel']],
    ['?name=TABLET&name=phone', ['Anna’s phone', 'Kitchen tablet']],
    ['?name=tablet&name=phone&ssid=home', ['Kitchen tablet']],
    ['?name=anna%E2%80%99s+phone', ['Anna’s phone']],
    ['?ssid=guest%20%26%20co', ['Anna’s phone']],
    ['?ssid=guest+%26+co&', ['Anna’s phone']],
    ['?mac=3c22.fb0a.1b2c', ['Kitchen tablet']],
    ['?mac=3c-22-fb-0a-1b-2c&mac=8E1122334455', ['Anna’s phone', 'Kitchen tablet']],
    ['?connected=true', ['Bulb', 'Bulb', 'Kitchen tablet']],
    ['?connected=false&presence=any', ['Wall panel']],
    ['?connected=true&connected=false&presence=any', ['Bulb', 'Bulb', 'Kitchen tablet', 'Wall panel']],
    ['?band=6GHz', []],
    ['?router=router&access_point=kitchen&interface=cap-wifi2&name=tablet', ['Kitchen tablet']],
    ['?sort=-name', ['Kitchen tablet', 'Bulb', 'Bulb', 'Anna’s phone']],
    ['?sort=-signal_dbm&presence=unknown&presence=home', ['Bulb', 'Bulb', 'Kitchen tablet', 'Anna’s phone']],
    ['?limit=2', ['Anna’s phone', 'Bulb']],
    ['?limit=2&offset=3', ['Kitchen tablet']],
    ['?offset=4', []],
    ['?offset=1000000000', []],
    ['?', ['Anna’s phone', 'Bulb', 'Bulb', 'Kitchen tablet']],
    ['?&&', ['Anna’s phone', 'Bulb', 'Bulb', 'Kitchen tablet']],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test('is 100 long unless asked for more', async () => {
    const { ask } = start({ snapshot: holderOf(snapshot(manyDevices(300))) });
    const short = deviceListSchema.parse(await (await ask('/devices')).json());
    const long = deviceListSchema.parse(await (await ask('/devices?limit=1000')).json());
    expect([short.devices.length, short.total_count, short.has_more]).toEqual([100, 300, true]);
    expect([long.devices.length, long.total_count, long.has_more]).toEqual([300, 300, false]);
  });

  test('pages never overlap and miss nobody', async () => {
    const { ask } = start({
      snapshot: holderOf(snapshot(manyDevices(25).map((one) => ({ ...one, name: 'Bulb' })))),
    });
    const seen: string[] = [];
    for (let offset = 0; offset < 30; offset += 10) {
      const answer = await ask(`/devices?limit=10&offset=${offset}`);
      const { devices } = (await answer.json()) as { devices: CompactDevice[] };
      seen.push(...devices.map(({ device_id }) => device_id));
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });
});

describe('one device', () => {
  test.each([
    ['its device_id', '3c22fb0a1b2c'],
    ['its MAC address', '3C:22:FB:0A:1B:2C'],
    ['its MAC address, encoded', '3C%3A22%3AFB%3A0A%3A1B%3A2C'],
    ['its MAC address in another notation', '3c22.fb0a.1b2c'],
    ['its name in any case', 'kitchen%20TABLET'],
  ])('is found by %s, as the full record', async (_title, path) => {
    const answer = await start({ snapshot: holderOf(house) }).ask(`/devices/${path}`);
    expect(answer.status).toBe(200);
    expect(deviceSchema.parse(await answer.json())).toEqual(tablet);
  });

  test.each([
    'Kid’s iPad',
    "Kid's iPad",
    'up/down',
    '100%',
    '100%25',
    'a?b&c=d#e',
    'tv;v=1,2',
    '\\back',
    '🪟 Küche',
    '../health',
    'constructor',
    'a+b',
  ])('is found by the name %s', async (name) => {
    const named = device({ name });
    const { ask } = start({ snapshot: holderOf(snapshot([named])) });
    expect(await (await ask(`/devices/${encodeURIComponent(name)}`)).json()).toEqual(named);
  });

  test('that nobody knows is 404', async () => {
    const { ask } = start({ snapshot: holderOf(house) });
    for (const path of ['aabbccddeeff', 'AA:BB:CC:DD:EE:FF', 'nobody', '%20', 'zz:zz', '__proto__', '*']) {
      const { status, candidates } = await problemOf(await ask(`/devices/${path}`));
      expect([path, status, candidates]).toEqual([path, 404, undefined]);
    }
  });

  test('whose name others share is 409 with the candidates', async () => {
    const { ask } = start({ snapshot: holderOf(house) });
    const problem = await problemOf(await ask('/devices/BULB'));
    expect(problem.status).toBe(409);
    expect(problem.candidates).toEqual(
      twins.map(({ device_id, name, mac_address }) => ({ device_id, name, mac_address })),
    );
  });

  test.each(['%', '%zz', '%ff', '%00', 'a%0Ab', '%C3%28', '%7F'])('%s is 400', async (path) => {
    const problem = await problemOf(await start({ snapshot: holderOf(house) }).ask(`/devices/${path}`));
    expect(problem.status).toBe(400);
    expect(problem.errors).toEqual([{ parameter: 'device_id', message: expect.any(String) }]);
  });
});
