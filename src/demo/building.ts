/** The hardware of a house: routers, their access points with radios and virtual interfaces, and the networks behind them. */
export type DriverKind = 'wifi' | 'capsman' | 'wireless';
export type Band = '2.4' | '5';
export type NetworkName = 'home' | 'iot' | 'guest';

export interface Network {
  name: NetworkName;
  ssid: string;
  vlanId: number | null;
  /** First three numbers of the /24. */
  prefix: string;
  /** Interface with the router's address (bridge or VLAN), and the DHCP server on it. */
  interface: string;
  server: string;
  leaseMs: number;
}

export interface WifiInterface {
  name: string;
  band: Band;
  network: NetworkName;
  mac: string;
  radioMac: string;
  /** Null for a master. */
  master: string | null;
  /** Of the router's own radios. */
  defaultName: string | null;
}

export interface AccessPoint {
  name: string;
  dialect: DriverKind;
  /** False for the router's own radios. */
  isCap: boolean;
  baseMac: string;
  board: string;
  version: string;
  serial: string;
  address: string;
  interfaces: readonly WifiInterface[];
}

export interface RouterPlan {
  identity: string;
  board: string;
  model: string;
  firmware: string;
  version: string;
  packages: readonly string[];
  serial: string;
  baseMac: string;
  memoryBytes: number;
  /** Its uptime when the simulation begins. */
  upMs: number;
  networks: readonly Network[];
  accessPoints: readonly AccessPoint[];
}

/** Vendor prefix. */
export const MIKROTIK = '48:A9:8A';

export function serialOf(mac: string): string {
  return `H${mac.replaceAll(':', '').slice(2)}`;
}
