/** What a card shows of a device, and nothing else: a counter that runs draws no card again. */
import type { Device } from '../../../record/device.ts';
import type { Move } from '../move.ts';

export interface CardProps {
  device: Device;
  /** How it came here, for a while. */
  move: Move | null;
  /** Its network is worth telling, because few are on it. */
  isSsidRare: boolean;
}

export type Face = ReturnType<typeof toFace>;

export function toFace({ device, move, isSsidRare }: CardProps) {
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
    ssid: isSsidRare ? ssid : null,
    isStranger: device.mac_randomized && isStranger(device),
    movedAt: move?.at ?? null,
    movedFrom: move?.from ?? null,
  };
}

/** Nobody gave it a name, and its address says nothing of it either. */
function isStranger({ name_source, dhcp }: Device): boolean {
  return (name_source === 'host_name' || name_source === 'mac_address') && dhcp?.dynamic !== false;
}

const IDLE_MINUTES = [240, 120, 60, 30, 10, 5, 2, 1];

/** In steps, so that it does not change with every reading. */
function toIdle(seconds: number | null): string | null {
  const minutes = IDLE_MINUTES.find((least) => seconds !== null && seconds >= least * 60);
  if (minutes === undefined) return null;
  return minutes < 60 ? `idle ${minutes} min` : `idle ${minutes / 60} h`;
}

export function isSame(shown: CardProps, next: CardProps): boolean {
  if (shown.device === next.device && shown.move === next.move && shown.isSsidRare === next.isSsidRare)
    return true;
  const [a, b] = [toFace(shown), toFace(next)];
  return (Object.keys(a) as (keyof typeof a)[]).every((field) => a[field] === b[field]);
}
