/** What of a house neither the present records nor its pasts tell: refusals and restarts from events, own rules and updates from records. */
import type { House, OwnRule, Update } from '../advise/house.ts';
import { DAY_MS } from '../advise/constant.ts';
import { OUR_COMMENT } from '../change/edit.ts';
import { parseMac, toId } from '../parse/mac.ts';
import type { EventRecord } from '../record/event.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot } from '../record/snapshot.ts';

type Told = Pick<House, 'refusals' | 'restarts'>;

/** How far back events are looked at. */
const SINCE_MS = 7 * DAY_MS;
const PAGE = 1000;
/** Of the newest events; the oldest beyond are dropped. */
const MOST_EVENTS = 20_000;

/** `hearsLog`: log lines, which alone tell refusals, can come at present. */
export function createEventReader(journal: Pick<Journal, 'read'>, hearsLog: () => boolean) {
  let kept: readonly EventRecord[] = [];
  let after = 0;

  return {
    /** Reads the events since the last call. */
    read: async (at: number): Promise<Told> => {
      const sinceAt = at - SINCE_MS;
      for (let isEnd = false; !isEnd; ) {
        const slice = await journal.read({ after, sinceAt }, isTelling, PAGE);
        kept = [...kept, ...slice.events];
        isEnd = slice.isEnd || slice.lastId <= after;
        after = Math.max(after, slice.lastId);
      }
      kept = kept.filter((event) => Date.parse(event.at) >= sinceAt).slice(-MOST_EVENTS);
      const refusals = kept.filter(({ event_type }) => event_type === 'refused').map(toRefusal);
      return {
        refusals: refusals.length > 0 || hearsLog() ? refusals : null,
        restarts: kept.filter(({ event_type }) => event_type !== 'refused').map(toRestart),
      };
    },
  };
}

function isTelling({ event_type }: EventRecord): boolean {
  return event_type === 'refused' || event_type === 'access_point_up' || event_type === 'router_up';
}

function toRefusal({ device_id, name, to, at, reason_class, count }: EventRecord) {
  return {
    deviceId: device_id ?? '',
    name: name ?? device_id ?? '',
    accessPointId: to?.access_point_id ?? null,
    at: Date.parse(at),
    reasonClass: reason_class ?? 'other',
    count: count ?? 1,
  };
}

/** A router with radios of its own is the access point with its id. */
function toRestart({ to, router, at }: EventRecord) {
  return { accessPointId: to?.access_point_id ?? router ?? '', at: Date.parse(at) };
}

/**
 * Rules of changes that name an interface. Where CAPsMAN makes interfaces, a name that none of them has may be that of an interface list,
 * which is not read: such a rule is left out. Null before a list was read.
 */
export function ownRules({ rules, interfaces }: Pick<Snapshot, 'rules' | 'interfaces'>): OwnRule[] | null {
  if (rules === undefined) return null;
  return rules.accessRules.flatMap(
    ({ router, source, rule_id, mac_address, interface: name, comment, in_force }) => {
      const mac = parseMac(mac_address ?? '');
      const isOwn = comment?.startsWith(OUR_COMMENT) === true && in_force;
      if (!isOwn || mac === null || rule_id === null || name === null || name === 'any') return [];
      const all = interfaces.filter((record) => record.router === router);
      const mayBeList =
        all.every((record) => record.interface !== name) && all.some(({ dynamic }) => dynamic === true);
      return mayBeList
        ? []
        : [{ router, source, ruleId: rule_id, deviceId: toId(mac), interface: name, accessPointId: null }];
    },
  );
}

/** Newer versions that routers know of. */
export function updatesOf({ routers }: Pick<Snapshot, 'routers'>): Update[] {
  return routers.flatMap(({ router, version, latest_version: latest }) =>
    version === null || latest === null ? [] : [{ router, installed: version, latest }],
  );
}
