/** What a step has shown, in the words of the log lines that were heard about it. */
import type { PresenceEvent } from '../presence/event.ts';
import type { PendingLines } from './pending-lines.ts';
import { narrate } from '../presence/narrate.ts';
import type { Locate } from '../presence/movement.ts';
import type { Step, World } from './world.ts';

/** The events of a step; lines that it has confirmed are forgotten. `now`: epoch ms. */
export function tell(
  before: World,
  { world, events, changed }: Step,
  pendingLines: PendingLines,
  now: number,
): readonly PresenceEvent[] {
  if (pendingLines.isEmpty()) return events;
  const locate = createLocate(world);
  const told = new Map<string, PresenceEvent[]>();
  for (const event of events) told.set(event.deviceId, [...(told.get(event.deviceId) ?? []), event]);
  for (const deviceId of changed) {
    const after = world.devices.get(deviceId);
    if (after === undefined) continue;
    const macs = world.identity.macsOf(deviceId, after.macAddress);
    const lines = pendingLines.find(macs, now);
    if (lines.length === 0) continue;
    const shown = told.get(deviceId) ?? [];
    const narrated = narrate({ before: before.devices.get(deviceId), after, events: shown, lines, locate });
    if (narrated.isConfirmed) pendingLines.forget(macs);
    if (narrated.events.length > 0) told.set(deviceId, [...narrated.events]);
  }
  return [...told.values()].flat();
}

/** An interface by its name; null when no router, or more than one, has it. Access points that log by themselves have names of their own. */
function createLocate({ routers }: World): Locate {
  return (logged, router) => {
    const found = [...routers].flatMap(([id, { view }]) =>
      view === null || (router !== null && router !== id)
        ? []
        : view.interfaces
            .filter(({ row }) => row.name === logged.interface)
            .map(({ row, accessPoint, ssid, band }) => ({
              router: id,
              source: row.source,
              accessPoint,
              interface: row.name,
              ssid: ssid ?? logged.ssid,
              band,
              signalDbm: null,
            })),
    );
    return found.length === 1 ? found[0]! : null;
  };
}
