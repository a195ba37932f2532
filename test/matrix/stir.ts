/** Somebody moves, so that there is something to tell and to write. */
import { POLL_MS, type Rig } from './scenario.ts';

/** Some come home, one after the other, which takes ten polls. */
export async function stir({ network, during }: Rig): Promise<void> {
  const { house } = network;
  const { identity } = house.routers[0]!;
  const [near] = house.accessPoints.filter(({ router }) => router === identity);
  const absent = house.devices().filter(({ connected }) => !connected);
  for (const { name } of absent.slice(0, 5)) {
    house.arrive(name, near!.name);
    await during(2 * POLL_MS);
  }
}
