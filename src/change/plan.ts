/** What a change would do: made from fresh reads, reviewed by a person, and followed to the letter when it is applied. */
import type { RowValues } from '../parse/write.ts';
import type { Edit } from './edit.ts';
import { toText } from './bytes.ts';

/** A fact that must still hold when the change begins: null: the property is not set. */
export interface Premise {
  menu: string;
  /** Exactly one row has it. */
  key: RowValues;
  values: Readonly<Record<string, string | null>>;
}

/** The rows that a key names have exactly these names: nothing else uses the object. */
export interface Use {
  menu: string;
  key: RowValues;
  names: string[];
}

/** What every row that the key names must show at the end of the watch. */
export interface Effect {
  menu: string;
  key: RowValues;
  values: Readonly<Record<string, string>>;
}

export interface Affected {
  radios: string[];
  access_points: string[];
  ssids: string[];
  devices: { device_id: string; name: string }[];
}

export type CutsOff = 'service' | 'approver';

export interface Plan {
  router: string;
  object: { menu: string; name: string };
  edits: Edit[];
  /** What its end takes back: `edits`, or what an earlier change wrote. */
  ends: Edit[];
  premises: Premise[];
  uses?: Use[];
  effects?: Effect[];
  /** The watch is at least so long: a radar check must be over. */
  watchMs?: number;
  affects: Affected;
  /** Interfaces whose devices must be on the network at the end of the watch. */
  interfaces: string[];
  /** Devices that the action means to put off the air. */
  offline: string[];
  interruptionSeconds: number;
  cutsOff: CutsOff[];
  /** A sentence: what undoes it. */
  undo: string;
  /** A sentence: what is read to prove it. */
  proof: string;
  guarded: boolean;
  /** It ends by itself after this long; null: never. */
  forMs: number | null;
  /** Names of the scheduler entries that end earlier changes, on the router or not: when it is kept, they end nothing. */
  supersedes?: readonly string[];
  /** The end is an entry of the router's scheduler; else the service sees to it. */
  endsOnRouter: boolean;
}

export interface Refusal {
  result: 'refused';
  /** Sentences: the rule, and what to do instead. */
  reason: string;
  /** What one types on the router so that it becomes possible. */
  commands: readonly string[];
}

/** What an action makes of an input. */
export type Proposal =
  | { result: 'planned'; plan: Plan }
  | Refusal
  | { result: 'no_change'; reason: string }
  | { result: 'invalid'; parameter: string; message: string }
  /** The router could not be read. */
  | { result: 'unreadable'; reason: string };

/** One property of one object, for a person. */
export interface PlannedProperty {
  name: string;
  from: string | null;
  to: string | null;
  /** The value is the object's own; false: inherited. */
  own: boolean;
}

/** Every property that the edits touch. A secret is in none of them. */
export function plannedProperties(edits: readonly Edit[]): PlannedProperty[] {
  return edits.flatMap((edit): PlannedProperty[] => {
    const show = (value: string | null) => (value === null ? null : toText(value));
    switch (edit.kind) {
      case 'set':
        return Object.keys(edit.to).map((name) => ({
          name: `${edit.menu} ${name}`,
          from: show(edit.from[name] ?? null),
          to: show(edit.to[name] ?? null),
          // put back by unsetting it: the value was inherited
          own: edit.from[name] == null || edit.writes?.back[name] !== null,
        }));
      case 'add':
        return [{ name: edit.menu, from: null, to: words(edit.values), own: true }];
      case 'remove':
        return [{ name: edit.menu, from: words(edit.values), to: null, own: true }];
      case 'make-static':
        return [{ name: `${edit.menu} dynamic`, from: 'true', to: 'false', own: true }];
      case 'kick':
      case 'restart':
        return [];
    }
  });
}

function words(values: RowValues): string {
  return Object.entries(values)
    .filter(([name]) => name !== 'on-event')
    .map(([name, value]) => `${name}=${toText(value) ?? ''}`)
    .join(' ');
}

/** What the digest is made of: everything that was reviewed, in one order. */
export function canonicalPlan(action: string, plan: Plan): string {
  return JSON.stringify([action, sorted(plan)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
