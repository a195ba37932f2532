/** What is remembered of a deletion in Home Assistant, and what undoes it. */
import { describe, expect, it } from 'vitest';
import { deletionKey, isDeleted, isTreeCleaned, keysNamed, toDeletions } from '../../src/mqtt/deletion.ts';
import { device, settings, snapshot } from './house.ts';

const id = '48a98a123456';
const client = { kind: 'client', id } as const;
const entry = (name: string | null, more: object = {}) => ({
  macs: ['48:A9:8A:12:34:56'],
  name,
  awayDelayMs: null,
  track: null,
  ...more,
});
const anna = { id: 'anna', name: 'Anna', devices: [] };

describe('a deletion', () => {
  it('of a device that the file does not name ends when the file names it', () => {
    const key = deletionKey(client, settings());
    expect(isDeleted(client, new Set([key]), settings())).toBe(true);
    expect(isDeleted(client, new Set([key]), settings({ devices: [entry(null)] }))).toBe(false);
  });

  it('of a device that the file names already outlives its entry', () => {
    const named = settings({ devices: [entry('Phone')] });
    expect(isDeleted(client, new Set([deletionKey(client, named)]), named)).toBe(true);
  });

  it('goes by the id of the entry', () => {
    const named = settings({ devices: [entry('Phone', { id, macs: ['AA:00:00:00:00:01'] })] });
    expect(deletionKey(client, named)).toBe(`client_${id}:named`);
  });

  it('is undone by another name, or by an entry that is new, of a device and of a person', () => {
    const both = settings({ devices: [entry('Phone')], people: [anna] });
    const keys = [`client_${id}`, `client_${id}:named`];
    expect(keysNamed(both, both)).toEqual([]);
    expect(keysNamed(settings(), both)).toEqual([...keys, 'person_anna', 'person_anna:named']);
    expect(keysNamed(both, settings({ devices: [entry('Tablet')], people: [anna] }))).toEqual(keys);
    expect(keysNamed(both, settings({ devices: [entry('Phone')] }))).toEqual([]);
  });

  it('is listed with the name of what was deleted, as long as that is known', () => {
    const shown = snapshot([device()]);
    expect(toDeletions([`client_${id}:named`, 'person_gone', 'client_3c22fb000001', '?'], shown)).toEqual([
      { deletion_id: `client_${id}:named`, kind: 'client', id, name: 'Phone of a parent' },
      { deletion_id: 'person_gone', kind: 'person', id: 'gone', name: 'gone' },
      { deletion_id: 'client_3c22fb000001', kind: 'client', id: '3c22fb000001', name: '3c22fb000001' },
    ]);
    expect(toDeletions(['bridge', 'ap_48a98a000001'], null)).toMatchObject([
      { kind: 'bridge', id: '', name: 'bridge' },
      { kind: 'ap', id: '48a98a000001' },
    ]);
  });
});

it('more than half, or one that is no device or person, is a cleaned tree', () => {
  expect(isTreeCleaned([client], 2)).toBe(false);
  expect(isTreeCleaned([client], 1)).toBe(true);
  expect(isTreeCleaned([{ kind: 'router', id: 'router' }], 1000)).toBe(true);
});
