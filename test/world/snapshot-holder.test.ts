import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../../src/record/event.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { createSnapshotHolder } from '../../src/world/snapshot-holder.ts';
import { macOf, quiet, readerOf, registered, settingsOf, snapshotOf } from '../builder.ts';

const seeing = { ...quiet, 'interface/wifi/registration-table': [registered(macOf(1))] };

describe('a holder of snapshots', () => {
  const snapshot = snapshotOf(readerOf(settingsOf()).read(0, seeing));
  const events: EventRecord[] = [];

  it('has none at first, then the one published last', () => {
    const holder = createSnapshotHolder(() => {});
    expect(holder.current()).toBeNull();
    holder.publish(snapshot, events);
    expect(holder.current()).toBe(snapshot);
  });

  it('tells its listeners, with what happened, until they leave', () => {
    const holder = createSnapshotHolder(() => {});
    const heard: [string, Snapshot, readonly EventRecord[]][] = [];
    const leave = holder.subscribe((next, what) => heard.push(['a', next, what]));
    holder.subscribe((next, what) => heard.push(['b', next, what]));
    holder.publish(snapshot, events);
    leave();
    leave();
    holder.publish(snapshot, events);
    expect(heard.map(([who]) => who)).toEqual(['a', 'b', 'b']);
    expect(heard[0]!.slice(1)).toEqual([snapshot, events]);
    expect(heard[0]![2]).toBe(events);
  });

  it('has the new snapshot before anybody is told', () => {
    const holder = createSnapshotHolder(() => {});
    const seen: (Snapshot | null)[] = [];
    holder.subscribe(() => seen.push(holder.current()));
    holder.publish(snapshot, events);
    expect(seen).toEqual([snapshot]);
  });

  it('lets no listener that throws stop another', () => {
    const errors: unknown[] = [];
    const holder = createSnapshotHolder((error) => errors.push(error));
    const heard: string[] = [];
    holder.subscribe(() => {
      throw new Error('broken');
    });
    holder.subscribe(() => heard.push('b'));
    holder.publish(snapshot, events);
    expect(heard).toEqual(['b']);
    expect(errors).toEqual([new Error('broken')]);
  });

  it('calls every listener in the order of publication, also when a listener publishes', () => {
    const holder = createSnapshotHolder(() => {});
    const [second, third] = [{ ...snapshot }, { ...snapshot }];
    const numberOf = (one: Snapshot | null) => [snapshot, second, third].indexOf(one!) + 1;
    const calls: [string, number, number][] = [];
    holder.subscribe((next) => {
      calls.push(['a', numberOf(next), numberOf(holder.current())]);
      if (next !== snapshot) return;
      holder.publish(second, events);
      holder.publish(third, events);
    });
    holder.subscribe((next) => calls.push(['b', numberOf(next), numberOf(holder.current())]));
    holder.publish(snapshot, events);
    expect(calls).toEqual(
      [1, 2, 3].flatMap((number) => [
        ['a', number, number],
        ['b', number, number],
      ]),
    );
    expect(holder.current()).toBe(third);
  });

  it('publishes the next snapshot after a listener published and threw', () => {
    const holder = createSnapshotHolder(() => {});
    const seen: Snapshot[] = [];
    holder.subscribe((next) => {
      seen.push(next);
      if (seen.length > 1) return;
      holder.publish(null, events);
      throw new Error('broken');
    });
    holder.publish(snapshot, events);
    expect(holder.current()).toBeNull();
    holder.publish(snapshot, events);
    expect(seen).toEqual([snapshot, snapshot]);
  });

  it('tells nobody of no snapshot', () => {
    const holder = createSnapshotHolder(() => {});
    let count = 0;
    holder.subscribe(() => count++);
    holder.publish(null, events);
    expect(count).toBe(0);
  });
});
