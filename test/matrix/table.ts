/** The table that is printed: a row for each scenario, and below it what was wrong. */
import type { Outcome } from './observe.ts';
import type { Scenario } from './scenario.ts';

const columns: readonly [title: string, width: number][] = [
  ['trouble', 18],
  ['for', 14],
  ['with', 13],
  ['REST answers', 22],
  ['slowest', 9],
  ['health', 12],
  ['held', 6],
  ['sent away', 11],
  ['warn/err', 9],
  ['RSS MiB', 8],
  ['well again', 11],
  ['verdict', 7],
];

export const legend = `REST answers: status of /devices × how often, meanwhile · slowest: the longest of them · health: what /health said · held: most devices of which nothing
could be said at once · sent away: devices that are there, and were said to have left by /devices, MQTT and log · warn/err: lines of the log · RSS: the
most · well again: from the end of the trouble until /health is ok and everybody is connected by /devices and home by MQTT. POLL_INTERVAL=1s, AWAY_DELAY=3s
(20s for "partial" and "empty": what a router says for longer than the delay, and nothing contradicts, is believed).`;

export const head = row(columns.map(([title]) => title));

export function line({ titles }: Scenario, outcome: Outcome): string {
  const { seen, leftByLog, warnings, errors, mostMiB, recoveredMs, faults } = outcome;
  const { statuses, slowestMs, healths, mostHeld, left } = seen;
  const shortly = (status: string) => status.replace(/Error$/, '');
  return row([
    ...titles,
    [...statuses].map(([status, times]) => `${shortly(status)}×${times}`).join(' '),
    `${Math.round(slowestMs)} ms`,
    [...healths].map(shortly).join(' '),
    String(mostHeld),
    `${left.rest.size}/${left.mqtt.size}/${leftByLog}`,
    `${warnings}/${errors}`,
    String(mostMiB ?? '–'),
    recoveredMs === null ? 'never' : `${(recoveredMs / 1000).toFixed(1)} s`,
    faults.length === 0 ? 'ok' : 'FAILED',
  ]);
}

export function skipped({ titles }: Scenario, why: string): string {
  return row([...titles, `skipped: ${why}`]);
}

function row(cells: readonly string[]): string {
  return cells
    .map((text, index) => text.padEnd(columns[index]![1]))
    .join(' ')
    .trimEnd();
}
