/**
 * `npm run bench:presence`: a simulated month of twenty people with ground truth, judged by this program's rules and by those of others.
 * Phones doze, roam, change their MAC; routers hang, answer nothing or rubbish, reboot; an access point that both manage, and met by its IP
 * address, moves from one to the other and drops out. Everything follows from the seed.
 */
import { type Menu, menuPaths } from '../../src/parse/menu.ts';
import type { Reading } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import type { Settings } from '../../src/presence/settings.ts';
import { step } from '../../src/world/step.ts';
import { newWorld } from '../../src/world/world.ts';
import { readingOf } from '../capture.ts';
import { createRandom } from '../../src/demo/random.ts';

const PEOPLE = 20;
const OUTAGES = 30;
const POLL_S = 10;
const MONTH_S = 30 * 86_400;
const AWAY_DELAY_S = 180;
const BOOT_GRACE_S = 180;
const START = Date.UTC(2026, 10, 1);
const ROUTERS = ['hall', 'garden'] as const;

const CAP = { mac: '02:CA:00:00:00:01', address: '192.168.88.30' };
const CAP_INTERFACE = 'cap-wifi1';
const CAP_MOVES_EVERY_S = 2.5 * 86_400;
/** Between two managers it is with none. */
const CAP_MOVES_FOR_S = 40;
const CAP_OUTAGES = 10;

type Trouble = 'hang' | 'dead' | 'empty' | 'partial' | 'reboot';
interface Outage {
  router: (typeof ROUTERS)[number];
  fromS: number;
  toS: number;
  trouble: Trouble;
}
interface Stay {
  fromS: number;
  toS: number;
}
interface Phone {
  macs: string[];
  stays: Stay[];
  seed: number;
}

/** Home or not, told by a rule; null where it says that it does not know. */
type Verdicts = readonly (boolean | null)[];

function phones(): Phone[] {
  return Array.from({ length: PEOPLE }, (_, index) => {
    const chance = createRandom(1000 + index);
    const stays: Stay[] = [];
    for (let atS = Math.floor(chance() * 3600); atS < MONTH_S; ) {
      const toS = atS + 1800 + Math.floor(chance() * 14 * 3600);
      stays.push({ fromS: atS, toS: Math.min(toS, MONTH_S) });
      atS = toS + 600 + Math.floor(chance() * 9 * 3600);
    }
    const macs = [0, 1, 2].map((variant) => `02:00:00:00:${hex(index)}:${hex(variant)}`);
    return { macs, stays, seed: index };
  });
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}

function outages(): Outage[] {
  const chance = createRandom(77);
  const troubles: Trouble[] = ['hang', 'dead', 'empty', 'partial', 'reboot'];
  return Array.from({ length: OUTAGES }, (_, index) => {
    const fromS = Math.floor(chance() * (MONTH_S - 20_000));
    const trouble = troubles[index % troubles.length]!;
    // a table wrongly empty or partial for longer cannot be told from a departure
    const longestS = trouble === 'empty' || trouble === 'partial' ? 20 : trouble === 'reboot' ? 90 : 4 * 3600;
    return { router: ROUTERS[index % 2]!, fromS, toS: fromS + 10 + Math.floor(chance() * longestS), trouble };
  });
}

/** When the access point of both managers has no power, for up to two hours. */
function capOutages(): Stay[] {
  const chance = createRandom(78);
  return Array.from({ length: CAP_OUTAGES }, () => {
    const fromS = Math.floor(chance() * (MONTH_S - 20_000));
    return { fromS, toS: fromS + 60 + Math.floor(chance() * 7200) };
  });
}

/** The manager of the access point; null while it is with none. */
function managerAt(atS: number, gone: readonly Stay[]): string | null {
  if (gone.some(({ fromS, toS }) => fromS <= atS && atS < toS)) return null;
  if (atS > CAP_MOVES_EVERY_S && atS % CAP_MOVES_EVERY_S < CAP_MOVES_FOR_S) return null;
  return ROUTERS[Math.floor(atS / CAP_MOVES_EVERY_S) % 2]!;
}

/** Where a phone is associated at this second; null while it dozes or is out. Dozes last up to two minutes. */
function associationOf(
  phone: Phone,
  stay: Stay | undefined,
  atS: number,
  manager: string | null,
): { mac: string; router: string; interface: string } | null {
  if (stay === undefined) return null;
  const slot = Math.floor(atS / 600);
  const chance = createRandom(phone.seed * 7919 + slot);
  const dozeFromS = chance() * 480;
  const dozeS = chance() < 0.5 ? chance() * 120 : 0;
  const inSlotS = atS % 600;
  // it always shows itself on arriving
  if (atS - stay.fromS > 60 && inSlotS >= dozeFromS && inSlotS < dozeFromS + dozeS) return null;
  const mac = phone.macs[Math.floor(stay.fromS / 86_400) % phone.macs.length]!;
  const router = ROUTERS[chance() < 0.7 ? 0 : 1]!;
  const where = chance();
  if (where >= 0.6) return manager === null ? null : { mac, router: manager, interface: CAP_INTERFACE };
  return { mac, router, interface: where < 0.3 ? 'wifi1' : 'wifi2' };
}

