/** Which interfaces can carry a device: one that is off, silent or too weak carries nobody. */
import { usualSignalDbm } from './air.ts';
import type { AccessPoint, WifiInterface } from './building.ts';
import { interfaceFor, type Resident, type SimulatedWorld } from './world.ts';

/** A device that would receive less than this hears nothing. */
const FLOOR_DBM = -75;

/** Whether the device can be on the interface. */
export function carries(
  { seed, onAir }: SimulatedWorld,
  resident: Resident,
  place: { accessPoint: AccessPoint; interface: WifiInterface },
  at: number,
): boolean {
  const state = onAir.get(place.interface.name);
  if (state === undefined) return true;
  const signalDbm = usualSignalDbm(seed, resident, place);
  return (
    state.isOn &&
    at >= state.silentUntil &&
    (state.louderDb >= 0 || signalDbm + state.louderDb >= FLOOR_DBM) &&
    (state.thresholdDbm === null || signalDbm >= state.thresholdDbm)
  );
}

/** The interface that the device joins there: the one it would choose, else another one that carries it. */
export function carriedBy(
  world: SimulatedWorld,
  resident: Resident,
  accessPoint: AccessPoint,
  at: number,
): WifiInterface | null {
  const { plan } = resident;
  const wanted = interfaceFor(plan, accessPoint);
  const others = accessPoint.interfaces.filter(
    ({ network, band }) => network === plan.network && plan.standards[band] !== undefined,
  );
  return (
    [...(wanted === null ? [] : [wanted]), ...others].find((wifi) =>
      carries(world, resident, { accessPoint, interface: wifi }, at),
    ) ?? null
  );
}
