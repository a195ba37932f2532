/**
 * The contents of a state file, entry by entry. Reading and writing share one check, so the reader accepts all that the writer writes.
 * 1. An entry with an impossible value is dropped; every other entry stays.
 * 2. A missing field takes its default. So does a word that this version does not know (a dialect, a band, a presence).
 * 3. Names and other text to show are cleaned: earlier versions kept characters that this one removes.
 * 4. Properties that this version does not know are ignored.
 * A new field needs a default here, and no new version.
 */
import { z } from 'zod';
import { type NameSource, nameSources } from '../join/name.ts';
import { parseMac } from '../parse/mac.ts';
import { byDialect, type Dialect, dialectNames } from '../parse/dialect.ts';
import { type Sliced, visitEach } from '../parse/sliced.ts';
import { cleanText } from '../parse/text.ts';
import type { Remembered, RememberedDevice, RememberedRouter } from '../presence/remember.ts';
import { bands } from '../record/device.ts';
import { findingSchema, type Tracked } from '../record/finding.ts';

export interface SavedState {
  remembered: Remembered;
  /** Keys of the things deleted in Home Assistant, oldest first. */
  deletions: readonly string[];
  /** Devices and people that ceased to be and are offline until they are removed; since when, in epoch ms. */
  lapses?: readonly { key: string; sinceAt: number }[];
  tracked?: Tracked;
}

/** The lists of a state file before their entries are checked. */
export interface Lists {
  devices: readonly unknown[];
  routers: readonly unknown[];
  deletions: readonly unknown[];
  lapses?: readonly unknown[];
  findings?: readonly unknown[];
  endedFindings?: readonly unknown[];
}

export interface Checked {
  state: SavedState;
  /** How many entries there were, dropped ones included. */
  entryCount: number;
  droppedCount: number;
  /** The first dropped entries: where each was, and what was wrong. */
  examples: readonly string[];
}

export const MOST_DELETIONS = 100_000;
const MOST_EXAMPLES = 3;
/** The last moment of the year 9999: later ones have no date. */
const LAST_MOMENT = 253_402_300_799_999;

const text = z.string().max(512);
const shown = text.transform((value) => cleanText(value));
const shownOrNull = shown.nullable().default(null);
const moment = z.number().min(0).max(LAST_MOMENT).nullable().default(null);
const flag = z.boolean().default(false);
const mac = z.string().refine((value) => parseMac(value) === value, 'is no MAC address');
const accessPointRef = z.object({ id: text, name: shownOrNull });

const source = z.enum(dialectNames);
const presence = z.enum(['home', 'away', 'unknown']);

const placeSchema = z.object({
  router: text,
  source,
  accessPoint: accessPointRef.nullable().default(null),
  interface: shownOrNull,
  ssid: shownOrNull,
  band: z.enum(bands).nullable().default(null),
});

/** Null when no character of the name is visible. */
function nameFrom<T extends z.ZodType<NameSource>>(nameSource: T) {
  return z
    .object({ name: shown, source: nameSource })
    .transform((found) => (found.name === null ? null : { ...found, name: found.name }))
    .nullable()
    .default(null);
}

const deviceSchema = z.object({
  macAddress: mac,
  presence: presence.default('unknown'),
  presenceSinceAt: moment,
  homeSinceAt: moment,
  firstSeenAt: moment,
  lastSeenAt: moment,
  zone: shownOrNull,
  place: placeSchema.nullable().default(null),
  isAttached: flag,
  ssids: z.array(text).max(16).default([]),
  name: nameFrom(z.enum(nameSources)),
  pageName: shownOrNull,
  hostName: shownOrNull,
  comment: shownOrNull,
  isMarked: flag,
});

/** A word that this version may not know. */
function word<T extends string, F extends T | null>(known: z.ZodType<T>, unknown: F) {
  return text.transform((value) => known.safeParse(value).data ?? unknown);
}

/** A device with words of another version. It is slower to read, so it is tried second. */
const foreignDeviceSchema: z.ZodType<RememberedDevice> = deviceSchema.extend({
  presence: word(presence, 'unknown').default('unknown'),
  place: placeSchema
    .extend({ source: word(source, null), band: word(z.enum(bands), null).nullable().default(null) })
    // without its dialect, no table can say anything about the device
    .transform((place) => (place.source === null ? null : { ...place, source: place.source }))
    .nullable()
    .default(null),
  // it stays until a router offers a host name or better
  name: nameFrom(word(z.enum(nameSources), 'host_name')),
});

const capSchema = z.object({
  source,
  baseMac: mac,
  identity: shownOrNull,
  name: shownOrNull,
  boardName: shownOrNull,
  version: shownOrNull,
  serialNumber: shownOrNull,
  address: shownOrNull,
  state: shownOrNull,
  connectedMs: z.number().nullable().default(null),
  uptimeMs: z.number().nullable().default(null),
});

