/** Which radios are asked for their channel by `monitor`: those of which no row tells it, each at most every ten minutes. */
import { type Dialect, dialectNames, dialects } from '../parse/dialect.ts';
import type { Radio, RadioState, WifiInterface } from '../parse/interface.ts';
import type { Menu } from '../parse/menu.ts';
import { radioKey, type Table } from '../parse/reading.ts';

/** A radio that was asked. */
interface Asked {
  /** Start of the poll that asked (monotonic ms). */
  at: number;
  /** Null where the router refused, or did not answer. */
  state: RadioState | null;
}

/** By the radio and its interface: an interface that changes its radio is another one. */
export type Monitored = ReadonlyMap<string, Asked>;

export interface MonitoredRadio {
  key: string;
  dialect: Dialect;
  interface: string;
}

type Tables = ReadonlyMap<Menu, Table<unknown>>;

const EVERY_MS = 600_000;
/** Timers fire a little early or late. */
const SLACK_MS = 500;
/** In one poll: a router with many radios is asked about them in turn. */
const MOST_AT_ONCE = 4;

/** The radios to ask in this poll, those never asked first. */
export function dueRadios(tables: Tables, monitored: Monitored, startedAt: number): MonitoredRadio[] {
  const askedAt = ({ key }: MonitoredRadio) => monitored.get(key)?.at ?? -Infinity;
  return silentRadios(tables)
    .filter((radio) => startedAt - askedAt(radio) + SLACK_MS >= EVERY_MS)
    .sort((a, b) => (askedAt(a) === askedAt(b) ? 0 : askedAt(a) - askedAt(b)))
    .slice(0, MOST_AT_ONCE);
}

/** The memory after some radios were asked. A radio that is gone is forgotten when it might be asked again. */
export function noteRadios(
  monitored: Monitored,
  asked: readonly MonitoredRadio[],
  state: RadioState | null,
  startedAt: number,
): Monitored {
  const kept = [...monitored].filter(([, { at }]) => startedAt - at < 2 * EVERY_MS);
  return new Map([...kept, ...asked.map(({ key }) => [key, { at: startedAt, state }] as const)]);
}

/** The radios of one dialect: a router that refuses the command for one refuses it for all. */
export function radiosOf(tables: Tables, dialect: Dialect): MonitoredRadio[] {
  return silentRadios(tables).filter((radio) => radio.dialect === dialect);
}

/** What is known of the radios that are there, by `radioKey`. */
export function radioStates(tables: Tables, monitored: Monitored): Map<string, RadioState> {
  return new Map(
    silentRadios(tables).flatMap(({ key, dialect, interface: name }) => {
      const state = monitored.get(key)?.state ?? null;
      return state === null ? [] : [[radioKey(dialect, name), state] as const];
    }),
  );
}

/** Enabled radios without any interface that tells a channel. */
function silentRadios(tables: Tables): MonitoredRadio[] {
  return dialectNames.flatMap((dialect) => {
    const { monitor, interfaces, radios } = dialects[dialect];
    if (monitor === null) return [];
    const rows = rowsIn<WifiInterface>(tables, interfaces.path);
    const radioMacs = new Map(
      radios === null
        ? []
        : rowsIn<Radio>(tables, radios.path).map((radio) => [radio.interface, radio.radioMac]),
    );
    const tuned = new Set(
      rows.flatMap((row) => (row.frequencyMhz === null ? [] : [row.masterInterface ?? row.name])),
    );
    return rows
      .filter((row) => row.masterInterface === null && row.disabled !== true && !tuned.has(row.name))
      .map(({ name }) => ({
        key: `${radioMacs.get(name) ?? ''} ${radioKey(dialect, name)}`,
        dialect,
        interface: name,
      }));
  });
}

function rowsIn<T>(tables: Tables, path: Menu): readonly T[] {
  const table = tables.get(path);
  return table?.status === 'complete' ? (table.rows as readonly T[]) : [];
}