function readingFor(
  router: string,
  rows: Row[],
  trouble: Trouble | null,
  upS: number,
  atS: number,
  isManager: boolean,
): Reading {
  const shown =
    trouble === 'empty' ? [] : trouble === 'partial' ? rows.slice(0, Math.floor(rows.length / 2)) : rows;
  const menus: Partial<Record<Menu, Row | Row[]>> = {
    'interface/wifi/registration-table': shown,
    'interface/wifi': [
      { name: 'wifi1', 'default-name': 'wifi1' },
      { name: 'wifi2', 'default-name': 'wifi2' },
      ...(isManager ? [{ name: CAP_INTERFACE, cap: `Attic@${CAP.address}` }] : []),
    ],
    'interface/wifi/radio': [],
    'interface/wifi/capsman/remote-cap': isManager
      ? [{ 'base-mac': CAP.mac, identity: 'Attic', address: CAP.address, state: 'Ok' }]
      : [],
    'system/resource': { uptime: `${upS}s` },
    'ip/dhcp-server/lease': [],
    'ip/arp': [],
  };
  const isDown = trouble === 'hang' || trouble === 'dead' || trouble === 'reboot';
  const reading = readingOf(menus, {
    router,
    startedAt: START + atS * 1000,
    failed: isDown ? menuPaths : [],
  });
  return { ...reading, startedMonotonicMs: atS * 1000 };
}

interface Tally {
  falseDepartures: number;
  missedDepartures: number;
  unknowns: number;
  departureS: number[];
  arrivalS: number[];
}

function judge(
  verdicts: Map<number, Verdicts>,
  people: Phone[],
  troubledS: (fromS: number, toS: number) => number,
): Tally {
  const tally: Tally = { falseDepartures: 0, missedDepartures: 0, unknowns: 0, departureS: [], arrivalS: [] };
  people.forEach((phone, person) => {
    const told = [...verdicts].map(([atS, all]) => [atS, all[person]!] as [number, boolean | null]);
    let index = 0;
    phone.stays.forEach((stay, number) => {
      const nextFromS = phone.stays[number + 1]?.fromS ?? MONTH_S;
      let arrivedS: number | null = null;
      let departedS: number | null = null;
      let wasHome = false;
      for (; index < told.length && told[index]![0] < nextFromS; index++) {
        const [atS, home] = told[index]!;
        if (atS < stay.fromS) continue;
        if (home === null) tally.unknowns++;
        if (atS < stay.toS) {
          if (home === true) arrivedS ??= atS;
          if (home === false && wasHome) tally.falseDepartures++;
        } else if (home === false) departedS ??= atS;
        if (home !== null) wasHome = home;
      }
      const firstShownS = Math.ceil(stay.fromS / POLL_S) * POLL_S;
      if (arrivedS !== null) tally.arrivalS.push(arrivedS - firstShownS - troubledS(firstShownS, arrivedS));
      const awayS = nextFromS - stay.toS - troubledS(stay.toS, nextFromS);
      if (departedS !== null) tally.departureS.push(departedS - stay.toS - troubledS(stay.toS, departedS));
      else if (awayS > 2 * AWAY_DELAY_S && stay.toS < MONTH_S) tally.missedDepartures++;
    });
  });
  return tally;
}

