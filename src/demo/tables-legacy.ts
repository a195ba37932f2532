/** The menus of the `wireless` package: legacy CAPsMAN (/caps-man) and the router's own radios (/interface/wireless). */
import { type Air, airOf } from './air.ts';
import type { AccessPoint, RouterPlan, WifiInterface } from './building.ts';
import { formatDuration } from './duration.ts';
import type { RouterRow } from './row.ts';
import { accessList, idOf, peersOf, SECRET_MARK, type RouterTables, type View } from './view.ts';
import { addressAt, type Association, isUp, type Resident } from './world.ts';

export function capsmanTables(view: View): RouterTables {
  const { router, at } = view;
  const caps = router.plan.accessPoints.filter(
    (accessPoint) => accessPoint.dialect === 'capsman' && isUp(router, accessPoint, at),
  );
  const interfaces = caps.flatMap((cap) => cap.interfaces.map((wifi) => ({ cap, wifi })));
  const masters = interfaces.filter(({ wifi }) => wifi.master === null);
  return {
    get 'caps-man/interface'() {
      return interfaces.map(({ wifi }, index) => capInterfaceRow(view, wifi, index + 1));
    },
    get 'caps-man/security'() {
      return [...new Set(interfaces.map(({ wifi }) => ssidOf(view, wifi)))].map((name, index) => ({
        '.id': idOf(index + 1),
        disabled: 'false',
        name,
        passphrase: `${name}-${SECRET_MARK}`,
      }));
    },
    get 'caps-man/radio'() {
      return masters.map(({ cap, wifi }, index) => ({
        '.id': idOf(index + 1),
        interface: wifi.name,
        local: 'false',
        provisioned: 'true',
        'radio-mac': wifi.radioMac,
        'remote-cap-identity': cap.name,
        'remote-cap-name': `[${cap.baseMac}]`,
      }));
    },
    get 'caps-man/registration-table'() {
      const registrations = view.associations.filter(
        ([, { accessPoint }]) => accessPoint.dialect === 'capsman',
      );
      return registrations.map((row) => capsmanRegistrationRow(view, row));
    },
    get 'caps-man/remote-cap'() {
      return caps.map((cap, index) => remoteCapRow(cap, index + 1));
    },
    get 'caps-man/access-list'() {
      return accessList(view, { 'private-passphrase': `access-${SECRET_MARK}` });
    },
    'caps-man/manager': { enabled: 'true' },
    ...capsmanProfiles(router.plan),
  };
}

/** Everything is in the configurations; no profile is named in them. */
function capsmanProfiles({ accessPoints, networks: all }: RouterPlan): RouterTables {
  const interfaces = accessPoints
    .filter(({ dialect }) => dialect === 'capsman')
    .flatMap((cap) => cap.interfaces);
  const networks = all.filter(({ name }) => interfaces.some(({ network }) => network === name));
  const names = (isMaster: boolean) =>
    networks
      .filter(({ name }) =>
        interfaces.some(({ network, master }) => network === name && (master === null) === isMaster),
      )
      .map(({ name }) => `cfg-${name}`);
  return {
    'caps-man/configuration': networks.map(({ name, ssid }, index) => ({
      '.id': idOf(index + 1),
      'channel.band': '2ghz-g/n',
      'channel.frequency': '2412',
      country: 'germany',
      mode: 'ap',
      name: `cfg-${name}`,
      ssid,
    })),
    'caps-man/channel': [],
    'caps-man/provisioning':
      interfaces.length === 0
        ? []
        : [
            {
              '.id': idOf(1),
              action: 'create-dynamic-enabled',
              disabled: 'false',
              'master-configuration': names(true).join(','),
              'name-format': 'identity',
              'slave-configurations': names(false).join(','),
            },
          ],
  };
}

function capInterfaceRow(view: View, wifi: WifiInterface, id: number): RouterRow {
  const peers = peersOf(view, wifi.name);
  return {
    '.id': idOf(id),
    bound: 'true',
    configuration: `cfg-${wifi.network}`,
    'configuration.ssid': ssidOf(view, wifi),
    'current-channel': '2412/20-Ce/gn(18dBm)',
    'current-registered-clients': String(peers),
    'current-state': 'running-ap',
    disabled: 'false',
    dynamic: 'true',
    inactive: 'false',
    'mac-address': wifi.mac,
    master: String(wifi.master === null),
    'master-interface': wifi.master ?? 'none',
    name: wifi.name,
    'radio-mac': wifi.radioMac,
    running: String(peers > 0),
    'security.passphrase': `${wifi.network}-${SECRET_MARK}`,
  };
}

function remoteCapRow(cap: AccessPoint, id: number): RouterRow {
  return {
    '.id': idOf(id),
    address: `${cap.address}/48211`,
    'base-mac': cap.baseMac.toLowerCase(),
    board: cap.board,
    identity: cap.name,
    name: `[${cap.baseMac}]`,
    radios: '1',
    serial: cap.serial,
    state: 'Run',
    version: cap.version,
  };
}

