/** The counts of the whole house, and what they do not know. */
import { z } from 'zod';
import { countsOf } from './count.ts';
import type { Device } from './device.ts';
import { type Snapshot, snapshotMetaSchema } from './snapshot.ts';

const count = () => z.int().nullable();

export const summarySchema = z.strictObject({
  home: count().describe(
    'Known devices that are home; null while the presence of one of them is unknown, or before leases and access lists were read.',
  ),
  connected: count().describe(
    'Devices on WiFi; null while a table that could list one has not been read for a minute.',
  ),
  known: z.int().describe('Known devices, wherever they are.'),
  guests: count().describe('Devices connected on a guest SSID; null as for connected.'),
  strangers: count().describe(
    'Devices connected that are neither known nor guests; null as for connected, or before leases and access lists were read.',
  ),
  people_home: z.array(z.string()).describe('Names of the people who are certainly home.'),
  home_at_least: z.int().describe('Known devices that are certainly home, also while home is null.'),
  people_unknown: z.array(z.string()).describe('Names of the people whose presence is unknown.'),
  somebody_home: z
    .boolean()
    .nullable()
    .describe(
      'true: a person is certainly home. false: every person is away. null: otherwise. Without people, the known devices decide.',
    ),
});

export type Summary = z.infer<typeof summarySchema>;

export const summaryAnswerSchema = summarySchema.extend({
  snapshot: snapshotMetaSchema.describe('When the data was read, and what it lacks.'),
});

/** Neither known nor on a guest SSID. */
export function isStranger({ known, guest }: Pick<Device, 'known' | 'guest'>): boolean {
  return !known && !guest;
}

export function toSummary(snapshot: Snapshot): Summary {
  const { devices, known, people, areMarksRead } = snapshot;
  const { everywhere } = countsOf(snapshot);
  const knownDevices = [...known].flatMap((id) => devices.get(id) ?? []);
  const home = knownDevices.filter(({ presence }) => presence === 'home').length;
  const isCertain = areMarksRead && knownDevices.every(({ presence }) => presence !== 'unknown');
  const namesOf = (wanted: Device['presence']) =>
    people.filter(({ presence }) => presence === wanted).map(({ name }) => name);
  return {
    home: isCertain ? home : null,
    connected: everywhere?.length ?? null,
    known: known.size,
    guests: everywhere?.filter(({ guest }) => guest).length ?? null,
    strangers: areMarksRead ? (everywhere?.filter(isStranger).length ?? null) : null,
    people_home: namesOf('home'),
    home_at_least: home,
    people_unknown: namesOf('unknown'),
    somebody_home: isSomebodyHome(
      people.length > 0 ? people : knownDevices,
      people.length > 0 || areMarksRead,
    ),
  };
}

/** `isAll`: there are no others. */
function isSomebodyHome(all: readonly { presence: Device['presence'] }[], isAll: boolean): boolean | null {
  if (all.some(({ presence }) => presence === 'home')) return true;
  return isAll && all.length > 0 && all.every(({ presence }) => presence === 'away') ? false : null;
}
