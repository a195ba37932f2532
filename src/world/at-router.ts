/** What each router was last read to do about one device or one network, for those who ask about one of a few. */
import { isBlocked } from '../join/access.ts';
import type { LocatedInterface } from '../join/view.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import type { AtRouter } from '../record/switch.ts';
import type { World } from './world.ts';

/** The menus that say who may join. */
const decides: ReadonlySet<string> = new Set(
  dialectNames.flatMap((dialect) => [dialects[dialect].interfaces.path, dialects[dialect].accessList]),
);

export function atRouter(world: World): AtRouter {
  return {
    unreadSince: (router) => {
      const state = world.routers.get(router);
      if (state === undefined || state.view === null) return 0;
      const times = [...state.doubts].filter(([path]) => decides.has(path)).map(([, { sinceAt }]) => sinceAt);
      return times.length === 0 ? null : Math.min(...times);
    },
    rejects: (router, deviceId) => {
      const memory = world.devices.get(deviceId);
      const state = world.routers.get(router);
      if (memory === undefined || state === undefined) return null;
      return isBlocked([state.gates], world.identity.macsOf(deviceId, memory.macAddress));
    },
    broadcasts: (router, ssid) => {
      const view = world.routers.get(router)?.view ?? null;
      if (view === null) return null;
      const known = view.interfaces.filter((each) => (each.ssid ?? each.configured.properties.ssid) === ssid);
      return known.length === 0 ? null : known.some(isOnAir);
    },
  };
}

/** A configuration that is switched off leaves its interfaces inactive. */
function isOnAir({ row }: LocatedInterface): boolean {
  return row.disabled !== true && row.inactive !== true;
}
