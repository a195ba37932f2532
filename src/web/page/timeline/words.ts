/** Events as sentences. Their names lead to the pages of devices and access points. */
import type { EventRecord, Spot } from '../../../record/event.ts';
import { toBandName } from '../band.ts';
import { toActionText, toStateText } from '../change/words.ts';
import type { Piece } from '../piece.ts';
import { toDbmText } from '../quality.ts';
import { toHash } from '../route.ts';

/** Events that somebody should look at stand out. */
export type Tone = 'came' | 'went' | 'moved' | 'alarm' | 'plain';

const TONES: Record<EventRecord['event_type'], Tone> = {
  arrived: 'came',
  connected: 'came',
  left: 'went',
  disconnected: 'went',
  roamed: 'moved',
  refused: 'alarm',
  new_stranger: 'alarm',
  access_point_up: 'came',
  access_point_down: 'alarm',
  channel_changed: 'moved',
  router_up: 'came',
  router_down: 'alarm',
  finding: 'alarm',
  change: 'plain',
};

export function toneOf({ event_type }: Pick<EventRecord, 'event_type'>): Tone {
  return TONES[event_type];
}

export function toSentencePieces(event: EventRecord): Piece[] {
  const { event_type, from, to } = event;
  const device = deviceOf(event);
  switch (event_type) {
    case 'arrived':
      return to === null ? [device, ' arrived'] : [device, ' arrived at ', placeOf(to)];
    case 'left':
      return from === null ? [device, ' left'] : [device, ' left, last at ', placeOf(from)];
    case 'connected':
      return [device, ' connected to ', placeOf(to)];
    case 'disconnected':
      return [device, ` disconnected from `, placeOf(from)];
    case 'roamed':
      return roamOf(event, device);
    case 'refused':
      return [placeOf(to), ' refused ', device, ...times(event.count)];
    case 'new_stranger':
      return ['New stranger ', device, ...(to === null ? [] : [' at ', placeOf(to)])];
    case 'access_point_up':
      return ['Access point ', placeOf(to), ' is up'];
    case 'access_point_down':
      return ['Access point ', placeOf(from), ' is down'];
    case 'channel_changed':
      return [placeOf(to), ' changed its channel', ...(to?.band ? [` at ${toBandName(to.band)}`] : [])];
    case 'router_up':
      return ['Router ', nameOf(event.router), ' answers again'];
    case 'router_down':
      return ['Router ', nameOf(event.router), ' does not answer as it should'];
    case 'finding':
      // the title names its subject
      return ['Finding: ', { name: event.reason ?? 'without a title', href: toHash({ view: 'wifi' }) }];
    case 'change':
      return changeOf(event, device);
  }
}

function roamOf({ from, to }: EventRecord, device: Piece): Piece[] {
  if (from === null || to === null) return [device, ' roamed to ', placeOf(to)];
  if (from.access_point_id !== to.access_point_id || from.access_point_id === null)
    return [device, ` roamed from `, placeOf(from), ' to ', placeOf(to)];
  const [before, after] = [from.band, to.band].map((band) =>
    band === null ? 'another band' : toBandName(band),
  );
  return [device, ` changed from ${before} to ${after} at `, placeOf(to)];
}

function changeOf({ action, state, name }: EventRecord, device: Piece): Piece[] {
  const what = toActionText(action ?? 'change');
  const word = state === null ? '' : `: ${toStateText(state as Parameters<typeof toStateText>[0])}`;
  const link: Piece = { name: what, href: toHash({ view: 'changes' }) };
  return ['Change ', link, ...(name === null ? [] : [' ', device]), word];
}

function times(count: number | null): Piece[] {
  return count === null || count < 2 ? [] : [`, ${count} times`];
}

function deviceOf({ device_id, name }: Pick<EventRecord, 'device_id' | 'name'>): Piece {
  const text = name ?? device_id ?? 'a device';
  return device_id === null
    ? { name: text }
    : { name: text, href: toHash({ view: 'device', deviceId: device_id }) };
}

function placeOf(spot: Spot | null): Piece {
  const name = spot?.access_point ?? spot?.interface ?? null;
  if (name === null) return 'an unknown access point';
  const id = spot!.access_point_id;
  return id === null ? { name } : { name, href: toHash({ view: 'access-point', accessPointId: id }) };
}

function nameOf(router: string | null): Piece {
  return router === null ? 'of an unknown name' : { name: router };
}

/** What follows the sentence: network, band and signals. A name from the network is a piece of its own. */
export function toAside({ event_type, from, to }: EventRecord): Piece[] {
  const at = to ?? from;
  if (at === null || event_type === 'channel_changed') return [];
  const isOneBox = event_type === 'roamed' && from?.access_point_id === to?.access_point_id;
  const parts: Piece[] = [];
  if (at.ssid !== null) parts.push({ name: at.ssid });
  if (at.band !== null && !isOneBox) parts.push(toBandName(at.band));
  const signals = [from, to].flatMap((spot) =>
    spot?.signal_dbm == null ? [] : [toDbmText(spot.signal_dbm)],
  );
  if (signals.length > 0) parts.push(`${signals.join(' → ')} dBm`);
  return parts.flatMap((part, index) => (index === 0 ? [part] : [' · ', part]));
}

/** The words of the router, or why; null where the sentence has them. */
export function toReason({ event_type, reason }: EventRecord): string | null {
  return event_type === 'finding' ? null : reason;
}
