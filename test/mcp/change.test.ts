/** What counts as a change, and who is told of it when. */
import { describe, expect, it } from 'vitest';
import { changesBetween, notifiedStateOf } from '../../src/mcp/change.ts';
import { createNotifier, type Update } from '../../src/mcp/notifier.ts';
import { readEvents } from '../../src/mcp/resource.ts';
import type { Device } from '../../src/record/device.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createTestClock } from './clock.ts';
import { event, journalOf } from './past.ts';
import { accessPoint, device, holderOf, router, snapshot, wifiInterface } from './snapshot.ts';

const uri = 'mikrotik://devices/3c22fb0a1b2c';
const other = device({ mac_address: '3C:22:FB:00:00:02' });

function changed(before: Snapshot, after: Snapshot): string[] {
  return [...changesBetween(notifiedStateOf(before), after).uris].sort();
}

describe('a change', () => {
  it.each<[keyof Device, Partial<Device>]>([
    ['presence', { presence: 'away' }],
    ['zone', { zone: 'office' }],
    ['name', { name: 'Tablet' }],
    ['connected', { connected: false }],
    ['ip_address', { ip_address: null }],
    ['router', { router: 'router-2' }],
    ['access_point', { access_point: 'garden' }],
    ['interface', { interface: 'cap-wifi2' }],
    ['ssid', { ssid: 'guest' }],
    ['band', { band: '2.4GHz' }],
    ['signal_dbm', { signal_dbm: -64 }],
    ['signal_dbm', { signal_dbm: -58 }],
    ['signal_dbm', { signal_dbm: null }],
  ])('is one of %s: %j', (_, overrides) => {
    const before = snapshot([device(), other]);
    expect(changed(before, snapshot([device(overrides), other]))).toEqual(['mikrotik://devices', uri]);
  });

  it.each<Partial<Device>>([
    { signal_dbm: -63 },
    { tx_rate_bps: 1, rx_rate_bps: 1, tx_throughput_bps: 0, rx_throughput_bps: 0 },
    { tx_bytes: 9_999_999, rx_packets: 9_999_999 },
    { idle_seconds: 30, uptime_seconds: 9999, last_seen_at: '2026-11-20T09:00:00.000Z' },
  ])('is not one of %j', (overrides) => {
    expect(changed(snapshot(), snapshot([device(overrides)]))).toEqual([]);
  });

  it('is a device that appears or disappears', () => {
    const gone = ['mikrotik://devices', 'mikrotik://devices/3c22fb000002'];
    expect(changed(snapshot([device()]), snapshot([device(), other]))).toEqual(gone);
    expect(changed(snapshot([device(), other]), snapshot([device()]))).toEqual(gone);
  });

  it('is a signal that has drifted by 3 dB since it was told, however slowly', () => {
    let told = notifiedStateOf(snapshot());
    const heard: number[] = [];
    for (const signal_dbm of [-62, -63, -64, -65, -66, -67, -68]) {
      const changes = changesBetween(told, snapshot([device({ signal_dbm })]));
      told = changes.state;
      if (changes.uris.has(uri)) heard.push(signal_dbm);
    }
    expect(heard).toEqual([-64, -67]);
  });

  it('is one of the network, but for load and age', () => {
    const before = snapshot();
    const after = (overrides: Partial<Snapshot>) => changed(before, snapshot([device()], overrides));
    expect(after({ accessPoints: [{ ...accessPoint, reachable: false }] })).toEqual([
      'mikrotik://access-points',
    ]);
    expect(after({ accessPoints: [{ ...accessPoint, uptime_seconds: 1 }] })).toEqual([]);
    expect(after({ interfaces: [{ ...wifiInterface, tx_power_dbm: 17 }] })).toEqual([
      'mikrotik://interfaces',
    ]);
    expect(after({ routers: [{ ...router, version: '7.21' }] })).toEqual(['mikrotik://system']);
    expect(after({ routers: [{ ...router, cpu_load_percent: 99, uptime_seconds: 1 }] })).toEqual([]);
    expect(after({ routers: [{ ...router, reachable: false }] })).toEqual([
      'mikrotik://health',
      'mikrotik://system',
    ]);
  });
});

