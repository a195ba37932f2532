/** Which access points came and went: by the tables, and by the log lines of their managers, which come first. */
import type { AccessPointMemory } from '../presence/access-point.ts';
import { dialects } from '../parse/dialect.ts';
import type { World } from './world.ts';

export interface AccessPointChange {
  id: string;
  isUp: boolean;
}

export interface AccessPointWatch {
  /** True when a log line says something new. `nowMs`: monotonic. */
  line: (world: World, change: AccessPointChange, nowMs: number) => boolean;
  /** What a reading of this router shows, and no log line has announced. */
  reading: (before: World, after: World, router: string) => AccessPointChange[];
}

/** Lines that contradict each other faster than this are not told apart from damage. */
const SETTLE_MS = 5_000;

export function createAccessPointWatch(): AccessPointWatch {
  /** What a log line has announced last, until the tables say the same or deny it. */
  const announced = new Map<string, { isUp: boolean; atMs: number }>();

  return {
    line(world, { id, isUp }, nowMs) {
      const last = announced.get(id);
      if (last !== undefined && nowMs - last.atMs < SETTLE_MS) return false;
      if ((last?.isUp ?? isThere(world, id)) === isUp) return false;
      announced.set(id, { isUp, atMs: nowMs });
      return true;
    },
    reading(before, after, router) {
      const [old, now] = [before.routers.get(router), after.routers.get(router)];
      if (old === undefined || now === undefined || now.view === null) return [];
      const changes: AccessPointChange[] = [];
      for (const [id, memory] of now.memory.accessPoints) {
        const known = old.memory.accessPoints.get(id);
        // at the very first inventory everything is new, and nothing happens
        if (known === undefined && !old.memory.dialects[memory.source].inventoryRead) continue;
        const last = announced.get(id);
        if (last === undefined && known !== undefined && isHere(known) === isHere(memory)) continue;
        const { reading } = now.view;
        const { caps } = dialects[memory.source];
        const isFresh = caps === null || reading.tables[caps.path].readAt === reading.startedAt;
        if (last !== undefined && (!isFresh || reading.startedMonotonicMs < last.atMs + SETTLE_MS)) continue;
        announced.delete(id);
        const isUp = isThere(after, id);
        if (isUp !== (last?.isUp ?? isThere(before, id))) changes.push({ id, isUp });
      }
      return changes;
    },
  };
}

function isHere({ missingSinceAt }: AccessPointMemory): boolean {
  return missingSinceAt === null;
}

/** By any router that manages it. */
function isThere({ routers }: World, id: string): boolean {
  return [...routers.values()].some(({ memory }) => {
    const known = memory.accessPoints.get(id);
    return known !== undefined && isHere(known);
  });
}
