/** A router with the old drivers: the `wireless` package and legacy CAPsMAN, everything in one bridge. */
import {
  type Band,
  MIKROTIK,
  type NetworkName,
  type RouterPlan,
  serialOf,
  type WifiInterface,
} from './building.ts';
import { macOf, nextMac } from './random.ts';

const HALF_HOUR_MS = 1_800_000;

/** A router on the old `wireless` package: two radios of its own, and the manager of one legacy CAP. */
export function legacyRouter(seed: number, identity: string, cap: string, version: string): RouterPlan {
  const baseMac = macOf(seed, `router ${identity}`, MIKROTIK);
  const capMac = macOf(seed, `access point ${cap}`, '6C:3B:6B');
  const network = {
    vlanId: null,
    prefix: '192.168.50',
    interface: 'bridge',
    server: 'defconf',
    leaseMs: HALF_HOUR_MS,
  };
  const radio = (name: string, band: Band, step: number, virtual = false): WifiInterface => ({
    name,
    band,
    network: virtual ? 'iot' : 'home',
    mac: virtual ? nextMac(baseMac, step).replace(/^48/, '4A') : nextMac(baseMac, step),
    radioMac: nextMac(baseMac, step),
    master: virtual ? 'wlan1' : null,
    defaultName: virtual ? null : name,
  });
  const capRadio = nextMac(capMac, 4);
  // The radio MAC of a slave has the locally administered bit and matches no radio row.
  const slave = capRadio.replace(/^6C/, '6E');
  const common = { serial: serialOf(baseMac), board: 'RBD52G-5HacD2HnD', version };
  return {
    ...common,
    identity,
    board: 'hAP ac^2',
    model: common.board,
    firmware: 'ipq4000L',
    packages: ['wireless'],
    baseMac,
    memoryBytes: 2 ** 27,
    upMs: 1_907_342_000,
    networks: [
      { ...network, name: 'home', ssid: 'home', prefix: '192.168.50', server: 'defconf' },
      { ...network, name: 'iot', ssid: 'iot', prefix: '192.168.52', server: 'things' },
    ],
    accessPoints: [
      {
        ...common,
        name: identity,
        dialect: 'wireless',
        isCap: false,
        baseMac,
        address: '192.168.50.1',
        interfaces: [radio('wlan1', '2.4', 5), radio('wlan2', '5', 6), radio('wlan3', '2.4', 5, true)],
      },
      {
        name: cap,
        dialect: 'capsman',
        isCap: true,
        baseMac: capMac,
        board: 'RB951G-2HnD',
        version: '6.49.18',
        serial: serialOf(capMac),
        address: '192.168.50.2',
        interfaces: [
          capInterface(`${cap}-1`, 'home', capRadio, null),
          capInterface(`${cap}-1-1`, 'iot', slave, `${cap}-1`),
        ],
      },
    ],
  };
}

function capInterface(name: string, network: NetworkName, mac: string, master: string | null): WifiInterface {
  return { name, band: '2.4', network, mac, radioMac: mac, master, defaultName: null };
}
