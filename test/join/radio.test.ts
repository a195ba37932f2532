import { describe, expect, it } from 'vitest';
import { joinReading } from '../../src/join/view.ts';
import { type RadioState, parseRadioState } from '../../src/parse/interface.ts';
import type { Row } from '../../src/parse/row.ts';
import { macOf, type Menus } from '../builder.ts';
import { readingOf } from '../capture.ts';

/** "name band frequency width power" of each interface. */
function radiosOf(menus: Menus, monitored: Record<string, Row> = {}): Record<string, unknown[]> {
  const states = Object.entries(monitored).map(([name, row]): [string, RadioState] => [
    `wifi ${name}`,
    parseRadioState(row),
  ]);
  const { interfaces } = joinReading({ ...readingOf(menus), radioStates: new Map(states) });
  return Object.fromEntries(
    interfaces.map(({ row, band, frequencyMhz, channelWidth, txPowerDbm }) => [
      row.name,
      [band, frequencyMhz, channelWidth, txPowerDbm],
    ]),
  );
}

const slaves = (master: string) => [
  { name: `${master}-guest`, 'master-interface': master },
  { name: `${master}-iot`, 'master-interface': `${master}-guest` },
];

describe('what is true of a radio', () => {
  it('is true of every interface on it, whichever tells it', () => {
    const told = {
      'channel.frequency': '5180',
      'channel.width': '20/40/80mhz',
      'configuration.tx-power': '17',
    };
    const expected = ['5GHz', 5180, '20/40/80mhz', 17];
    const names = ['wifi1', 'wifi1-guest', 'wifi1-iot'];
    for (const teller of names) {
      const rows = [{ name: 'wifi1' }, ...slaves('wifi1'), { name: 'wifi2' }];
      const told1 = rows.map((row) => (row.name === teller ? { ...row, ...told } : row));
      const radios = radiosOf({ 'interface/wifi': told1 });
      for (const name of names) expect([name, radios[name]]).toEqual([name, expected]);
      expect(radios['wifi2']).toEqual([null, null, null, null]);
    }
  });

  it('is the interface’s own before its master’s, and that before a sibling’s', () => {
    const radios = radiosOf({
      'interface/wifi': [
        { name: 'wifi1', 'configuration.tx-power': '10' },
        { name: 'guest', 'master-interface': 'wifi1', 'configuration.tx-power': '12' },
        { name: 'iot', 'master-interface': 'wifi1' },
      ],
    });
    expect([radios['wifi1']![3], radios['guest']![3], radios['iot']![3]]).toEqual([10, 12, 10]);
  });

  it('is shared by interfaces that the radio list puts on one radio', () => {
    const radios = radiosOf({
      'interface/wifi': [{ name: 'a', 'channel.band': '5ghz-ax' }, { name: 'b' }, { name: 'c' }],
      'interface/wifi/radio': [
        { interface: 'a', 'radio-mac': macOf(1) },
        { interface: 'b', 'radio-mac': macOf(1) },
        { interface: 'c', 'radio-mac': macOf(2) },
      ],
    });
    expect([radios['a']![0], radios['b']![0], radios['c']![0]]).toEqual(['5GHz', '5GHz', null]);
  });

  it.each([
    ['2ghz-g:20mhz,2ghz-n:20mhz,20/40mhz,2ghz-ax:20mhz', '2.4GHz'],
    ['5ghz-a,5ghz-n,5ghz-ac,5ghz-ax', '5GHz'],
    ['6ghz-ax,6ghz-be', '6GHz'],
    ['5ghz-ax,6ghz-ax', null],
    ['', null],
  ])('is the one band it can do: %j is %s', (bands, band) => {
    const menus = {
      'interface/wifi': [{ name: 'wifi1' }, ...slaves('wifi1')],
      'interface/wifi/radio': [{ interface: 'wifi1', 'radio-mac': macOf(1), bands }],
    };
    expect(Object.values(radiosOf(menus)).map(([first]) => first)).toEqual([band, band, band]);
  });

  it('is the band of the devices on any of its interfaces, when nothing else tells it', () => {
    const menus = {
      'interface/wifi/registration-table': [
        { 'mac-address': macOf(1), interface: 'wifi1-iot', band: '2ghz-n' },
      ],
      'interface/wifi': [{ name: 'wifi1' }, ...slaves('wifi1')],
    };
    expect(Object.values(radiosOf(menus)).map(([band]) => band)).toEqual(['2.4GHz', '2.4GHz', '2.4GHz']);
  });

  it('is what `monitor` says where no row does', () => {
    const menus = {
      'interface/wifi': [
        { name: 'wifi1', 'channel.frequency': '5180-5730', 'channel.width': '20/40/80mhz' },
        ...slaves('wifi1'),
        { name: 'wifi2', 'configuration.tx-power': '12' },
      ],
    };
    const monitored = {
      wifi1: { channel: '5500/ax/Ceee/D', 'tx-power': '24' },
      wifi2: { channel: '2437/ax', 'tx-power': '14' },
    };
    const five = ['5GHz', 5500, '20/40/80mhz', 24];
    expect(radiosOf(menus, monitored)).toEqual({
      wifi1: five,
      'wifi1-guest': five,
      'wifi1-iot': five,
      wifi2: ['2.4GHz', 2437, '20mhz', 12],
    });
  });

  it('reaches the device on it', () => {
    const menus = {
      'interface/wifi/registration-table': [
        { 'mac-address': macOf(1), interface: 'wifi1-guest', band: '5ghz-ax' },
      ],
      'interface/wifi': [{ name: 'wifi1' }, ...slaves('wifi1')],
    };
    const states = new Map([['wifi wifi1', parseRadioState({ channel: '5500/ax/Ceee/D' })]]);
    const [client] = joinReading({ ...readingOf(menus), radioStates: states }).clients.get(macOf(1))!;
    expect(client).toMatchObject({ channel: '5500/ax/Ceee/D', frequencyMhz: 5500 });
  });
});
