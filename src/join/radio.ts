/** What is true of a radio is true of every interface on it: band, channel, width and power, by whichever row tells them. */
import type { Dialect } from '../parse/dialect.ts';
import { dialects } from '../parse/dialect.ts';
import type { RadioState, WifiInterface } from '../parse/interface.ts';
import { radioKey, type Reading, rowsOf } from '../parse/reading.ts';
import { type Band, bandOf } from '../parse/value.ts';
import type { Registration } from '../parse/registration.ts';
import type { Locator } from './place.ts';

export interface RadioFacts extends RadioState {
  band: Band | null;
}

const nothing: RadioFacts = {
  band: null,
  channel: null,
  frequencyMhz: null,
  channelWidth: null,
  txPowerDbm: null,
};

/**
 * The facts of the radio below an interface, by its name. Precedence: 1. the interface's own row; 2. its master's; 3. those of the other
 * interfaces on the radio; 4. `monitor`; the band also by what the radio can do, then by the registrations on it.
 */
export function createRadios(
  reading: Reading,
  source: Dialect,
  locator: Locator,
  registrations: readonly Registration[],
): (name: string | null) => RadioFacts {
  const menusOf = dialects[source];
  const rows = rowsOf(reading.tables[menusOf.interfaces.path]) ?? [];
  const radios = menusOf.radios === null ? [] : (rowsOf(reading.tables[menusOf.radios.path]) ?? []);
  const radioOf = new Map(radios.map((radio) => [radio.interface, radio]));
  const keyOf = (row: WifiInterface): string => {
    const master = locator.masterOf(row.name) ?? row;
    return radioOf.get(master.name)?.radioMac ?? master.name;
  };

  const told = new Map<string, RadioFacts>();
  const add = (key: string, facts: RadioFacts) => told.set(key, complete(told.get(key) ?? nothing, facts));
  const masters = rows.filter((row) => row.masterInterface === null);
  for (const row of masters) add(keyOf(row), row);
  for (const row of rows) add(keyOf(row), row);
  for (const row of masters) {
    const state = reading.radioStates?.get(radioKey(source, row.name));
    if (state !== undefined) add(keyOf(row), { ...state, band: bandOf(state.frequencyMhz) });
    add(keyOf(row), { ...nothing, band: radioOf.get(row.name)?.band ?? null });
  }
  for (const { interface: name, links, band } of registrations) {
    // an association with several links has one band, which is not that of every link
    const row = links.length === 0 ? locator.interfaceOf(name) : null;
    if (row !== null) add(keyOf(row), { ...nothing, band });
  }

  return (name) => {
    const row = locator.interfaceOf(name);
    return row === null ? nothing : complete(complete(nothing, row), told.get(keyOf(row)) ?? nothing);
  };
}

/** The facts with what they lack; a channel and its frequency stay together. */
function complete(facts: RadioFacts, other: RadioFacts): RadioFacts {
  const tuned = facts.frequencyMhz === null ? other : facts;
  return {
    band: facts.band ?? other.band,
    channel: tuned.channel,
    frequencyMhz: tuned.frequencyMhz,
    channelWidth: facts.channelWidth ?? other.channelWidth,
    txPowerDbm: facts.txPowerDbm ?? other.txPowerDbm,
  };
}
