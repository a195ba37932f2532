/** A router with the current drivers: wifi, CAPsMAN, networks in VLANs. */
import {
  type AccessPoint,
  type Band,
  MIKROTIK,
  type Network,
  type NetworkName,
  type RouterPlan,
  serialOf,
  type WifiInterface,
} from './building.ts';
import { macOf, nextMac } from './random.ts';

const HOUR_MS = 3_600_000;

/** Home, IoT and guest networks in VLANs of their own. `site` numbers the subnets. */
function vlanNetworks(site: number): Network[] {
  const network = (name: NetworkName, title: string, vlanId: number, leaseMs: number): Network => ({
    name,
    ssid: name,
    vlanId,
    prefix: site === 0 ? `192.168.${vlanId}` : `10.${site}.${vlanId}`,
    interface: title,
    server: `${title} DHCP`,
    leaseMs,
  });
  return [
    network('home', 'Home', 20, 8 * HOUR_MS),
    network('iot', 'IoT', 30, 24 * HOUR_MS),
    network('guest', 'Guest', 40, HOUR_MS),
  ];
}

/** Both bands, `home` on the masters, `iot` and `guest` on virtual interfaces, named after the access point. */
function wifiAccessPoint(seed: number, name: string, isCap: boolean, address: string): AccessPoint {
  const baseMac = macOf(seed, `access point ${name}`, MIKROTIK);
  const radio = (band: Band, step: number): WifiInterface[] => {
    const title = `${name} ${band}GHz`;
    const radioMac = nextMac(baseMac, step);
    const defaultName = isCap ? null : band === '5' ? 'wifi1' : 'wifi2';
    const virtual = (network: NetworkName): WifiInterface => ({
      name: `${title} ${network}`,
      band,
      network,
      mac: macOf(seed, `${title} ${network}`),
      radioMac,
      master: title,
      defaultName: null,
    });
    const master = {
      name: title,
      band,
      network: 'home' as const,
      mac: radioMac,
      radioMac,
      master: null,
      defaultName,
    };
    return [master, virtual('guest'), virtual('iot')];
  };
  return {
    name,
    dialect: 'wifi',
    isCap,
    baseMac,
    board: 'cAPGi-5HaxD2HaxD',
    version: '7.24',
    serial: serialOf(baseMac),
    address,
    interfaces: [...radio('2.4', 7), ...radio('5', 6)],
  };
}

/** A CAPsMAN manager on the current drivers, with radios of its own; the first access point is the router itself. */
export function wifiRouter(seed: number, site: number, accessPoints: readonly string[]): RouterPlan {
  const networks = vlanNetworks(site);
  const boxes = accessPoints.map((name, index) =>
    wifiAccessPoint(seed, name, index > 0, `${networks[0]!.prefix}.${index === 0 ? 1 : 200 + index}`),
  );
  return {
    identity: boxes[0]!.name,
    board: 'hAP ax^3',
    model: 'C53UiG+5HPaxD2HPaxD',
    firmware: 'ipq6000',
    version: '7.24',
    packages: ['wifi-qcom'],
    serial: serialOf(boxes[0]!.baseMac),
    baseMac: boxes[0]!.baseMac,
    memoryBytes: 2 ** 30,
    upMs: 297_571_000,
    networks,
    accessPoints: boxes,
  };
}
