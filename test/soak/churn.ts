/** What happens in a house: people come, go and walk about, and now and then something is wrong with the router. All of it follows from the seed. */
import type { House } from '../../src/demo/house.ts';
import type { FaultName, SimulatedRouter } from '../../src/demo/router.ts';
import { createRandom } from '../../src/demo/random.ts';

/** One that hangs costs real time, so it is rare. */
const FAULTS: readonly FaultName[] = [
  'reset',
  'status-500',
  'empty',
  'partial',
  'unauthorized',
  'bad-json',
  'session-closed',
  'refuse',
  'hang',
];
const MOVES_PER_MINUTE = 6;
/** About one in two hours, for up to ten minutes. */
const FAULT_CHANCE = 1 / 120;
const FAULT_MINUTES = 10;
const REBOOT_CHANCE = 1 / (2 * 24 * 60);

export function createChurn(house: House, router: SimulatedRouter, seed: number) {
  const chance = createRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)]!;
  const devices = house.devices();
  const absent = new Set<string>();
  let faultMinutes = 0;
  let [moveCount, faultCount] = [0, 0];
  return {
    counts: () => ({ moves: moveCount, faults: faultCount }),
    minute: async () => {
      for (let move = 0; move < MOVES_PER_MINUTE; move++) {
        const { name } = pick(devices);
        moveCount++;
        if (absent.delete(name)) house.arrive(name);
        else if (chance() < 0.3) {
          absent.add(name);
          house.leave(name);
        } else house.roam(name, pick(house.accessPoints).name);
      }
      if (faultMinutes > 0) {
        faultMinutes--;
        if (faultMinutes === 0) router.setFault(null);
      } else if (chance() < FAULT_CHANCE) {
        faultCount++;
        faultMinutes = 1 + Math.floor(chance() * FAULT_MINUTES);
        const fault = pick(FAULTS);
        if (fault === 'hang') faultMinutes = 1;
        router.setFault(fault);
      } else if (chance() < REBOOT_CHANCE) await router.reboot();
    },
    calm: () => router.setFault(null),
  };
}
