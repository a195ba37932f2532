import { describe, expect, it } from 'vitest';
import { parseRadio, parseRemoteCap, parseWifiInterface } from '../../src/parse/interface.ts';
import type { Row } from '../../src/parse/row.ts';

const baseMac = '02:31:48:00:00:AF';
const wifi = (row: Row) => parseWifiInterface('wifi', { name: 'wifi1', ...row })!;

describe('an interface', () => {
  it('of a wifi router', () => {
    expect(
      wifi({
        name: '5GHz WiFi',
        'mac-address': '02:ca:65:00:00:1f',
        'radio-mac': '02:CA:65:00:00:1F',
        'default-name': 'wifi1',
        'configuration.ssid': 'home',
        'configuration.tx-power': '20',
        'channel.frequency': '5500',
        'channel.band': '5ghz-ax',
        'channel.width': '20/40/80mhz',
        comment: 'Hall',
        disabled: 'false',
        running: 'true',
        'steering.rrm': 'true',
        'steering.wnm': 'false',
        'steering.transition-threshold': '-80',
        'security.ft': 'true',
      }),
    ).toEqual({
      source: 'wifi',
      name: '5GHz WiFi',
      macAddress: '02:CA:65:00:00:1F',
      ssid: 'home',
      band: '5GHz',
      channel: '5500',
      frequencyMhz: 5500,
      channelWidth: '20/40/80mhz',
      txPowerDbm: 20,
      masterInterface: null,
      running: true,
      disabled: false,
      inactive: null,
      mode: null,
      isManaged: false,
      comment: 'Hall',
      defaultName: 'wifi1',
      cap: null,
      aboutCap: null,
      rrm: true,
      wnm: false,
      transitionThresholdDbm: -80,
      fastTransition: true,
    });
  });

  it('of which nothing but the name is told is null in everything else', () => {
    const { source, name, isManaged, ...rest } = wifi({});
    expect([source, name, isManaged]).toEqual(['wifi', 'wifi1', false]);
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('without a name is none', () =>
    expect(parseWifiInterface('wifi', { 'mac-address': baseMac })).toBeNull());

  it.each<[string, Row, string | null, number | null, string | null]>([
    ['a configured frequency', { 'channel.frequency': '2437' }, '2437', 2437, '2.4GHz'],
    ['a list of frequencies is no channel', { 'channel.frequency': '2412,2437' }, null, null, null],
    [
      'a range is no channel, but the band is told',
      { 'channel.frequency': '5180-5730', 'channel.band': '5ghz-ax' },
      null,
      null,
      '5GHz',
    ],
    [
      'caps-man',
      { 'current-channel': '2412/20-Ce/gn(18dBm)', 'channel.frequency': '2437' },
      '2412/20-Ce/gn(18dBm)',
      2412,
      '2.4GHz',
    ],
    ['wireless', { frequency: '5180', band: '5ghz-a/n/ac' }, '5180', 5180, '5GHz'],
    ['wireless on auto', { frequency: 'auto', band: '2ghz-b/g/n' }, null, null, '2.4GHz'],
    [
      'the frequency before a band that contradicts it',
      { frequency: '5180', band: '2ghz-n' },
      '5180',
      5180,
      '5GHz',
    ],
  ])('tells its channel: %s', (_, row, channel, mhz, band) => {
    const { channel: told, frequencyMhz, band: toldBand } = wifi(row);
    expect([told, frequencyMhz, toldBand]).toEqual([channel, mhz, band]);
  });

  describe('operated for a manager', () => {
    const about = (ssid: string) =>
      `managed by CAPsMAN 02:31:48:00:00:AF%bridgeLocal, traffic processing on CAP, mode: AP, SSID: ${ssid}, channel: 5280/ax/eCee`;

    it('tells its channel at the end of the remark, also behind the longest SSID', () => {
      for (const ssid of ['home', 'x'.repeat(32), 'ж'.repeat(32)]) {
        expect([
          wifi({ '.about': about(ssid) }).channel,
          wifi({ '.about': about(ssid) }).frequencyMhz,
        ]).toEqual(['5280/ax/eCee', 5280]);
      }
    });

    it('does not take the SSID for the channel', () => {
      expect(wifi({ '.about': about('x, channel: 2437/ax') }).frequencyMhz).toBe(5280);
    });

    it('names no CAP: it is one', () => expect(wifi({ '.about': about('home') }).aboutCap).toBeNull());
  });

  it('operated by a CAP names it in the remark', () => {
    const row = {
      '.about': 'operated by CAP 02:31:48:00:00:AF%Home, traffic processing on CAPsMAN (no encryption)',
    };
    expect(wifi(row).aboutCap).toBe(baseMac);
    expect(wifi({ '.about': 'operated by CAP nobody' }).aboutCap).toBeNull();
  });

  it('rides on a master, or on none where caps-man writes "none"', () => {
    expect(parseWifiInterface('capsman', { name: 'cap2', 'master-interface': 'cap1' })!.masterInterface).toBe(
      'cap1',
    );
    expect(
      parseWifiInterface('capsman', { name: 'cap1', 'master-interface': 'none' })!.masterInterface,
    ).toBeNull();
    expect(wifi({}).masterInterface).toBeNull();
  });

  it('of the wireless driver has its SSID and power at the top', () => {
    const row = { name: 'wlan1', ssid: 'home', 'tx-power': '17', 'channel-width': '20/40mhz-Ce' };
    expect(parseWifiInterface('wireless', row)).toMatchObject({
      ssid: 'home',
      txPowerDbm: 17,
      channelWidth: '20/40mhz-Ce',
    });
  });
});

describe('a radio', () => {
  it('of caps-man names its remote CAP', () => {
    const row = {
      interface: 'cap1',
      'radio-mac': '6c:3b:6b:00:00:05',
      'remote-cap-name': '[6C:3B:6B:00:00:01]',
      'remote-cap-identity': 'ap-01',
      local: 'false',
    };
    expect(parseRadio('capsman', row)).toEqual({
      source: 'capsman',
      interface: 'cap1',
      radioMac: '6C:3B:6B:00:00:05',
      cap: null,
      remoteCapName: '[6C:3B:6B:00:00:01]',
      remoteCapIdentity: 'ap-01',
      local: false,
      band: null,
    });
  });

  it('that names neither an interface nor a MAC is none', () => {
    expect(parseRadio('wifi', { cap: 'cAP@02:31:48:00:00:AF%*41' })).toBeNull();
    expect(parseRadio('wifi', { 'radio-mac': baseMac })).not.toBeNull();
  });
});

describe('a remote CAP', () => {
  it('of wifi', () => {
    const row = {
      address: '02:31:48:00:00:AF%Home',
      'base-mac': baseMac,
      'board-name': 'cAPGi-5HaxD2HaxD',
      identity: 'cAP',
      serial: 'HC123',
      state: 'Ok',
      'connected-time': '3d8h38m22s',
      uptime: '3d17h47m55s',
      version: '7.24',
    };
    expect(parseRemoteCap('wifi', row)).toEqual({
      source: 'wifi',
      baseMac,
      identity: 'cAP',
      name: null,
      boardName: 'cAPGi-5HaxD2HaxD',
      version: '7.24',
      serialNumber: 'HC123',
      address: '02:31:48:00:00:AF%Home',
      state: 'Ok',
      connectedMs: 290_302_000,
      uptimeMs: 323_275_000,
    });
  });

  it('of caps-man says board, writes its MAC in lower case and does not tell its uptime', () => {
    const row = {
      address: '192.0.2.11/48211',
      'base-mac': '6c:3b:6b:00:00:01',
      board: 'RB951G-2HnD',
      identity: 'ap-01',
      name: '[6C:3B:6B:00:00:01]',
      serial: '1',
      state: 'Run',
      version: '6.49.18',
    };
    expect(parseRemoteCap('capsman', row)).toMatchObject({
      baseMac: '6C:3B:6B:00:00:01',
      boardName: 'RB951G-2HnD',
      name: '[6C:3B:6B:00:00:01]',
      uptimeMs: null,
    });
  });

  it('without a base MAC is none', () =>
    expect(parseRemoteCap('wifi', { identity: 'cAP', state: 'Ok' })).toBeNull());
});

describe('the mode of an interface', () => {
  it('is told under either name, or in the remark of a CAP', () => {
    const modeOf = (row: Row) => wifi(row).mode;
    expect(modeOf({ 'configuration.mode': 'station-bridge' })).toBe('station-bridge');
    expect(parseWifiInterface('wireless', { name: 'wlan1', mode: 'station-wds' })!.mode).toBe('station-wds');
    const about =
      'managed by CAPsMAN 02:31:48:00:00:AF%ether1, traffic processing on CAP, mode: AP, SSID: home';
    expect(wifi({ '.about': about })).toMatchObject({ mode: 'ap', isManaged: true });
    expect(wifi({})).toMatchObject({ mode: null, isManaged: false });
  });
});