export function benchPresence(print: (line: string) => void): void {
  const people = phones();
  const troubles = outages();
  const gone = capOutages();
  const settings: Settings = {
    pollIntervalMs: POLL_S * 1000,
    awayDelayMs: AWAY_DELAY_S * 1000,
    unknownAfterMs: 900_000,
    routers: ROUTERS.map((id) => ({ id, zone: 'home' })),
    devices: people.map(({ macs }, index) => ({ macs, name: `Phone ${index}`, awayDelayMs: null })),
    accessPoints: [],
  };
  const ids = people.map(({ macs }) => macs[0]!.replaceAll(':', '').toLowerCase());
  // the panel is always there, so that an empty table is never right
  const panels = ROUTERS.map(
    (_, index): Row => ({ 'mac-address': `02:00:00:00:FF:0${index}`, interface: 'wifi1', signal: '-60' }),
  );
  let world = newWorld(settings, { at: START, monotonicMs: 0 });
  const lastSeenS = people.map(() => -Infinity);
  const rules = new Map<string, Map<number, Verdicts>>(
    ['mikrotik-presence', 'Home Assistant core mikrotik', 'tomaae mikrotik_router', 'wifi-presence'].map(
      (name) => [name, new Map()],
    ),
  );
  const stayIndex = people.map(() => 0);
  const bootedS: Record<string, number> = { hall: -1e6, garden: -1e6 };
  let lastShare = -1;
  for (let atS = 0; atS < MONTH_S; atS += POLL_S) {
    const manager = managerAt(atS, gone);
    const rows: Record<string, Row[]> = { hall: [panels[0]!], garden: [panels[1]!] };
    people.forEach((phone, person) => {
      while (phone.stays[stayIndex[person]!] !== undefined && phone.stays[stayIndex[person]!]!.toS <= atS)
        stayIndex[person]!++;
      const stay = phone.stays[stayIndex[person]!];
      const present = stay !== undefined && stay.fromS <= atS ? stay : undefined;
      const found = associationOf(phone, present, atS, manager);
      if (found !== null)
        rows[found.router]!.push({
          'mac-address': found.mac,
          interface: found.interface,
          signal: '-60',
          uptime: '5m',
        });
    });
    const shownMacs = new Set<string>();
    let areAllRead = true;
    for (const router of ROUTERS) {
      const outage = troubles.find((each) => each.router === router && each.fromS <= atS && atS < each.toS);
      if (outage?.trouble === 'reboot') bootedS[router] = outage.toS;
      const upS = Math.max(1, atS - bootedS[router]!);
      const reading = readingFor(
        router,
        rows[router]!,
        outage?.trouble ?? null,
        upS,
        atS,
        manager === router,
      );
      world = step(world, { type: 'reading', reading }, settings, {
        at: START + atS * 1000,
        monotonicMs: atS * 1000,
      }).world;
      const table = reading.tables['interface/wifi/registration-table'];
      if (table.status === 'complete') for (const row of table.rows) shownMacs.add(row.macAddress);
      else areAllRead = false;
    }
    world = step(world, { type: 'tick' }, settings, {
      at: START + atS * 1000,
      monotonicMs: atS * 1000,
    }).world;
    const shown = people.map(({ macs }) => macs.some((mac) => shownMacs.has(mac)));
    shown.forEach((isShown, person) => {
      if (isShown) lastSeenS[person] = atS;
    });
    const put = (name: string, verdicts: Verdicts) => rules.get(name)!.set(atS, verdicts);
    put(
      'mikrotik-presence',
      ids.map((id) => {
        const { presence } = world.devices.get(id)!;
        return presence === 'unknown' ? null : presence === 'home';
      }),
    );
    // a failed read is an empty list; home for 300 s after the last sighting
    put(
      'Home Assistant core mikrotik',
      lastSeenS.map((seenS) => atS - seenS <= 300),
    );
    // no delay for wireless; a failed update makes its entities unavailable
    put(
      'tomaae mikrotik_router',
      shown.map((isShown) => (areAllRead ? isShown : null)),
    );
    // ten seconds of debounce; it ends when its access point does
    put(
      'wifi-presence',
      lastSeenS.map((seenS) => atS - seenS <= 10),
    );
    const share = Math.floor((atS / MONTH_S) * 10);
    if (share !== lastShare && process.stderr.isTTY)
      process.stderr.write(`\rday ${Math.floor(atS / 86_400)} of 30`);
    lastShare = share;
  }
  if (process.stderr.isTTY) process.stderr.write('\r');

  const troubledS = (fromS: number, toS: number) => {
    let sum = 0;
    for (const { fromS: beginS, toS: endS, trouble } of troubles) {
      const afterS =
        trouble === 'reboot'
          ? BOOT_GRACE_S
          : trouble === 'empty' || trouble === 'partial'
            ? 3 * POLL_S
            : POLL_S;
      sum += Math.max(0, Math.min(toS, endS + afterS) - Math.max(fromS, beginS));
    }
    for (const { fromS: beginS, toS: endS } of gone)
      sum += Math.max(0, Math.min(toS, endS + 3 * POLL_S) - Math.max(fromS, beginS));
    return sum;
  };
  print(
    `\nA simulated month: ${PEOPLE} people, ${people.reduce((sum, { stays }) => sum + stays.length, 0)} stays at home, ${OUTAGES} outages of routers, ${CAP_OUTAGES} of an access point that has two managers, a poll every ${POLL_S} s, away delay ${AWAY_DELAY_S} s.`,
  );
  print(
    'A false departure is one told while the phone is at home. Seconds without those in which a router was in trouble.\n',
  );
  print(`${'rules'.padEnd(30)} false     missed    departure seen after     arrival seen after   unknown`);
  for (const [name, verdicts] of rules) {
    const { falseDepartures, missedDepartures, unknowns, departureS, arrivalS } = judge(
      verdicts,
      people,
      troubledS,
    );
    const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), 0);
    const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    const unknownHours = ((unknowns * POLL_S) / 3600).toFixed(1);
    print(
      `${name.padEnd(30)} ${String(falseDepartures).padEnd(9)} ${String(missedDepartures).padEnd(9)} ${`median ${middle(departureS)}, most ${most(departureS)} s`.padEnd(24)} ${`most ${most(arrivalS)} s`.padEnd(20)} ${unknownHours} h`,
    );
  }
}
