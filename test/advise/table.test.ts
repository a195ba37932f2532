/** The kinds that tables alone tell, or one reading. */
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/advise/constant.ts';
import { MIN_DEVICES, MIN_PART } from '../../src/advise/crowded-band.ts';
import { REFUSALS } from '../../src/advise/refused.ts';
import { IDLE_SECONDS, SERVED_BPS, SLOW_BPS } from '../../src/advise/slow-client.ts';
import type { Device } from '../../src/record/device.ts';
import { device } from '../device.ts';
import {
  accessPoint,
  AT,
  bothBands,
  checkOf,
  crowd,
  findingsOf,
  HERE,
  hoursAgo,
  houseOf,
  router,
  stay,
  steering,
  THERE,
  wifi,
} from './house.ts';

describe('roaming_support', () => {
  test('what is off on one interface of a network on several access points is named', () => {
    const interfaces = [
      ...bothBands.slice(0, 3),
      wifi(THERE, '5GHz', {
        fast_transition: false,
        steering: steering({ rrm: false }),
      }),
    ];
    expect(findingsOf(houseOf({ interfaces, historyHours: null }), 'roaming_support')).toMatchObject([
      {
        title: 'home has no 802.11k, 802.11r',
        proposal: { input: { ssid: 'home', rrm: true, fast_transition: true } },
      },
    ]);
  });

  test('on one access point it does not matter', () => {
    const interfaces = [wifi(HERE, '5GHz', { fast_transition: false })];
    expect(checkOf(houseOf({ interfaces }), 'roaming_support').status).toBe('none');
  });
});

describe('shared_channel', () => {
  const on = (mhz: number, other: number, band: '2.4GHz' | '5GHz' = '2.4GHz') => [
    wifi(HERE, band, { frequency_mhz: mhz, channel: band === '5GHz' ? `${mhz}/ax/Ceee` : null }),
    wifi(THERE, band, { frequency_mhz: other }),
  ];
  const walk = [
    stay({ fromAt: hoursAgo(3), toAt: hoursAgo(2) }),
    stay({ accessPointId: THERE, fromAt: hoursAgo(2) }),
  ];
  const found = (interfaces: ReturnType<typeof on>, stays = walk) =>
    findingsOf(houseOf({ interfaces, stays }), 'shared_channel');

  test('channels that overlap, of access points that served one device within a minute', () => {
    expect(found(on(2412, 2412))).toMatchObject([{ confidence: 'medium', evidence: { changes: 1 } }]);
    expect(found(on(2412, 2432))).toHaveLength(1);
    expect(found(on(2412, 2437))).toEqual([]);
    expect(found(on(5180, 5240, '5GHz'))).toHaveLength(1);
    expect(found(on(5180, 5260, '5GHz'))).toEqual([]);
  });

  test('a minute apart they were at one place; longer apart nothing is known', () => {
    const later = (ms: number) => [walk[0]!, { ...walk[1]!, fromAt: hoursAgo(2) + ms }];
    expect(found(on(2412, 2412), later(60_000))).toHaveLength(1);
    expect(found(on(2412, 2412), later(60_001))).toEqual([]);
  });

  test('without a history the channels alone are told, with low confidence', () => {
    const house = houseOf({ interfaces: on(2412, 2412), historyHours: null });
    expect(findingsOf(house, 'shared_channel')).toMatchObject([
      { confidence: 'low', evidence: { changes: null } },
    ]);
    expect(checkOf(houseOf(), 'shared_channel').status).toBe('not_supported');
  });

  test.each([
    [2412, '2412/ax/Ce', 2437, null, true],
    [5180, '5180/ax/Ceee', 5200, '5200/ax/eCee', true],
    [5180, '5180/ax', 5200, '5200/ax', false],
    [5180, '5180/ax/Ceee', 5260, '5260/ax/Ceee', false],
    [5180, '5180/ax', 5200, '5200/ax/eCee', true],
    [5180, '5180/20-Ceee/ac(20dBm)', 5240, '5240/20-C/ac(20dBm)', true],
    [2412, '2412/20-Ce/gn(18dBm)', 2437, null, true],
    [2412, '2412/20-C/gn(18dBm)', 2437, null, false],
  ])('%i with %s and %i with %s overlap: %s', (mhz, channel, otherMhz, otherChannel, isShared) => {
    const band = mhz < 3000 ? '2.4GHz' : '5GHz';
    const radios = [
      wifi(HERE, band, { frequency_mhz: mhz, channel }),
      wifi(THERE, band, { frequency_mhz: otherMhz, channel: otherChannel }),
    ];
    for (const interfaces of [radios, radios.toReversed()])
      expect(found(interfaces)).toHaveLength(isShared ? 1 : 0);
  });

  test('access points that overlap with two radios of a band have one finding that names both', () => {
    const radios = [HERE, THERE].flatMap((id) =>
      [5180, 5745].map((mhz) => wifi(id, '5GHz', { interface: `${id} ${mhz}`, frequency_mhz: mhz })),
    );
    expect(found(radios)).toMatchObject([
      {
        detail: expect.stringMatching(/uses 5180 and 5745 MHz and .* 5180 and 5745 MHz\./),
        evidence: { frequencies_mhz: ['5180', '5180', '5745', '5745'] },
      },
    ]);
  });

  test('a radio that is not reachable, is off or tells no channel shares none', () => {
    const [here, there] = on(2412, 2412) as [ReturnType<typeof wifi>, ReturnType<typeof wifi>];
    const accessPoints = [accessPoint(HERE), accessPoint(THERE, { reachable: false })];
    const house = houseOf({ interfaces: [here, there], accessPoints, stays: walk });
    expect(findingsOf(house, 'shared_channel')).toEqual([]);
    expect(found([here, { ...there, disabled: true }])).toEqual([]);
    expect(found([here, { ...there, frequency_mhz: null }])).toEqual([]);
  });
});

