/** Short numbers for long names: devices, access points, places. A place keeps the last name of its access point. */
import { type PlaceRecord, placeKey } from './place.ts';
import { DAY_MS } from './sample.ts';
import type { Database } from './schema.ts';

export interface KnownPlace {
  record: PlaceRecord;
  /** Number of its access point; null when that is unknown. */
  accessPoint: number | null;
}

export interface Dictionary {
  /** Number of a device, made when it has none. `at`: marks the device as used on that day. */
  device: (deviceId: string, at: number) => number;
  /** Null when nothing is stored about it. */
  findDevice: (deviceId: string) => number | null;
  deviceId: (device: number) => string | null;
  place: (record: PlaceRecord) => number;
  placeOf: (place: number) => KnownPlace | null;
  accessPoint: (accessPointId: string) => number;
  findAccessPoint: (accessPointId: string) => number | null;
}

// randomized addresses come and go: an entry dropped here is read again from the file
const MAX_CACHED_DEVICES = 50_000;

export function createDictionary(db: Database): Dictionary {
  const selectDevice = db.prepare('SELECT id, used_day FROM device WHERE device_id = ?');
  const insertDevice = db.prepare('INSERT INTO device (device_id, used_day) VALUES (?, ?)');
  const useDevice = db.prepare('UPDATE device SET used_day = ? WHERE id = ?');
  const selectDeviceId = db.prepare('SELECT device_id FROM device WHERE id = ?');
  const insertAccessPoint = db.prepare('INSERT INTO access_point (access_point_id) VALUES (?)');
  const insertPlace = db.prepare('INSERT INTO place (key, record, access_point) VALUES (?, ?, ?)');
  const updatePlace = db.prepare('UPDATE place SET record = ? WHERE id = ?');

  const devices = new Map<string, { id: number; usedDay: number }>();
  const accessPoints = new Map<string, number>();
  for (const row of db.prepare('SELECT id, access_point_id FROM access_point').all()) {
    accessPoints.set(row.access_point_id, row.id);
  }
  const placeIds = new Map<string, number>();
  const places = new Map<number, KnownPlace>();
  for (const row of db.prepare('SELECT id, key, record, access_point FROM place').all()) {
    placeIds.set(row.key, row.id);
    places.set(row.id, { record: JSON.parse(row.record) as PlaceRecord, accessPoint: row.access_point });
  }

  function accessPoint(accessPointId: string): number {
    const known = accessPoints.get(accessPointId);
    if (known !== undefined) return known;
    const id = Number(insertAccessPoint.run(accessPointId).lastInsertRowid);
    accessPoints.set(accessPointId, id);
    return id;
  }

  return {
    accessPoint,
    findAccessPoint: (accessPointId) => accessPoints.get(accessPointId) ?? null,
    device: (deviceId, at) => {
      const day = Math.floor(at / DAY_MS);
      let known = devices.get(deviceId);
      if (known === undefined) {
        const row = selectDevice.get(deviceId) as { id: number; used_day: number } | undefined;
        known = row
          ? { id: row.id, usedDay: row.used_day }
          : { id: Number(insertDevice.run(deviceId, day).lastInsertRowid), usedDay: day };
        if (devices.size >= MAX_CACHED_DEVICES) devices.clear();
        devices.set(deviceId, known);
      }
      if (day > known.usedDay) {
        useDevice.run(day, known.id);
        known.usedDay = day;
      }
      return known.id;
    },
    findDevice: (deviceId) =>
      devices.get(deviceId)?.id ?? (selectDevice.get(deviceId) as { id: number } | undefined)?.id ?? null,
    deviceId: (device) =>
      (selectDeviceId.get(device) as { device_id: string } | undefined)?.device_id ?? null,
    place: (record) => {
      const key = placeKey(record);
      const id = placeIds.get(key);
      if (id === undefined) {
        const ref = record.access_point_id === null ? null : accessPoint(record.access_point_id);
        const made = Number(insertPlace.run(key, JSON.stringify(record), ref).lastInsertRowid);
        placeIds.set(key, made);
        places.set(made, { record, accessPoint: ref });
        return made;
      }
      const known = places.get(id)!;
      if (known.record.access_point !== record.access_point) {
        updatePlace.run(JSON.stringify(record), id);
        places.set(id, { ...known, record });
      }
      return id;
    },
    placeOf: (place) => places.get(place) ?? null,
  };
}
