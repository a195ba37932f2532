/** Eight hours in which a phone may not join although its owner is at home, on a clock that runs as fast as it can. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config/config.ts';
import { defaults } from '../../src/config/read.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { createService } from '../../src/service/service.ts';
import { openStateFile } from '../../src/state/state-file.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createTime, HOUR, MINUTE } from '../drill/time.ts';
import { type Edit, rowsOf, startEditedRouters, withRows } from './edited-router.ts';
import type { Outcome } from './observe.ts';
import type { Line } from './program.ts';

const PHONE = "Anna's phone";
const REGISTRATIONS = 'interface/wifi/registration-table';
const RULES = 'interface/wifi/access-list';

/** What keeps the phone off: a rule that is made at ten, one that has its hours, or its network that is off. */
export type Hindrance = 'block' | 'block by hours' | 'SSID off';

export async function playNight(what: Hindrance): Promise<Outcome> {
  const time = createTime();
  const network = await startNetwork({ seed: 7, now: time.true });
  network.house.pause();
  const behind = await startEditedRouters(network, time.true);
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-night-'));
  const lines: Line[] = [];
  const log = createLog({
    level: 'info',
    format: 'json',
    destination: { write: (text: string) => lines.push(JSON.parse(text) as Line) },
  });
  const config: Config = {
    ...defaults.config,
    pollIntervalMs: MINUTE,
    awayDelayMs: 3 * MINUTE,
    stateDir,
    routers: behind.routers.map(({ url, username, password }, index) => ({
      ...defaults.router,
      id: `r${index}`,
      url,
      username,
      password,
    })),
  };
  const phone = network.house.devices().find(({ name }) => name === PHONE)!;
  const kept = network.house
    .devices()
    .filter(({ connected, ssid }) => connected && what === 'SSID off' && ssid === phone.ssid);
  const keptOff = new Set([phone, ...kept].map(({ mac }) => mac.toUpperCase()));
  const ids = [...keptOff].map((mac) => mac.replaceAll(':', '').toLowerCase());
  // a loop for each router, and the tick
  time.begin(config.routers.length + 1);
  const stateFile = openStateFile(stateDir, time.now());
  const service = createService({ config, log, stateFile, clock: time });
  const seen = new Set<string>();
  const faults: string[] = [];
  service.snapshot.subscribe(({ devices }) => {
    for (const id of ids) seen.add(String(devices.get(id)?.presence));
  });
  const presences = () => ids.map((id) => service.snapshot.current()?.devices.get(id)?.presence);
  try {
    service.start();
    const later = atNight(what, phone, keptOff, () => new Date(time.true()).getUTCHours());
    if (what === 'block by hours') behind.routers.forEach((_, index) => behind.edit(index, later));
    // from eight in the morning to ten at night
    await time.pass(14 * HOUR);
    if (presences().some((presence) => presence !== 'home')) faults.push('never well before');
    lines.length = 0;
    seen.clear();
    behind.routers.forEach((_, index) => behind.edit(index, later));
    // looked at shortly before six
    await time.pass(8 * HOUR - 2 * MINUTE);
    const [record] = ids.map((id) => service.snapshot.current()!.devices.get(id)!);
    if (presences().some((presence) => presence !== 'unknown'))
      faults.push(`at night: ${presences().join(', ')}`);
    if (what !== 'SSID off' && record!.blocked !== true) faults.push('not told to be blocked');
    if (what !== 'block by hours') behind.routers.forEach((_, index) => behind.edit(index, null));
    await time.pass(12 * MINUTE);
    if (presences().some((presence) => presence !== 'home'))
      faults.push(`in the morning: ${presences().join(', ')}`);
    if (seen.has('away')) faults.push('false departures');
    const invented = lines.filter(({ msg }) => ['left', 'arrived', 'roamed'].includes(msg));
    if (invented.length > 0) faults.push(`${invented.length} invented: ${JSON.stringify(invented[0])}`);
  } finally {
    await time.quiet();
    await service.stop();
    await Promise.all([behind.stop(), network.stop()]);
    rmSync(stateDir, { recursive: true, force: true });
  }
  return outcomeOf(lines, ids.length, faults);
}

/** The router keeps these off, by a rule for the phone or by switching off its network. */
function atNight(
  what: Hindrance,
  { mac, ssid }: { mac: string; ssid: string },
  keptOff: ReadonlySet<string>,
  hour: () => number,
): Edit {
  return (tables) => {
    const isNight = what !== 'block by hours' || hour() >= 22 || hour() < 6;
    const without = !isNight
      ? tables
      : withRows(
          tables,
          [REGISTRATIONS, 'caps-man/registration-table', 'interface/wireless/registration-table'],
          (row) => (keptOff.has(String(row['mac-address']).toUpperCase()) ? null : row),
        );
    if (what === 'SSID off')
      return withRows(without, ['interface/wifi', 'caps-man/interface', 'interface/wireless'], (row) =>
        row['configuration.ssid'] === ssid || row['ssid'] === ssid ? { ...row, disabled: 'true' } : row,
      );
    const rule = {
      '.id': '*F0',
      'mac-address': mac,
      action: 'reject',
      authentication: 'false',
      disabled: 'false',
      // the routers' clocks are in Berlin
      ...(what === 'block by hours' && { time: '23h-7h,sun,mon,tue,wed,thu,fri,sat' }),
    };
    const lists = [RULES, 'caps-man/access-list', 'interface/wireless/access-list'];
    return {
      ...without,
      ...Object.fromEntries(lists.map((menu) => [menu, [rule, ...rowsOf(without, menu)]])),
    };
  };
}

function outcomeOf(lines: readonly Line[], mostHeld: number, faults: readonly string[]): Outcome {
  const count = (wanted: string) => lines.filter(({ level }) => level === wanted).length;
  return {
    seen: {
      statuses: new Map(),
      slowestMs: 0,
      healths: new Set(),
      problems: new Set(),
      mostRows: 0,
      mostHeld,
      mostMissing: mostHeld,
      mostUntold: 0,
      clockErrorMs: 0,
      left: { rest: new Set(), mqtt: new Set() },
      disturbed: new Set(),
    },
    leftByLog: lines.filter(({ msg }) => msg === 'left').length,
    warnings: count('warn'),
    errors: count('error'),
    mostMiB: null,
    recoveredMs: 0,
    faults,
  };
}
