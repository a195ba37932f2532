/** Which interfaces can carry a device: one that is off, silent or too weak carries nobody. */
import { usualSignalDbm } from './air.ts';
import type { AccessPoint, Band, WifiInterface } from './building.ts';
import type { AirState } from './on-air.ts';
import { interfaceFor, type Resident, type SimulatedWorld } from './world.ts';

/** A device that would receive less than this hears nothing. */
const FLOOR_DBM = -75;

/** Whether anybody can be on the interface. */
export function isReady({ isOn, silentUntil }: AirState, at: number): boolean {
  return isOn && at >= silentUntil;
}

/** Whether the device can be on the interface. */
export function carries(
  { seed, onAir }: SimulatedWorld,
  resident: Resident,
  place: { accessPoint: AccessPoint; interface: WifiInterface },
  at: number,
): boolean {
  const state = onAir.get(place.interface.name);
  if (state === undefined) return true;
  if (!isReady(state, at)) return false;
  // with a site the device itself decides which signal will do
  if (resident.receivedDbm !== null) return true;
  const signalDbm = usualSignalDbm(seed, resident, place);
  return (
    (state.louderDb >= 0 || signalDbm + state.louderDb >= FLOOR_DBM) &&
    (state.thresholdDbm === null || signalDbm >= state.thresholdDbm)
  );
}

/** The interface that the device joins there: the one it would choose, of a band if one is given, else another one that carries it. */
export function carriedBy(
  world: SimulatedWorld,
  resident: Resident,
  accessPoint: AccessPoint,
  at: number,
  band: Band | null = null,
): WifiInterface | null {
  const { plan } = resident;
  const wanted = interfaceFor(plan, accessPoint, band);
  const others = accessPoint.interfaces.filter(
    ({ network, band }) => network === plan.network && plan.standards[band] !== undefined,
  );
  return (
    [...(wanted === null ? [] : [wanted]), ...others].find((wifi) =>
      carries(world, resident, { accessPoint, interface: wifi }, at),
    ) ?? null
  );
}