describe('crowded_band', () => {
  /** On the hall, the first ones on 2.4 GHz; `able` of them have 802.11ax. */
  const here = (low: number, high: number, able: number) =>
    houseOf({
      panel: { connected: false },
      others: crowd(low + high, () => [], {
        access_point_id: HERE,
        band: '2.4GHz',
        wifi_standard: '802.11n',
      }).map((one, index) => ({
        ...one,
        device: {
          ...one.device,
          ...(index >= low ? { band: '5GHz' as const } : {}),
          ...(index < able ? { wifi_standard: '802.11ax' as const } : {}),
        },
      })),
    });
  const found = (...given: Parameters<typeof here>) => findingsOf(here(...given), 'crowded_band');

  test(`${MIN_DEVICES} devices, ${MIN_PART * 100} % of all and two that can do better`, () => {
    expect(found(MIN_DEVICES, 2, 2)).toMatchObject([
      { subject: { id: HERE }, evidence: { low_band_count: 4, device_count: 6 } },
    ]);
    expect(found(MIN_DEVICES - 1, 2, 2)).toEqual([]);
    expect(found(MIN_DEVICES, 3, 2)).toEqual([]);
    expect(found(MIN_DEVICES, 2, 1)).toEqual([]);
  });

  test('a device that was on a higher band before can do better, whatever its standard, and is named', () => {
    const high = [stay({ band: '5GHz', fromAt: hoursAgo(20), toAt: hoursAgo(10) })];
    const withPast = (count: number) =>
      houseOf({
        panel: { connected: false },
        others: crowd(MIN_DEVICES, (index) => (index < count ? high : []), {
          access_point_id: HERE,
          band: '2.4GHz',
          wifi_standard: '802.11n',
        }),
      });
    expect(findingsOf(withPast(2), 'crowded_band')).toMatchObject([
      {
        detail: expect.stringContaining('Lamp 1, Lamp 2 can use a higher band'),
        evidence: { able_devices: ['Lamp 1', 'Lamp 2'], measured_earlier: ['able_devices'] },
      },
    ]);
    expect(findingsOf(withPast(1), 'crowded_band')).toEqual([]);
  });
});

