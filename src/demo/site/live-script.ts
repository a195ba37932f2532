/** Life goes on: beside what the script does, clients and access points act every ten seconds. */
import type { Script } from '../script.ts';
import { connect, disconnectResident } from '../move.ts';
import type { Resident, SimulatedWorld } from '../world.ts';
import type { Life, Move } from './life.ts';
import type { Dweller, Port } from './reception.ts';

export const LIVE_STEP_MS = 10_000;

export function createLiveScript(world: SimulatedWorld, script: Script, life: Life): Script {
  let next = (Math.floor(world.startedAt / LIVE_STEP_MS) + 1) * LIVE_STEP_MS;
  return {
    next: () => Math.min(next, script.next()),
    act() {
      if (script.next() < next) {
        script.act();
        follow(world, life, script.next());
        return;
      }
      follow(world, life, next);
      for (const move of life.step(next, LIVE_STEP_MS)) apply(world, move);
      next += LIVE_STEP_MS;
    },
    postpone(ms) {
      next += ms;
      script.postpone(ms);
    },
  };
}

/** What the script or a caller did to a device, its dweller did. */
function follow(world: SimulatedWorld, life: Life, at: number): void {
  for (const [index, { association }] of world.residents.entries()) {
    const dweller = life.dwellers[index]!;
    const port = association === null ? null : portOf(life, association.interface.name);
    if (dweller.port !== port) life.put(dweller, port, association?.at ?? at);
  }
}

function apply(world: SimulatedWorld, { dweller, to, at }: Move): void {
  const resident = world.residents[dweller.index]!;
  if (to === null) disconnectResident(world, resident, at);
  else connect(world, resident, to.accessPoint.name, at, to.wifi.band);
}

/** The signals of a device follow from where it is. */
export function receive(life: Life, resident: Resident, dweller: Dweller): void {
  resident.receivedDbm = ({ interface: { name } }, at) => life.signalDbm(dweller, portOf(life, name)!, at);
}

const byName = new WeakMap<Life, Map<string, Port>>();

function portOf(life: Life, name: string): Port | null {
  const known = byName.get(life) ?? new Map(life.ports.map((port) => [port.wifi.name, port]));
  byName.set(life, known);
  return known.get(name) ?? null;
}
