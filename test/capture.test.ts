/** The join on real tables. Skipped, and said so, where the captured tables are not at hand (`CAPTURES_DIR`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Row } from '../src/parse/row.ts';
import { type Device, deviceSchema } from '../src/record/device.ts';
import { newWorld } from '../src/world/world.ts';
import { capturesDirectory, readingFromFolder, readingOf } from './capture.ts';
import { step, takeSnapshot } from './at-once.ts';

const settings = {
  pollIntervalMs: 10_000,
  awayDelayMs: 180_000,
  unknownAfterMs: 900_000,
  routers: [{ id: 'router', zone: 'home' }],
  devices: [],
  accessPoints: [],
};

function snapshotOf(reading: ReturnType<typeof readingOf>) {
  const now = { at: reading.startedAt, monotonicMs: reading.startedMonotonicMs };
  const { world, events } = step(newWorld(settings, now), { type: 'reading', reading }, settings, now);
  return { snapshot: takeSnapshot(world, settings, null)!.snapshot, events };
}

if (capturesDirectory === null) it.skip('real tables: set CAPTURES_DIR to the folder that holds them');
else describeCaptures(capturesDirectory);

function describeCaptures(folder: string): void {
  describe('a captured network with a CAPsMAN router and one access point', () => {
    const { snapshot, events } = snapshotOf(readingFromFolder(join(folder, '7.24-wifi-qcom-capsman')));
    const devices = [...snapshot.devices.values()];
    const count = (matches: (device: Device) => boolean) => devices.filter(matches).length;

    it('has 30 devices, 17 on the access point and 13 on the router itself', () => {
      expect(devices).toHaveLength(30);
      expect(
        count((device) => device.access_point === 'cAP' && device.access_point_id === '023148f6c4af'),
      ).toBe(17);
      expect(count((device) => device.access_point_id === 'router')).toBe(13);
    });

    it('gives every device an IP address, 28 from leases and 2 from ARP', () => {
      expect(count((device) => device.ip_source === 'dhcp_lease')).toBe(28);
      expect(count((device) => device.ip_source === 'arp')).toBe(2);
      expect(count((device) => device.ip_address === null)).toBe(0);
    });

    it('names 23 by the host name', () => {
      expect(count((device) => device.name_source === 'host_name')).toBe(23);
      expect(count((device) => device.name_source === 'mac_address')).toBe(7);
    });

    it('has 16 on 2.4 GHz, 14 on 5 GHz and a negative whole signal everywhere', () => {
      expect(count((device) => device.band === '2.4GHz')).toBe(16);
      expect(count((device) => device.band === '5GHz')).toBe(14);
      expect(devices.every(({ signal_dbm }) => Number.isInteger(signal_dbm) && signal_dbm! < 0)).toBe(true);
    });

    it('counts the clients of each of the 12 interfaces', () => {
      const counts = snapshot.interfaces.map(({ interface: name, client_count }) => [name, client_count]);
      expect(Object.fromEntries(counts)).toMatchInlineSnapshot(`
        {
          "2.4GHz WiFi": 1,
          "2.4GHz WiFi2": 0,
          "2.4GHz WiFi3": 7,
          "2.4GHz WiFi4": 0,
          "2.4GHz WiFi5": 0,
          "2.4GHz WiFi6": 8,
          "5GHz WiFi": 1,
          "5GHz WiFi2": 1,
          "5GHz WiFi3": 3,
          "5GHz WiFi4": 4,
          "5GHz WiFi5": 1,
          "5GHz WiFi6": 4,
        }
      `);
      expect(snapshot.interfaces.reduce((sum, { client_count }) => sum + client_count!, 0)).toBe(30);
    });

    it('makes no device of a MAC that only has leases', () => {
      const rows = JSON.parse(
        readFileSync(join(folder, '7.24-wifi-qcom-capsman', 'ip-dhcp-server-lease.json'), 'utf8'),
      ) as Row[];
      const macs = rows.map((row) => row['mac-address']);
      const twice = macs.find((mac, index) => macs.indexOf(mac) !== index) as string;
      expect(twice).toBeDefined();
      expect(snapshot.macs.has(twice)).toBe(false);
    });

    it('validates against the published schema and tells of no arrivals at a first start', () => {
      for (const device of devices) deviceSchema.parse(device);
      expect(events).toEqual([]);
    });
  });

  describe('captured legacy CAPsMAN', () => {
    const rows = JSON.parse(
      readFileSync(join(folder, 'other', 'caps-man-registration-table.7.21.4.json'), 'utf8'),
    ) as Row[];
    const { snapshot } = snapshotOf(readingOf({ 'caps-man/registration-table': rows }));
    const [first, second] = [...snapshot.devices.values()];

    it('reads signal, rate, uptime and the reversed address', () => {
      expect([first!.signal_dbm, second!.signal_dbm]).toEqual([-76, -64]);
      expect(first!.tx_rate_bps).toBe(57_700_000);
      expect(first!.uptime_seconds).toBe(21_309);
      expect(first!.ip_address).toBe('192.168.83.91');
      expect(first!.ip_source).toBe('registration');
      expect(first!.source).toBe('capsman');
    });
  });
}
