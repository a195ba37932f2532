/** Snapshots for the tests of the edges: whole records, of which a test states only what matters to it. */
import { noGaps } from '../../src/presence/count-gap.ts';
import type { Device } from '../../src/record/device.ts';
import type { Health } from '../../src/record/health.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import {
  exampleAccessPoint,
  exampleDevice,
  exampleInterface,
  exampleRouter,
  exampleSnapshot,
} from '../../src/question/example.ts';

export { holderOf } from '../snapshot-holder.ts';

export const takenAt = Date.parse(exampleSnapshot.taken_at);

/** The device_id follows the MAC address. */
export function device(overrides: Partial<Device> = {}): Device {
  const mac_address = overrides.mac_address ?? exampleDevice.mac_address;
  return { ...exampleDevice, device_id: mac_address.replaceAll(':', '').toLowerCase(), ...overrides };
}

/** Distinct devices with ordinary names, every field filled. */
export function manyDevices(count: number): Device[] {
  return Array.from({ length: count }, (_, index) => {
    const digits = index.toString(16).padStart(6, '0').toUpperCase();
    const mac_address = `3C:22:FB:${digits.match(/../g)!.join(':')}`;
    return device({
      mac_address,
      name: `Device ${index}`,
      ip_address: `192.168.${index >> 8}.${index & 255}`,
    });
  });
}

export function snapshot(
  devices: readonly Device[] = [device()],
  overrides: Partial<Snapshot> = {},
): Snapshot {
  return {
    meta: exampleSnapshot,
    takenAt,
    devices: new Map(devices.map((one) => [one.device_id, one])),
    macs: new Map(devices.map((one) => [one.mac_address, one.device_id])),
    interfaces: [exampleInterface],
    accessPoints: [exampleAccessPoint],
    routers: [exampleRouter],
    findings: [],
    checks: [],
    gaps: noGaps,
    problems: [],
    known: new Set(),
    areMarksRead: true,
    people: [],
    ...overrides,
  };
}

export function health(overrides: Partial<Health> = {}): Health {
  return {
    status: 'ok',
    version: '0.1.0',
    uptime_seconds: 60,
    problem: null,
    routers: [
      {
        router: 'router',
        reachable: true,
        breaker: 'closed',
        last_success_at: exampleSnapshot.taken_at,
        tables: [
          {
            table: '/interface/wifi/registration-table',
            status: 'complete',
            row_count: 17,
            age_seconds: 4,
            duration_ms: 38,
            error_kind: null,
            message: null,
            remedy: null,
          },
        ],
      },
    ],
    configuration: { loaded_at: '2026-11-20T08:00:00.000Z', problem: null },
    syslog: null,
    push: null,
    history: null,
    mqtt: null,
    state: { problem: null },
    snapshot: exampleSnapshot,
    ...overrides,
  };
}
