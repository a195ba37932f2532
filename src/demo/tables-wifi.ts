/** The menus of the current drivers: /interface/wifi and its CAPsMAN. A router without such radios has them too, all empty. */
import { airOf } from './air.ts';
import type { AccessPoint, WifiInterface } from './building.ts';
import { formatDuration } from './duration.ts';
import { profileTables } from './tables-profile.ts';
import type { RouterRow } from './row.ts';
import { accessList, age, idOf, peersOf, SECRET_MARK, type RouterTables, type View } from './view.ts';
import { type Association, isUp, type Resident } from './world.ts';

export function wifiTables(view: View): RouterTables {
  const { router, at } = view;
  const boxes = router.plan.accessPoints.filter(
    (accessPoint) => accessPoint.dialect === 'wifi' && isUp(router, accessPoint, at),
  );
  const interfaces = boxes.flatMap((accessPoint) =>
    accessPoint.interfaces.map((wifi): Place => ({ accessPoint, wifi, ssid: ssidOf(view, wifi) })),
  );
  const masters = interfaces.filter(({ wifi }) => wifi.master === null);
  const caps = boxes.filter(({ isCap }) => isCap);
  const manages = router.plan.accessPoints.some(({ dialect, isCap }) => dialect === 'wifi' && isCap);
  return {
    get 'interface/wifi'() {
      return interfaces.map((place, index) => interfaceRow(view, place, 0x42 + index));
    },
    get 'interface/wifi/radio'() {
      return masters.map((place, index) => radioRow(place, index + 1));
    },
    get 'interface/wifi/registration-table'() {
      const registrations = view.associations.filter(([, { accessPoint }]) => accessPoint.dialect === 'wifi');
      return registrations.map((row) => registrationRow(view, row));
    },
    get 'interface/wifi/access-list'() {
      if (masters.length === 0) return [];
      return accessList(view, { 'match-count': '1', passphrase: `access-${SECRET_MARK}` });
    },
    ...profileTables(router.plan),
    'interface/wifi/cap': { enabled: 'no' },
    'interface/wifi/capsman': {
      enabled: manages ? 'yes' : 'no',
      interfaces: 'Home',
      'upgrade-policy': 'none',
    },
    'interface/wifi/capsman/remote-cap': caps.map((cap, index) => remoteCapRow(view, cap, index + 1)),
  };
}

interface Place {
  accessPoint: AccessPoint;
  wifi: WifiInterface;
  ssid: string;
}

function ssidOf({ router }: View, { network }: WifiInterface): string {
  return router.plan.networks.find(({ name }) => name === network)!.ssid;
}

function interfaceRow(view: View, { accessPoint, wifi, ssid }: Place, id: number): RouterRow {
  const { baseMac, isCap } = accessPoint;
  const master = wifi.master === null;
  const vlanId = view.router.plan.networks.find(({ name }) => name === wifi.network)!.vlanId;
  const { settings } = view.world;
  const powerDbm = settings.powerDbm.get(wifi.master ?? wifi.name);
  const thresholdDbm =
    settings.transitionThresholdDbm.get(wifi.name) ?? (wifi.network === 'home' ? -80 : undefined);
  return {
    ...(isCap
      ? { '.about': `operated by CAP ${baseMac}%Home, traffic processing on CAPsMAN (no encryption)` }
      : {}),
    '.id': idOf(id),
    'arp-timeout': 'auto',
    bound: 'true',
    // The manager's interfaces name their CAP on masters only.
    ...(isCap && master ? { cap: capOf(accessPoint) } : {}),
    ...(wifi.band === '5' ? { 'channel.frequency': '5180-5730' } : {}),
    'channel.reselect-interval': '1h..1h30m',
    'channel.skip-dfs-channels': '10min-cac',
    configuration: `${ssid} ${wifi.band}GHz`,
    'configuration.country': 'Germany',
    'configuration.mode': 'ap',
    'configuration.ssid': ssid,
    'datapath.bridge': 'bridge',
    'datapath.traffic-processing': 'on-capsman',
    ...(vlanId === null ? {} : { 'datapath.vlan-id': String(vlanId) }),
    ...(wifi.defaultName === null ? {} : { 'default-name': wifi.defaultName }),
    disabled: 'false',
    // only CAPsMAN makes interfaces
    dynamic: String(isCap),
    inactive: 'false',
    l2mtu: '1560',
    'mac-address': wifi.mac,
    master: String(master),
    ...(master ? { 'radio-mac': wifi.radioMac } : { 'master-interface': wifi.master! }),
    name: wifi.name,
    running: String(peersOf(view, wifi.name) > 0),
    'security.authentication-types': 'wpa2-psk,wpa3-psk',
    'security.connect-priority': '0/1',
    'security.ft': wifi.network === 'iot' ? 'false' : 'true',
    'security.ft-over-ds': 'true',
    'security.passphrase': `${ssid}-${SECRET_MARK}`,
    'security.wps': 'disable',
    'steering.neighbor-group': `dynamic-${ssid}`,
    'steering.rrm': 'true',
    'steering.2g-probe-delay': 'false',
    ...(powerDbm === undefined ? {} : { 'configuration.tx-power': String(powerDbm) }),
    ...(thresholdDbm === undefined
      ? {}
      : {
          'steering.transition-threshold': String(thresholdDbm),
          'steering.transition-threshold-time': '10s',
        }),
    'steering.wnm': 'true',
  };
}

