/** Writes the week that the simulated house has lived into the history, as the service would have recorded it. */
import type { RouterPlan } from '../demo/building.ts';
import type { Move } from '../demo/site/life.ts';
import { PAST_STEP_MS, type Past } from '../demo/site/past.ts';
import type { Dweller, Port } from '../demo/site/reception.ts';
import { createArchive } from '../history/archive.ts';
import type { Frame } from '../history/message.ts';
import { historyPath, openDatabase } from '../history/open.ts';
import type { PlaceRecord } from '../history/place.ts';
import { type EventRecord, newEvent } from '../record/event.ts';
import type { NumberedEvent } from '../record/journal.ts';

export interface LivedHouse {
  past: Past;
  dwellers: readonly Dweller[];
  ports: readonly Port[];
  plans: readonly RouterPlan[];
}

const MAX_BYTES = 512 * 1024 * 1024;
const STEPS_PER_WRITE = 12;
const BANDS = { '2.4': '2.4GHz', '5': '5GHz' } as const;

export function writePast(stateDir: string, house: LivedHouse): void {
  const { past, ports } = house;
  const { db } = openDatabase(historyPath(stateDir), { openedAt: past.sinceAt });
  const archive = createArchive(db, { maxBytes: MAX_BYTES });
  const frames = framesOf(house);
  const places = ports.map((port) => placeOf(port, house.plans));
  for (let step = 0; step < past.steps; step += STEPS_PER_WRITE) {
    const own = frames.slice(step, step + STEPS_PER_WRITE);
    const at = past.sinceAt + (step + own.length) * PAST_STEP_MS;
    const now = { at, monotonicMs: at - past.sinceAt };
    archive.write(step === 0 ? places : [], own, now);
    while (archive.upkeep(now));
  }
  archive.close();
}

/** One for each step. */
function framesOf({ past, dwellers, ports, plans }: LivedHouse): Frame[] {
  const events = eventsOf(past.moves, plans);
  const since = dwellers.map(() => past.sinceAt);
  let [nextMove, nextEvent] = [0, 0];
  return Array.from({ length: past.steps }, (_, step): Frame => {
    const at = past.sinceAt + step * PAST_STEP_MS;
    const absent: string[] = [];
    const own: NumberedEvent[] = [];
    for (; (past.moves[nextMove]?.at ?? Infinity) <= at; nextMove += 1) {
      const { dweller, to } = past.moves[nextMove]!;
      since[dweller.index] = at;
      if (to === null) absent.push(idOf(dweller));
    }
    while ((events[nextEvent]?.event_id ?? Infinity) < at + PAST_STEP_MS) own.push(events[nextEvent++]!);
    const there = dwellers.filter(({ index }) => past.ports[index]![step]! >= 0);
    const counts = new Map<string, number>();
    const numbers = there.flatMap(({ index }) => {
      const place = past.ports[index]![step]!;
      const id = accessPointId(ports[place]!, plans);
      counts.set(id, (counts.get(id) ?? 0) + 1);
      return [at, place, past.signalsDbm[index]![step]!, since[index]!, Number.NaN, Number.NaN];
    });
    return {
      events: own,
      devices: there.map(idOf),
      numbers: Float64Array.from(numbers),
      absent,
      attachable: null,
      accessPoints: [...counts.keys()],
      clientCounts: Float64Array.from([...counts.values()].flatMap((count) => [at, count])),
    };
  });
}

/** Numbered by their time, as the journal does. */
function eventsOf(moves: readonly Move[], plans: readonly RouterPlan[]): NumberedEvent[] {
  let last = 0;
  return moves.flatMap((move) => {
    const types = typesOf(move);
    return types.map((event_type) => {
      last = Math.max(last + 1, move.at);
      return { event_id: last, ...toEvent(event_type, move, plans) };
    });
  });
}

function typesOf({ from, to, cause }: Move): EventRecord['event_type'][] {
  if (from === null) return cause === 'joined' ? ['connected', 'arrived'] : ['connected'];
  if (to === null) return cause === 'left' ? ['disconnected', 'left'] : ['disconnected'];
  return from === to ? ['disconnected', 'connected'] : ['roamed'];
}

function toEvent(
  event_type: EventRecord['event_type'],
  { dweller, at, from, to, lastDbm }: Move,
  plans: readonly RouterPlan[],
): EventRecord {
  const isBegin = ['connected', 'arrived'].includes(event_type);
  const isEnd = ['disconnected', 'left'].includes(event_type);
  const spot = (port: Port | null, signal_dbm: number | null) => {
    if (port === null) return null;
    const { router: _router, ...place } = placeOf(port, plans);
    return { ...place, signal_dbm };
  };
  const there = (isEnd ? from : (to ?? from))!;
  return newEvent({
    event_type,
    at: new Date(at).toISOString(),
    device_id: idOf(dweller),
    name: nameOf(dweller),
    router: placeOf(there, plans).router,
    from: isBegin ? null : spot(from, lastDbm),
    to: isEnd ? null : spot(to, null),
    source: 'poll',
  });
}

/** As the service names it, by what the routers know. */
function nameOf({ plan, mac }: Dweller): string {
  const comment = plan.lease === 'none' ? null : plan.comment;
  return comment ?? plan.accessComment ?? plan.hostName ?? mac;
}

function placeOf(port: Port, plans: readonly RouterPlan[]): PlaceRecord {
  const { accessPoint, wifi } = port;
  return {
    router: routerOf(port, plans),
    access_point: accessPoint.name,
    access_point_id: accessPointId(port, plans),
    interface: wifi.name,
    ssid: wifi.network,
    band: BANDS[wifi.band],
  };
}

function accessPointId(port: Port, plans: readonly RouterPlan[]): string {
  const { isCap, baseMac } = port.accessPoint;
  return isCap ? toId(baseMac) : routerOf(port, plans);
}

/** As the demo's configuration names its routers. */
function routerOf({ accessPoint }: Port, plans: readonly RouterPlan[]): string {
  const index = plans.findIndex((plan) => plan.accessPoints.includes(accessPoint));
  return index === 0 ? 'router' : `router-${index + 1}`;
}

function idOf({ mac }: Dweller): string {
  return toId(mac);
}

function toId(mac: string): string {
  return mac.replaceAll(':', '').toLowerCase();
}