function capsmanRegistrationRow(view: View, [resident, association]: [Resident, Association]): RouterRow {
  const air = airOf(view.world.seed, resident, association, view.at);
  const address = addressAt(view.router, resident);
  return {
    '.id': idOf(association.id),
    bytes: `${air.txBytes},${air.rxBytes}`,
    ...(resident.plan.accessComment === null ? {} : { comment: resident.plan.accessComment }),
    'eap-identity': '',
    interface: association.interface.name,
    // byte-reversed on the wire
    ...(address === null ? {} : { 'last-ip': address.split('.').toReversed().join('.') }),
    'mac-address': resident.mac,
    packets: `${air.txPackets},${air.rxPackets}`,
    'rx-rate': legacyRate(air.rxRateBps, air),
    'rx-signal': String(air.signalDbm),
    ssid: ssidOf(view, association.interface),
    'tx-rate': legacyRate(air.txRateBps, air),
    'tx-rate-set': 'OFDM:6-54 BW:1x SGI:1x HT:0-7',
    uptime: formatDuration(air.uptimeMs, true),
  };
}

export function wirelessTables(view: View): RouterTables {
  const own = view.router.plan.accessPoints.find(({ dialect }) => dialect === 'wireless');
  return {
    get 'interface/wireless'() {
      return (own?.interfaces ?? []).map((wifi, index) => wirelessRow(view, wifi, index + 6));
    },
    get 'interface/wireless/registration-table'() {
      const registrations = view.associations.filter(([, { accessPoint }]) => accessPoint === own);
      return registrations.map((row) => wirelessRegistrationRow(view, row));
    },
    get 'interface/wireless/access-list'() {
      return accessList(view, { 'private-key': '', 'private-pre-shared-key': `access-${SECRET_MARK}` });
    },
    'interface/wireless/security-profiles': view.router.plan.networks.map(({ ssid }, index) => ({
      '.id': idOf(index),
      'authentication-types': 'wpa2-psk',
      mode: 'dynamic-keys',
      name: index === 0 ? 'default' : ssid,
      'supplicant-identity': 'MikroTik',
      'wpa2-pre-shared-key': `${ssid}-${SECRET_MARK}`,
    })),
  };
}

function wirelessRow(view: View, wifi: WifiInterface, id: number): RouterRow {
  return {
    '.id': idOf(id),
    arp: 'enabled',
    band: wifi.band === '5' ? '5ghz-a/n/ac' : '2ghz-b/g/n',
    'channel-width': wifi.band === '5' ? '20/40/80mhz-XXXX' : '20/40mhz-XX',
    ...(wifi.defaultName === null ? {} : { 'default-name': wifi.defaultName }),
    disabled: 'false',
    frequency: wifi.band === '5' ? '5220' : '2437',
    'interface-type': wifi.master === null ? 'IPQ4019' : 'virtual',
    'mac-address': wifi.mac,
    ...(wifi.master === null ? {} : { 'master-interface': wifi.master }),
    mode: 'ap-bridge',
    name: wifi.name,
    running: String(peersOf(view, wifi.name) > 0),
    'security-profile': wifi.network === 'home' ? 'default' : wifi.network,
    ssid: ssidOf(view, wifi),
    ...(wifi.master === null ? { 'tx-power-mode': 'default' } : {}),
    'wireless-protocol': '802.11',
  };
}

function wirelessRegistrationRow(view: View, [resident, association]: [Resident, Association]): RouterRow {
  const air = airOf(view.world.seed, resident, association, view.at);
  const address = addressAt(view.router, resident);
  const signal = `${air.signalDbm}@${association.interface.band === '5' ? '6' : '1'}Mbps`;
  return {
    '.id': idOf(association.id),
    '802.1x-port-enabled': 'true',
    ap: 'false',
    'authentication-type': 'wpa2-psk',
    bridge: 'false',
    bytes: `${air.txBytes},${air.rxBytes}`,
    ...(resident.plan.accessComment === null ? {} : { comment: resident.plan.accessComment }),
    encryption: 'aes-ccm',
    'frame-bytes': `${air.txBytes + 119},${Math.max(0, air.rxBytes - 103)}`,
    frames: `${air.txPackets},${air.rxPackets}`,
    'group-encryption': 'aes-ccm',
    interface: association.interface.name,
    'last-activity': formatDuration(air.idleMs - (air.idleMs % 10), true),
    ...(address === null ? {} : { 'last-ip': address }),
    'mac-address': resident.mac,
    'management-protection': 'false',
    'p-throughput': '54928',
    packets: `${air.txPackets},${air.rxPackets}`,
    'rx-rate': legacyRate(air.rxRateBps, air),
    'signal-strength': signal,
    'signal-strength-ch0': String(air.signalDbm - 1),
    'signal-strength-ch1': String(air.signalDbm - 4),
    'signal-to-noise': String(air.signalDbm + 108),
    'strength-at-rates': `${signal} 16s330ms,${air.signalDbm - 2}@6Mbps 13s560ms`,
    'tx-ccq': '93',
    'tx-frames-timed-out': '0',
    'tx-rate': legacyRate(air.txRateBps, air),
    'tx-rate-set': 'OFDM:6-54 BW:1x SGI:1x HT:0-7',
    uptime: formatDuration(air.uptimeMs - (air.uptimeMs % 1000)),
    wds: 'false',
    'wmm-enabled': 'true',
  };
}

/** "57.7Mbps-20MHz/1S/SGI"; plain "54Mbps" below 802.11n. */
function legacyRate(bps: number, { standard }: Air): string {
  const rate = `${bps / 1e6}Mbps`;
  if (standard === 'g' || bps === 1_000_000 || bps === 6_000_000) return rate;
  return `${rate}-${bps > 150_000_000 ? '80' : '20'}MHz/1S/SGI`;
}

function ssidOf({ router }: View, { network }: WifiInterface): string {
  return router.plan.networks.find(({ name }) => name === network)!.ssid;
}
