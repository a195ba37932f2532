/**
 * `npm run bench:presence [days]`: a simulated month of twenty people with ground truth, judged by this program's rules and by those of others.
 * Phones doze, roam, change their MAC; routers hang, answer nothing or rubbish, reboot; an access point that both manage, and met by its IP
 * address, moves from one to the other and drops out. Everything follows from the seed.
 */
import { createRandom } from '../../src/demo/random.ts';
import type { Row } from '../../src/parse/row.ts';
import type { Settings } from '../../src/presence/settings.ts';
import { newWorld } from '../../src/world/world.ts';
import * as simulated from './month.ts';
import { judge, VERDICT } from './verdict.ts';
import { step } from '../at-once.ts';

const { POLL_S, ROUTERS } = simulated;
const AWAY_DELAY_S = 180;
const BOOT_GRACE_S = 180;

const RULES = [
  'mikrotik-presence',
  'Home Assistant core mikrotik',
  'tomaae mikrotik_router',
  'wifi-presence',
] as const;
type Rule = (typeof RULES)[number];

/** A question to a router with the user of the polls may take half of the time between two of them, so a poll may be answered so late. */
const LATEST_S = POLL_S / 2;

export function benchPresence(print: (line: string) => void, days: number): void {
  const month = simulated.createMonth(days);
  const { phones, outages, capOutages } = month;
  print(
    `\nA simulated month of ${days} days: ${phones.length} people, ${phones.reduce((sum, { stays }) => sum + stays.length, 0)} stays at home, ${outages.length} outages of routers, ${capOutages.length} of an access point that has two managers, a poll every ${POLL_S} s, away delay ${AWAY_DELAY_S} s.`,
  );
  print(
    'A false departure is one told while the phone is at home. Seconds without those in which a router was in trouble.\n',
  );
  print(`${'rules'.padEnd(30)} false     missed    departure seen after     arrival seen after   unknown`);
  const lateness = createRandom(79);
  const late = play(month, () => Math.floor(lateness() * (LATEST_S + 1))).get('mikrotik-presence')!;
  const rows: [string, Uint8Array][] = [...play(month, () => 0)];
  rows.splice(1, 0, [`… polls up to ${LATEST_S} s late`, late]);
  for (const [rule, told] of rows) {
    const { falseDepartures, missedDepartures, unknowns, departureS, arrivalS } = judge(
      told,
      month,
      AWAY_DELAY_S,
      (fromS, toS) => troubledS(month, fromS, toS),
    );
    const unknownHours = ((unknowns * POLL_S) / 3600).toFixed(1);
    print(
      `${rule.padEnd(30)} ${String(falseDepartures).padEnd(9)} ${String(missedDepartures).padEnd(9)} ${`median ${middle(departureS)}, most ${most(departureS)} s`.padEnd(24)} ${`most ${most(arrivalS)} s`.padEnd(20)} ${unknownHours} h`,
    );
  }
}

/** What each rule tells of each phone at each poll. `lateS`: seconds by which a poll is late. */
function play(month: simulated.Month, lateS: () => number): Map<Rule, Uint8Array> {
  const { phones, endS } = month;
  const polls = Math.ceil(endS / POLL_S);
  const settings: Settings = {
    pollIntervalMs: POLL_S * 1000,
    awayDelayMs: AWAY_DELAY_S * 1000,
    unknownAfterMs: 900_000,
    routers: ROUTERS.map((id) => ({ id, zone: 'home' })),
    devices: phones.map(({ macs }, index) => ({ macs, name: `Phone ${index}`, awayDelayMs: null })),
    accessPoints: [],
  };
  const ids = phones.map(({ macs }) => macs[0]!.replaceAll(':', '').toLowerCase());
  const personOf = new Map(phones.flatMap(({ macs }, person) => macs.map((mac) => [mac, person] as const)));
  const told = new Map(RULES.map((rule) => [rule, new Uint8Array(phones.length * polls)]));
  const watch = simulated.createPhoneWatch(month);
  const lastSeenS = phones.map(() => -Infinity);
  const bootedS = { hall: -1e6, garden: -1e6 };
  let world = newWorld(settings, simulated.instantAt(0));
  for (let poll = 0; poll < polls; poll++) {
    const atS = poll * POLL_S + lateS();
    const now = simulated.instantAt(atS);
    const manager = simulated.managerAt(atS, month);
    // the panels are always there, so that an empty table is never right
    const rows = { hall: [panelOf(0, atS)], garden: [panelOf(1, atS)] };
    for (const { mac, router, interface: name, sinceS } of watch(atS, manager))
      rows[router].push({ 'mac-address': mac, interface: name, signal: '-60', uptime: `${atS - sinceS}s` });
    const shown = phones.map(() => false);
    let areAllRead = true;
    for (const router of ROUTERS) {
      const outage = simulated.outageAt(atS, router, month);
      if (outage?.trouble === 'reboot') bootedS[router] = outage.toS;
      const reading = simulated.readingAt(atS, router, rows[router], {
        trouble: outage?.trouble ?? null,
        upS: Math.max(1, atS - bootedS[router]),
        isManager: manager === router,
      });
      world = step(world, { type: 'reading', reading }, settings, now).world;
      const table = reading.tables['interface/wifi/registration-table'];
      if (table.status !== 'complete') areAllRead = false;
      else
        for (const { macAddress } of table.rows) {
          const person = personOf.get(macAddress);
          if (person !== undefined) shown[person] = true;
        }
    }
    world = step(world, { type: 'tick' }, settings, now).world;
    phones.forEach((_, person) => {
      if (shown[person]!) lastSeenS[person] = atS;
      const place = person * polls + poll;
      const unseenS = atS - lastSeenS[person]!;
      const put = (rule: Rule, verdict: number) => (told.get(rule)![place] = verdict);
      put('mikrotik-presence', VERDICT[world.devices.get(ids[person]!)!.presence]);
      // a failed read is an empty list; home for 300 s after the last sighting
      put('Home Assistant core mikrotik', Number(unseenS <= 300));
      // no delay for wireless; a failed update makes its entities unavailable
      put('tomaae mikrotik_router', areAllRead ? Number(shown[person]!) : VERDICT.unknown);
      // ten seconds of debounce; it ends when its access point does
      put('wifi-presence', Number(unseenS <= 10));
    });
    if ((poll * POLL_S) % 86_400 === 0 && process.stderr.isTTY)
      process.stderr.write(`\rday ${(poll * POLL_S) / 86_400} of ${endS / 86_400}`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r');
  return told;
}

function panelOf(index: number, atS: number): Row {
  return {
    'mac-address': `02:00:00:00:FF:0${index}`,
    interface: 'wifi1',
    signal: '-60',
    uptime: `${atS + 1}s`,
  };
}

/** Seconds of a span in which a router, or the access point of both, was in trouble or has just recovered. */
function troubledS({ outages, capOutages }: simulated.Month, fromS: number, toS: number): number {
  let sum = 0;
  const add = (beginS: number, endS: number) => {
    sum += Math.max(0, Math.min(toS, endS) - Math.max(fromS, beginS));
  };
  for (const { fromS: beginS, toS: endS, trouble } of outages) {
    const isBelieved = trouble === 'empty' || trouble === 'partial';
    add(beginS, endS + (trouble === 'reboot' ? BOOT_GRACE_S : isBelieved ? 3 * POLL_S : POLL_S));
  }
  for (const { fromS: beginS, toS: endS } of capOutages) add(beginS, endS + 3 * POLL_S);
  return sum;
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