const capOf = ({ name, baseMac }: AccessPoint) => `${name}@${baseMac}%*41`;

// Kilobytes of unneeded data, as on a router, which `.proplist` avoids.
const CHANNELS = {
  '2.4': Array.from(
    { length: 36 },
    (_, index) => `${2412 + (index % 13) * 5}/ax${index < 13 ? '' : '/Ce'}`,
  ).join(','),
  '5': Array.from({ length: 200 }, (_, index) => `${5180 + (index % 25) * 20}/ax/Ceee/D`).join(','),
};

function radioRow({ accessPoint, wifi }: Place, id: number): RouterRow {
  return {
    '.id': idOf(id),
    bands: wifi.band === '5' ? '5ghz-a,5ghz-n,5ghz-ac,5ghz-ax' : '2ghz-g,2ghz-n,2ghz-ax',
    ...(accessPoint.isCap ? { cap: capOf(accessPoint) } : {}),
    countries: 'all',
    'current-channels': CHANNELS[wifi.band],
    interface: wifi.name,
    'radio-mac': wifi.radioMac,
  };
}

function registrationRow(view: View, [resident, association]: [Resident, Association]): RouterRow {
  const { plan, mac } = resident;
  const { interface: wifi, id } = association;
  const air = airOf(view.world.seed, resident, association, view.at);
  const network = view.router.plan.networks.find(({ name }) => name === wifi.network)!;
  const modern = air.standard === 'ax';
  return {
    '.id': idOf(id),
    'auth-type': modern ? (plan.mobile ? 'ft-wpa3-psk' : 'wpa3-psk') : 'wpa2-psk',
    authorized: 'true',
    band: `${wifi.band === '5' ? '5' : '2'}ghz-${air.standard}`,
    bytes: `${air.txBytes},${air.rxBytes}`,
    ...(plan.accessComment === null ? {} : { comment: plan.accessComment }),
    interface: wifi.name,
    'last-activity': formatDuration(air.idleMs - (air.idleMs % 10), true),
    'mac-address': mac,
    packets: `${air.txPackets},${air.rxPackets}`,
    'rx-bits-per-second': String(air.rxBitsPerSecond),
    'rx-rate': String(air.rxRateBps),
    signal: String(air.signalDbm),
    ssid: network.ssid,
    'tx-bits-per-second': String(air.txBitsPerSecond),
    'tx-rate': String(air.txRateBps),
    uptime: formatDuration(air.uptimeMs - (air.uptimeMs % 1000)),
    ...(network.vlanId === null ? {} : { 'vlan-id': String(network.vlanId) }),
  };
}

function remoteCapRow(view: View, cap: AccessPoint, id: number): RouterRow {
  const since = view.router.capBackAt.get(cap.name) ?? view.router.bootedAt + 53_000;
  return {
    '.id': idOf(id),
    address: `${cap.baseMac}%Home`,
    'base-mac': cap.baseMac,
    'board-name': cap.board,
    'common-name': '',
    'connected-time': age(view, since),
    identity: cap.name,
    serial: cap.serial,
    state: 'Ok',
    uptime: age(view, view.world.startedAt - 323_275_000),
    version: cap.version,
  };
}
