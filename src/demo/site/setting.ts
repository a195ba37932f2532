/** What an operator sets on the routers and the air obeys. It may be changed while the simulation runs. */
import type { AccessPoint, Band, RouterPlan, WifiInterface } from '../building.ts';
import type { AirState } from '../on-air.ts';

/** A rule of an access list. The first that matches decides; without a match a device is accepted. */
export interface AccessRule {
  /** Null: any device. */
  mac: string | null;
  /** Null: any interface. */
  interface: string | null;
  /** The rule matches signals from the first to the second value; null: any. */
  signalRange: readonly [low: number, high: number] | null;
  action: 'accept' | 'reject';
}

export interface AirSettings {
  /** Transmit power by master interface; without an entry the radio uses its default. */
  powerDbm: Map<string, number>;
  /** By interface; without an entry it is the default of the version. */
  transitionThresholdDbm: Map<string, number>;
  rules: AccessRule[];
  /** By interface: what was written to the routers since, where it differs from the above. */
  onAir: Map<string, AirState>;
  /** Whether the access list, as written to the routers, lets the device join. */
  admits: (mac: string, wifi: WifiInterface) => boolean;
}

export function noSettings(): AirSettings {
  return {
    powerDbm: new Map(),
    transitionThresholdDbm: new Map(),
    rules: [],
    onAir: new Map(),
    admits: () => true,
  };
}

/** Sets the power of every radio of that band; null unsets it. */
export function setPower(
  { powerDbm }: AirSettings,
  plans: readonly RouterPlan[],
  band: Band,
  dbm: number | null,
): void {
  for (const { wifi } of interfacesOf(plans)) {
    if (wifi.band !== band || wifi.master !== null) continue;
    if (dbm === null) powerDbm.delete(wifi.name);
    else powerDbm.set(wifi.name, dbm);
  }
}

/** Sets the transition threshold of every interface of that network; null unsets it. */
export function setThreshold(
  { transitionThresholdDbm }: AirSettings,
  plans: readonly RouterPlan[],
  network: string,
  dbm: number | null,
): void {
  for (const { wifi } of interfacesOf(plans)) {
    if (wifi.network !== network) continue;
    if (dbm === null) transitionThresholdDbm.delete(wifi.name);
    else transitionThresholdDbm.set(wifi.name, dbm);
  }
}

/** What is not set. */
const DEFAULT_THRESHOLD_DBM = -80;

/** Since 7.21 the current drivers request transitions. */
export function requestsTransitions({ dialect, version }: AccessPoint): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return dialect === 'wifi' && (major > 7 || minor >= 21);
}

export function thresholdOf({ transitionThresholdDbm, onAir }: AirSettings, { name }: WifiInterface): number {
  return onAir.get(name)?.thresholdDbm ?? transitionThresholdDbm.get(name) ?? DEFAULT_THRESHOLD_DBM;
}

export function isRejected(
  { rules }: AirSettings,
  mac: string,
  wifi: WifiInterface,
  signalDbm: number,
): boolean {
  const rule = rules.find(
    ({ mac: own, interface: name, signalRange }) =>
      (own === null || own === mac) &&
      (name === null || name === wifi.name) &&
      (signalRange === null || (signalDbm >= signalRange[0] && signalDbm <= signalRange[1])),
  );
  return rule?.action === 'reject';
}

export function interfacesOf(
  plans: readonly RouterPlan[],
): { accessPoint: AccessPoint; wifi: WifiInterface }[] {
  return plans.flatMap(({ accessPoints }) =>
    accessPoints.flatMap((accessPoint) => accessPoint.interfaces.map((wifi) => ({ accessPoint, wifi }))),
  );
}
