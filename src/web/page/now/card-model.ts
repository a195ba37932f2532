/** What a card shows of a device, and nothing else: a change of any other field renders no card. */
import type { Device } from '../../../record/device.ts';
import { isHeld } from '../kind.ts';
import type { Move } from '../move.ts';

export interface CardProps {
  device: Device;
  /** The move of the last minute that led here. */
  move: Move | null;
  /** The house has several networks. */
  isSsidShown: boolean;
  /** Another device has the same name. */
  isNameShared: boolean;
}

export type CardModel = ReturnType<typeof toCardModel>;

export function toCardModel({ device, move, isSsidShown, isNameShared }: CardProps) {
  const { connected, presence, idle_seconds, ssid } = device;
  const isLastKnown = isHeld(device);
  return {
    id: device.device_id,
    name: device.name,
    nameEnd: toNameEnd(device, isNameShared),
    signal: device.signal_dbm,
    band: device.band,
    idle: toIdle(idle_seconds),
    since: connected === true ? device.connected_since_at : null,
    lastSeen: connected === true ? null : device.last_seen_at,
    place: connected === true || isLastKnown ? null : device.access_point,
    kind: isLastKnown ? 'held' : connected === true ? 'here' : presence === 'home' ? 'missing' : presence,
    ssid: isSsidShown ? ssid : null,
    isUnnamed: device.mac_randomized && hasNoGivenName(device),
    movedAt: move?.at ?? null,
    movedFrom: move?.from ?? null,
  };
}

/** What tells equal beginnings apart, and is never cut: the end of a MAC address that is the name, or that a shared name needs; else empty. */
function toNameEnd({ name, mac_address }: Device, isShared: boolean): string {
  return isShared || name === mac_address ? mac_address.slice(-5) : '';
}

/** Neither a name nor a reserved lease was configured for it. */
function hasNoGivenName({ name_source, dhcp }: Device): boolean {
  return (name_source === 'host_name' || name_source === 'mac_address') && dhcp?.dynamic !== false;
}

/** Shorter pauses are not shown as idle. */
const MIN_IDLE_SECONDS = 30;

/** Rounded down in growing steps, so that few readings change the card; null when not idle. */
function toIdle(seconds: number | null): string | null {
  if (seconds === null || seconds < MIN_IDLE_SECONDS) return null;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `idle ${MIN_IDLE_SECONDS} s`;
  if (minutes >= 60) return `idle ${Math.floor(minutes / 60)} h`;
  return `idle ${minutes < 10 ? minutes : minutes - (minutes % 10)} min`;
}

export function isSameCard(shown: CardProps, next: CardProps): boolean {
  if (shown.device === next.device && shown.move === next.move && shown.isSsidShown === next.isSsidShown)
    return true;
  const [a, b] = [toCardModel(shown), toCardModel(next)];
  return (Object.keys(a) as (keyof typeof a)[]).every((field) => a[field] === b[field]);
}
