/** The profiles of the current drivers: what the interfaces of a router inherit, and the rules by which CAPsMAN makes them. */
import type { AccessPoint, Band, Network, RouterPlan } from './building.ts';
import type { RouterRow } from './row.ts';
import { idOf, SECRET_MARK, type RouterTables } from './view.ts';

const BANDS: readonly Band[] = ['2.4', '5'];

/** One configuration for each network and band, which every access point shares. */
export function profileTables({ accessPoints, networks }: RouterPlan): RouterTables {
  const boxes = accessPoints.filter(({ dialect }) => dialect === 'wifi');
  const has = boxes.length > 0;
  const used = (network: Network, band: Band) =>
    boxes.some(({ interfaces }) =>
      interfaces.some((wifi) => wifi.network === network.name && wifi.band === band),
    );
  const configurations = networks.flatMap((network) =>
    BANDS.filter((band) => used(network, band)).map((band) => configurationRow(network, band)),
  );
  const cap = boxes.find(({ isCap }) => isCap);
  const rules = cap === undefined ? [] : BANDS.map((band) => ruleRow(networks, cap, band));
  return {
    'interface/wifi/configuration': numbered(configurations),
    'interface/wifi/channel': numbered(has ? BANDS.map(channelRow) : []),
    'interface/wifi/datapath': numbered(has ? networks.map(datapathRow) : []),
    'interface/wifi/security': numbered(has ? networks.map(securityRow) : []),
    'interface/wifi/steering': numbered(has ? networks.map(steeringRow) : []),
    'interface/wifi/provisioning': numbered(rules),
  };
}

function numbered(rows: readonly RouterRow[]): RouterRow[] {
  return rows.map((row, index) => ({ '.id': idOf(index + 1), ...row }));
}

const titleOf = ({ ssid }: Network, band: Band) => `${ssid} ${band}GHz`;

function configurationRow(network: Network, band: Band): RouterRow {
  return {
    channel: `${band}GHz`,
    country: 'Germany',
    datapath: network.ssid,
    disabled: 'false',
    mode: 'ap',
    name: titleOf(network, band),
    security: network.ssid,
    ssid: network.ssid,
    steering: network.ssid,
  };
}

function channelRow(band: Band): RouterRow {
  return {
    disabled: 'false',
    ...(band === '5' ? { frequency: '5180-5730' } : {}),
    name: `${band}GHz`,
    'reselect-interval': '1h..1h30m',
    'skip-dfs-channels': '10min-cac',
  };
}

function datapathRow({ ssid, vlanId }: Network): RouterRow {
  return {
    bridge: 'bridge',
    disabled: 'false',
    name: ssid,
    'traffic-processing': 'on-capsman',
    ...(vlanId === null ? {} : { 'vlan-id': String(vlanId) }),
  };
}

function securityRow({ ssid, name }: Network): RouterRow {
  return {
    'authentication-types': 'wpa2-psk,wpa3-psk',
    'connect-priority': '0/1',
    disabled: 'false',
    ft: name === 'iot' ? 'false' : 'true',
    'ft-over-ds': 'true',
    name: ssid,
    passphrase: `${ssid}-${SECRET_MARK}`,
    wps: 'disable',
  };
}

function steeringRow({ ssid, name }: Network): RouterRow {
  return {
    '2g-probe-delay': 'false',
    disabled: 'false',
    name: ssid,
    'neighbor-group': `dynamic-${ssid}`,
    rrm: 'true',
    ...(name === 'home' ? { 'transition-threshold': '-80', 'transition-threshold-time': '10s' } : {}),
    wnm: 'true',
  };
}

/** By it CAPsMAN makes the interfaces of a band, as the access point has them. */
function ruleRow(networks: readonly Network[], { interfaces }: AccessPoint, band: Band): RouterRow {
  const own = interfaces.filter((wifi) => wifi.band === band);
  const titles = (isMaster: boolean) =>
    own
      .filter(({ master }) => (master === null) === isMaster)
      .map((wifi) => titleOf(networks.find(({ name }) => name === wifi.network)!, band));
  return {
    action: 'create-dynamic-enabled',
    disabled: 'false',
    'master-configuration': titles(true).join(','),
    'name-format': `%I ${band}GHz`,
    'slave-configurations': titles(false).join(','),
    'supported-bands': band === '5' ? '5ghz-ax' : '2ghz-ax',
  };
}