describe('the notifier', () => {
  function watch(first: Snapshot | null = snapshot()) {
    const [clock, holder, journal] = [createTestClock(), holderOf(first), journalOf()];
    const hintsOf = () => ({ etag: 'e', last_modified: 'now' });
    const notifier = createNotifier({
      snapshot: holder,
      journal,
      hintsOf,
      clock,
      limits: { maxSubscriptionsPerResource: 2 },
    });
    const heard: string[] = [];
    const listen = (update: Update) => void heard.push(update.uri);
    return { clock, holder, journal, notifier, heard, listen };
  }

  it('tells once of what changed within half a second', async () => {
    const { clock, holder, notifier, heard, listen } = watch();
    await notifier.subscribe(uri, listen);
    for (const access_point of ['garden', 'attic', 'garden']) {
      holder.publish(snapshot([device({ access_point })]));
      clock.advance(100);
    }
    expect(heard).toEqual([]);
    clock.advance(200);
    expect(heard).toEqual([uri]);
  });

  it('tells nothing of what came and went within half a second', async () => {
    const { clock, holder, notifier, heard, listen } = watch();
    await notifier.subscribe(uri, listen);
    holder.publish(snapshot([device({ access_point: 'garden' })]));
    holder.publish(snapshot());
    clock.advance(500);
    expect(heard).toEqual([]);
  });

  it('tells only who asked, and only of what they asked', async () => {
    const { clock, holder, notifier, heard, listen } = watch();
    await notifier.subscribe('mikrotik://system', listen);
    const end = await notifier.subscribe('mikrotik://devices', listen);
    holder.publish(snapshot([device({ access_point: 'garden' })]));
    clock.advance(500);
    expect(heard).toEqual(['mikrotik://devices']);
    end();
    holder.publish(snapshot());
    clock.advance(500);
    expect(heard).toEqual(['mikrotik://devices']);
  });

  it('takes the first data for news of everything', async () => {
    const { clock, holder, notifier, heard, listen } = watch(null);
    await notifier.subscribe(uri, listen);
    holder.publish(snapshot());
    clock.advance(500);
    expect(heard).toEqual([uri]);
  });

  it('tells once of what happened within half a second, and which event is the newest', async () => {
    const { clock, journal, notifier, heard, listen } = watch();
    const updates: Update[] = [];
    await notifier.subscribe('mikrotik://events', (update) => void updates.push(update));
    await notifier.subscribe('mikrotik://devices', listen);
    journal.add(event(), event({ event_type: 'left' }));
    clock.advance(400);
    journal.add(event({ at: '2026-11-20T07:59:59.000Z' }));
    clock.advance(100);
    clock.advance(500);
    const { _meta: hints } = await readEvents(journal);
    expect(updates).toEqual([{ uri: 'mikrotik://events', _meta: hints }]);
    expect(hints).toEqual({ etag: '4', last_modified: '2026-11-20T07:59:59.000Z' });
    expect(heard).toEqual([]);
  });

  it('tells of what happened before any router was read, and not of a reading as if something had', async () => {
    const { clock, holder, journal, notifier, heard, listen } = watch(null);
    await notifier.subscribe('mikrotik://events', listen);
    journal.add(event());
    clock.advance(500);
    expect(heard).toEqual(['mikrotik://events']);
    holder.publish(snapshot());
    clock.advance(500);
    expect(heard).toEqual(['mikrotik://events']);
  });

  it('forgets what happened when nobody is left to hear it', async () => {
    const { clock, holder, journal, notifier, heard, listen } = watch();
    const end = await notifier.subscribe('mikrotik://events', listen);
    journal.add(event());
    end();
    await notifier.subscribe('mikrotik://events', listen);
    holder.publish(snapshot());
    clock.advance(500);
    expect(heard).toEqual([]);
  });

  it('listens and waits only while somebody subscribes', async () => {
    const { clock, holder, journal, notifier, listen } = watch();
    const end = await notifier.subscribe(uri, listen);
    holder.publish(snapshot());
    expect([holder.listenerCount(), journal.listenerCount(), clock.timerCount()]).toEqual([1, 1, 1]);
    end();
    end();
    expect([holder.listenerCount(), journal.listenerCount(), clock.timerCount()]).toEqual([0, 0, 0]);
  });
});