describe('slow_client', () => {
  const found = (given: Partial<Device>) =>
    findingsOf(
      houseOf({
        panel: { tx_rate_bps: SLOW_BPS, tx_throughput_bps: SERVED_BPS, idle_seconds: IDLE_SECONDS, ...given },
      }),
      'slow_client',
    );

  test('much traffic at a low rate, and not the rate of an idle device', () => {
    expect(found({})).toHaveLength(1);
    expect(found({ tx_rate_bps: SLOW_BPS + 1 })).toEqual([]);
    expect(found({ tx_throughput_bps: SERVED_BPS - 1 })).toEqual([]);
    expect(found({ idle_seconds: IDLE_SECONDS + 1 })).toEqual([]);
    expect(found({ connected: null })).toEqual([]);
  });

  test('a rate is not judged where it is not known how long the device has been idle', () => {
    expect(found({ idle_seconds: null })).toEqual([]);
  });

  test('the remedy depends on the signal', () => {
    expect(found({ signal_dbm: -75 })[0]!.remedy).toContain('weak');
    expect(found({ signal_dbm: -70 })[0]!.remedy).toContain('good');
  });
});

describe('refused', () => {
  const refusals = (count: number, agoMs = 0) =>
    Array.from({ length: count }, () => ({
      deviceId: 'aabbccddeeff',
      name: 'Visitor',
      accessPointId: HERE,
      at: AT - agoMs,
      reasonClass: 'wrong_key',
      count: 1,
    }));

  test(`${REFUSALS} in a day, of a device that is not connected`, () => {
    expect(findingsOf(houseOf({ refusals: refusals(REFUSALS) }), 'refused')).toMatchObject([
      {
        subject: { name: 'Visitor' },
        evidence: { refusals: REFUSALS, reason_class: 'wrong_key', access_points: ['Hall'] },
      },
    ]);
    expect(findingsOf(houseOf({ refusals: refusals(REFUSALS - 1) }), 'refused')).toEqual([]);
    expect(findingsOf(houseOf({ refusals: refusals(REFUSALS, DAY_MS + 1) }), 'refused')).toEqual([]);
    const joined = device({ mac_address: 'AA:BB:CC:DD:EE:FF' });
    expect(
      findingsOf(houseOf({ refusals: refusals(9), others: [{ device: joined, stays: [] }] }), 'refused'),
    ).toEqual([]);
  });

  test('nothing reads them: it is not supported', () => {
    expect(checkOf(houseOf(), 'refused').status).toBe('not_supported');
    expect(checkOf(houseOf({ refusals: [] }), 'refused').status).toBe('none');
  });
});

describe('firmware', () => {
  const found = (version: string | null) =>
    findingsOf(
      houseOf({ accessPoints: [accessPoint('router', { version: '7.1' }), accessPoint(HERE, { version })] }),
      'firmware',
    );

  test('an access point with another version than its manager; version 6 has its own line', () => {
    expect(found('7.23.1')).toMatchObject([
      {
        subject: { id: HERE },
        commands: ['/interface/wifi/capsman/remote-cap/upgrade [find where identity="Hall"]'],
      },
    ]);
    for (const version of ['7.24', '7.24 (stable)', '6.49.18', null]) expect(found(version)).toEqual([]);
  });

  test('an update that a router knows of', () => {
    const updates = (latest: string) => [{ router: 'router', installed: '7.24', latest }];
    expect(findingsOf(houseOf({ updates: updates('7.24.1') }), 'firmware')).toMatchObject([
      { title: 'Main: RouterOS 7.24.1 is available' },
    ]);
    expect(findingsOf(houseOf({ updates: updates('7.24') }), 'firmware')).toEqual([]);
    expect(checkOf(houseOf({ routers: [{ ...router, version: null }] }), 'firmware').status).toBe(
      'not_enough_data',
    );
  });
});

describe('stray_rule', () => {
  const rule = (name: string | null, accessPointId: string | null) =>
    findingsOf(
      houseOf({
        rules: [
          {
            router: 'router',
            source: 'wifi',
            ruleId: '*4',
            deviceId: '3c22fb0a1b2c',
            interface: name,
            accessPointId,
          },
        ],
      }),
      'stray_rule',
    );

  test('it points at nothing, or at another access point', () => {
    expect(rule('gone', HERE)).toMatchObject([
      {
        subject: { id: 'router *4' },
        commands: ['/interface/wifi/access-list/remove *4'],
        proposal: { action: 'release_device' },
      },
    ]);
    expect(rule('Kitchen 2.4GHz', HERE)[0]!.title).toBe('A rule for Panel points at Kitchen');
    expect(rule('Hall 2.4GHz', HERE)).toEqual([]);
    expect(rule(null, null)).toEqual([]);
    expect(checkOf(houseOf(), 'stray_rule').status).toBe('not_supported');
  });
});
