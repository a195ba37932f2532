/** What a snapshot adds to the one before, as a few plain numbers. Runs on the main thread at every poll, so it must be cheap. */
import type { Device } from '../record/device.ts';
import { type AccessPointRecord, isUnread } from '../record/network.ts';
import type { NumberedEvent } from '../record/journal.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Frame } from './message.ts';
import { changedKeys } from '../record/changed-keys.ts';
import type { PlaceRecord } from './place.ts';

export interface Collector {
  /** Null when there is nothing new. */
  collect: (snapshot: Snapshot) => Frame | null;
  /** Every place so far, in the order of its number. */
  places: readonly PlaceRecord[];
  /** After a loss: the next frame lists all devices that may be on an access point. */
  resync: () => void;
}

interface Met {
  device: Device;
  place: number;
  /** Start of its association (epoch ms, NaN when unknown). */
  associatedAt: number;
}

const none = new Float64Array();
const NO_EVENTS: readonly NumberedEvent[] = [];

export function emptyFrame(events: readonly NumberedEvent[]): Frame {
  return {
    events,
    devices: [],
    numbers: none,
    absent: [],
    attachable: null,
    accessPoints: [],
    clientCounts: none,
  };
}

export function createCollector(): Collector {
  const met = new Map<string, Met>();
  const placeNumbers = new Map<string, number>();
  const places: PlaceRecord[] = [];
  let devicesBefore: Snapshot['devices'] = new Map();
  let accessPoints = new Set<AccessPointRecord>();
  let isAllDue = true;
  /** How many routers were unread in the snapshot before. */
  let unreadCount = 0;
  // all devices of one poll have the same text
  let lastText = '';
  let lastAt = 0;

  function momentOf(text: string): number {
    if (text !== lastText) {
      lastText = text;
      lastAt = Date.parse(text);
    }
    return lastAt;
  }

  function placeNumber(device: Device, before: Met | undefined): number {
    // a device that was held until now has a place that was not sent yet
    if (before !== undefined && before.place >= 0 && isSamePlace(before.device, device)) return before.place;
    const { router, access_point, access_point_id, interface: name, ssid, band } = device;
    const key = JSON.stringify([router, access_point, access_point_id, name, ssid, band]);
    const known = placeNumbers.get(key);
    if (known !== undefined) return known;
    placeNumbers.set(key, places.length);
    return places.push({ router, access_point, access_point_id, interface: name, ssid, band }) - 1;
  }

  function collect(snapshot: Snapshot): Frame | null {
    const devices: string[] = [];
    const numbers: number[] = [];
    const absent: string[] = [];
    for (const deviceId of changedKeys(snapshot.devices, devicesBefore)) {
      const device = snapshot.devices.get(deviceId);
      const before = met.get(deviceId);
      if (device === undefined) {
        met.delete(deviceId);
        absent.push(deviceId);
        continue;
      }
      let place = before?.place ?? -1;
      let associatedAt = before?.associatedAt ?? Number.NaN;
      if (device.connected === true && device.last_seen_at !== null) {
        place = placeNumber(device, before);
        if (before?.device.last_seen_at !== device.last_seen_at) {
          if (before?.device.connected_since_at !== device.connected_since_at || before.place !== place) {
            associatedAt = Date.parse(device.connected_since_at ?? '');
          }
          devices.push(deviceId);
          numbers.push(
            momentOf(device.last_seen_at),
            place,
            device.signal_dbm ?? Number.NaN,
            associatedAt,
            device.tx_bytes ?? Number.NaN,
            device.rx_bytes ?? Number.NaN,
          );
        }
      } else if (device.connected === false && before !== undefined && before.device.connected !== false) {
        absent.push(deviceId);
      }
      if (before === undefined) met.set(deviceId, { device, place, associatedAt });
      else Object.assign(before, { device, place, associatedAt });
    }
    devicesBefore = snapshot.devices;
    const counted = snapshot.accessPoints.filter(
      (record) => record.client_count !== null && !accessPoints.has(record),
    );
    accessPoints = new Set(snapshot.accessPoints);
    const unread = snapshot.routers.filter(isUnread).map(({ router }) => router);
    const attachable =
      isAllDue || unread.length < unreadCount
        ? { devices: attachableIn(snapshot), unreadRouters: unread }
        : null;
    isAllDue = false;
    unreadCount = unread.length;
    if (devices.length + absent.length + counted.length === 0 && attachable === null) return null;
    return {
      events: NO_EVENTS,
      devices,
      numbers: Float64Array.from(numbers),
      absent,
      attachable,
      accessPoints: counted.map(({ access_point_id }) => access_point_id),
      clientCounts: Float64Array.from(
        counted.flatMap(({ client_count }) => [snapshot.takenAt, client_count!]),
      ),
    };
  }

  return {
    collect,
    places,
    resync: () => {
      isAllDue = true;
    },
  };
}

function isSamePlace(a: Device, b: Device): boolean {
  return (
    a.interface === b.interface &&
    a.router === b.router &&
    a.access_point_id === b.access_point_id &&
    a.access_point === b.access_point &&
    a.ssid === b.ssid &&
    a.band === b.band
  );
}

function attachableIn({ devices }: Snapshot): string[] {
  const ids: string[] = [];
  for (const [deviceId, { connected }] of devices) if (connected !== false) ids.push(deviceId);
  return ids;
}
