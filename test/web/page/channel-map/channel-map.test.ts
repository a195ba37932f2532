/** Which spectrum a radio uses, and where it is on the map. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSpectrum } from '../../../../src/parse/spectrum.ts';
import { exampleInterface } from '../../../../src/question/example.ts';
import type { WifiInterfaceRecord } from '../../../../src/record/network.ts';
import { toBandMaps } from '../../../../src/web/page/channel-map/lane.ts';
import { type Radio, toRadios } from '../../../../src/web/page/channel-map/radio.ts';
import { device } from '../../../rest/snapshot.ts';

const record = (changed: Partial<WifiInterfaceRecord>): WifiInterfaceRecord => ({
  ...exampleInterface,
  master_interface: null,
  disabled: false,
  ...changed,
});

describe('the radios', () => {
  it('are physical interfaces with the networks on them; a disabled one is none', () => {
    const radios = toRadios(
      [
        record({ interface: 'wifi1', ssid: 'home' }),
        record({ interface: 'wifi1-iot', ssid: 'iot', master_interface: 'wifi1', frequency_mhz: null }),
        record({ interface: 'wifi9', disabled: true }),
      ],
      [
        device({
          connected: true,
          access_point_id: exampleInterface.access_point_id,
          band: exampleInterface.band,
        }),
      ],
    );
    expect(radios).toMatchObject([
      { ssids: ['home', 'iot'], clientCount: 1, mhz: exampleInterface.frequency_mhz },
    ]);
  });

  it('of an access point that two routers manage are one, also where only one says the channel', () => {
    const radios = toRadios(
      [
        record({ router: 'a', interface: 'cap1', frequency_mhz: null, channel: null }),
        record({ router: 'b', interface: 'wifi3' }),
      ],
      [],
    );
    expect(radios).toHaveLength(1);
    expect(radios[0]!.mhz).toBe(exampleInterface.frequency_mhz);
  });

  it('of one band in one access point have the devices of their own interfaces', () => {
    const on = (mac_address: string, name: string) =>
      device({ mac_address, interface: name, connected: true, band: '5GHz', access_point_id: 'x' });
    const radios = toRadios(
      [
        record({ interface: 'wifi1', access_point_id: 'x', band: '5GHz', frequency_mhz: 5180 }),
        record({ interface: 'wifi2', access_point_id: 'x', band: '5GHz', frequency_mhz: 5500 }),
      ],
      [on('02:00:00:00:00:01', 'wifi1'), on('02:00:00:00:00:02', 'wifi2'), on('02:00:00:00:00:03', 'wifi2')],
    );
    expect(radios.map(({ mhz, clientCount }) => [mhz, clientCount])).toEqual([
      [5180, 1],
      [5500, 2],
    ]);
  });
});

describe('the map', () => {
  const channels = {
    '2.4GHz': [2412, 2437, 2462, 2472],
    '5GHz': [5180, 5200, 5260, 5320, 5500, 5700, 5745, 5865],
    '6GHz': [5955, 6115, 7095],
  } as const;
  const radio = fc
    .record({
      band: fc.constantFrom('2.4GHz' as const, '5GHz' as const, '6GHz' as const),
      pick: fc.nat(),
      isKnown: fc.boolean(),
      letters: fc.constantFrom('', 'Ce', 'eC', 'Ceee', 'eeeC', 'Ceeeeeee'),
    })
    .map(({ band, pick, isKnown, letters }) => {
      const mhz = channels[band][pick % channels[band].length]!;
      const block = toSpectrum(mhz, `${mhz}/ax/${letters}`, null);
      return { band, ...(isKnown ? { mhz, ...block } : { mhz: null, lowMhz: null, highMhz: null }) };
    });
  const radios = fc.array(radio, { maxLength: 30 }).map((all) =>
    all.map(
      (one, index): Radio => ({
        id: `${index}`,
        accessPointId: `ap${index}`,
        name: `AP ${index}`,
        widthMhz: 20,
        maxWidthMhz: null,
        powerDbm: null,
        ssids: [],
        clientCount: 0,
        ...one,
      }),
    ),
  );

  it('has each radio once, within its edges, and none above spectrum that it shares', () => {
    fc.assert(
      fc.property(radios, (all) => {
        const maps = toBandMaps(all);
        const shown = maps.flatMap(({ placed, unknown }) => [...placed.map((one) => one.radio), ...unknown]);
        expect(shown.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
        for (const { placed, laneCount } of maps)
          for (const one of placed) {
            expect(one.left).toBeGreaterThanOrEqual(0);
            expect(one.left).toBeLessThan(one.right);
            expect(one.right).toBeLessThanOrEqual(1);
            expect(one.lane).toBeLessThan(laneCount);
            for (const other of placed) {
              const isShared =
                one.radio.lowMhz! < other.radio.highMhz! && other.radio.lowMhz! < one.radio.highMhz!;
              if (one !== other && isShared) expect(one.lane).not.toBe(other.lane);
              if (one.radio.lowMhz === other.radio.lowMhz) expect(one.left).toBe(other.left);
              if (one.radio.lowMhz! < other.radio.lowMhz!) expect(one.left).toBeLessThan(other.left);
            }
          }
      }),
    );
  });

  it('marks each channel at the middle of the 20 MHz that it is', () => {
    const [map] = toBandMaps([
      { ...toRadios([record({ band: '5GHz', frequency_mhz: 5500, channel: '5500/ax' })], [])[0]! },
    ]);
    const [only] = map!.placed;
    const channel = map!.channels.find(({ mhz }) => mhz === 5500)!;
    expect(channel.x).toBeCloseTo((only!.left + only!.right) / 2);
  });
});
