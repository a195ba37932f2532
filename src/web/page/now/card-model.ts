/** What a card shows of a device, and nothing else: a counter that runs draws no card again. */
import type { Device } from '../../../record/device.ts';
import type { Move } from '../move.ts';

export interface CardProps {
  device: Device;
  /** How it came here, for a while. */
  move: Move | null;
  /** Its network does not go without saying. */
  isSsidTold: boolean;
}

export type Face = ReturnType<typeof toFace>;

export function toFace({ device, move, isSsidTold }: CardProps) {
  const { connected, presence, idle_seconds, ssid } = device;
  const isHeld = connected === null && presence === 'home';
  return {
    id: device.device_id,
    name: device.name,
    signal: device.signal_dbm,
    band: device.band,
    idle: toIdle(idle_seconds),
    since: connected === true ? device.connected_since_at : null,
    lastSeen: connected === true ? null : device.last_seen_at,
    place: connected === true || isHeld ? null : device.access_point,
    kind: isHeld ? 'held' : connected === true ? 'here' : presence === 'home' ? 'missing' : presence,
    ssid: isSsidTold ? ssid : null,
    isStranger: device.mac_randomized && isStranger(device),
    movedAt: move?.at ?? null,
    movedFrom: move?.from ?? null,
  };
}

/** Nobody gave it a name, and its address says nothing of it either. */
function isStranger({ name_source, dhcp }: Device): boolean {
  return (name_source === 'host_name' || name_source === 'mac_address') && dhcp?.dynamic !== false;
}

/** Who says something now and then is not idle. */
const MIN_IDLE_SECONDS = 30;

/** At least so long, in steps that grow with it: it changes with few readings, and a card is drawn again only when it does. */
function toIdle(seconds: number | null): string | null {
  if (seconds === null || seconds < MIN_IDLE_SECONDS) return null;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `idle ${MIN_IDLE_SECONDS} s`;
  if (minutes >= 60) return `idle ${Math.floor(minutes / 60)} h`;
  return `idle ${minutes < 10 ? minutes : minutes - (minutes % 10)} min`;
}

export function isSame(shown: CardProps, next: CardProps): boolean {
  if (shown.device === next.device && shown.move === next.move && shown.isSsidTold === next.isSsidTold)
    return true;
  const [a, b] = [toFace(shown), toFace(next)];
  return (Object.keys(a) as (keyof typeof a)[]).every((field) => a[field] === b[field]);
}