const accessPointSchema = z.object({
  ref: accessPointRef,
  source,
  cap: capSchema.nullable().default(null),
  missingSinceAt: moment,
});

const dialectSchema = z.object({ met: flag, everHeld: flag, inventoryRead: flag });
type DialectState = z.infer<typeof dialectSchema>;
/** Of a dialect that this version reads and the file does not know: nothing was ever seen of it. */
const noDialect: DialectState = dialectSchema.parse({});

const routerSchema = z.object({
  router: text,
  everAnswered: flag,
  areMarksRead: z.boolean().optional(),
  dialects: z.record(z.string(), z.unknown()).default({}),
  accessPoints: z.array(z.unknown()).default([]),
  ssids: z.array(text).max(1024).default([]),
  ownMacs: z.array(mac).max(100_000).default([]),
});

const deletion = z.string().max(256);
const lapse = z.object({ key: z.string().max(256), sinceAt: z.number().min(0).max(LAST_MOMENT) });

/** Keeps the entries that a state file may hold. Never throws. */
export function* checkEntries(lists: Lists): Sliced<Checked> {
  const { devices, routers, deletions, lapses = [], findings = [], endedFindings = [] } = lists;
  const report: Report = { entryCount: 0, droppedCount: 0, examples: [] };
  const keptDevices: RememberedDevice[] = [];
  yield* visitEach(devices.entries(), ([index, device]) => {
    const checked = keepDevice(device, `devices[${index}]`, report);
    if (checked !== null) keptDevices.push(checked);
  });
  const kept = {
    devices: keptDevices,
    routers: keepList([routerSchema], routers, 'routers', report).map((router) => toRouter(router, report)),
  };
  const excess = Math.max(0, deletions.length - MOST_DELETIONS);
  report.entryCount += excess;
  if (excess > 0) drop(report, `deletions: the oldest of more than ${MOST_DELETIONS}`, excess);
  const newest = keepList([deletion], deletions.slice(excess), 'deletions', report);
  const lasting = keepList([lapse], lapses, 'lapses', report);
  const tracked = {
    findings: keepList([findingSchema], findings, 'findings', report),
    ended: keepList([findingSchema], endedFindings, 'endedFindings', report),
  };
  return { state: { remembered: kept, deletions: newest, lapses: lasting, tracked }, ...report };
}

type Schemas<T> = readonly z.ZodType<T>[];
type Report = Omit<Checked, 'state' | 'examples'> & { examples: string[] };

function toRouter(router: z.infer<typeof routerSchema>, report: Report): RememberedRouter {
  const at = `router ${quote(router.router)}`;
  const dialectOf = (name: Dialect) =>
    keep([dialectSchema], router.dialects[name] ?? {}, `${at}: dialects.${name}`, report) ?? noDialect;
  return {
    router: router.router,
    everAnswered: router.everAnswered,
    // older versions do not say
    areMarksRead: router.areMarksRead ?? router.everAnswered,
    dialects: byDialect(dialectOf),
    accessPoints: keepList([accessPointSchema], router.accessPoints, `${at}: accessPoints`, report),
    ssids: router.ssids,
    ownMacs: router.ownMacs,
  };
}

/** Devices that were checked before: the same value is not checked twice. */
const checkedDevices = new WeakMap<object, RememberedDevice>();

function keepDevice(entry: unknown, at: string, report: Report): RememberedDevice | null {
  if (typeof entry !== 'object' || entry === null) return keep([deviceSchema], entry, at, report);
  const known = checkedDevices.get(entry);
  if (known !== undefined) {
    report.entryCount++;
    return known;
  }
  const checked = keep([deviceSchema, foreignDeviceSchema], entry, at, report);
  if (checked !== null) checkedDevices.set(entry, checked);
  return checked;
}

/** Each entry as the first of the schemas that accepts it reads it. */
function keepList<T>(schemas: Schemas<T>, entries: readonly unknown[], at: string, report: Report): T[] {
  return entries.flatMap((entry, index) => keep(schemas, entry, `${at}[${index}]`, report) ?? []);
}

function keep<T>(schemas: Schemas<T>, entry: unknown, at: string, report: Report): T | null {
  report.entryCount++;
  for (const schema of schemas) {
    const checked = schema.safeParse(entry);
    if (checked.success) return checked.data;
  }
  const { path, message } = schemas.at(-1)!.safeParse(entry).error!.issues[0]!;
  drop(report, `${[at, ...path].join('.')}: ${message}`);
  return null;
}

function drop(report: Report, example: string, count = 1): void {
  report.droppedCount += count;
  if (report.examples.length < MOST_EXAMPLES) report.examples.push(example);
}

function quote(id: string): string {
  return JSON.stringify(id.slice(0, 64));
}
