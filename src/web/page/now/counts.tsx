/** How many devices are where, in which network, weak or strange. Each number leads to those devices. */
import type { Device } from '../../../record/device.ts';
import { Ago } from '../ago.tsx';
import { isStranger, isWeak } from '../kind.ts';
import { Network } from '../network.tsx';
import { WEAK_DBM } from '../quality.ts';
import { type QueryValues, toHash } from '../route.ts';
import { useOldSince } from '../use-old-since.ts';
import type { Arrangement } from './arrange.ts';

export function Counts({ arrangement, devices }: { arrangement: Arrangement; devices: Iterable<Device> }) {
  const oldSince = useOldSince();
  const here = arrangement.columns.reduce((sum, column) => sum + column.devices.length, 0);
  // devices that are unknown may be home too
  const atLeast = arrangement.unknown.length > 0 ? 'at least ' : '';
  const all = [...devices];
  const [weak, strangers] = [all.filter(isWeak).length, all.filter(isStranger).length];
  const weakest = { sort: 'signal_dbm' };
  const counts: [string, number, QueryValues][] = [
    ['home', here + arrangement.missing.length, { presence: 'home' }],
    ['unknown', arrangement.unknown.length, { presence: 'unknown' }],
    ['away', arrangement.away.length, { presence: 'away', sort: '-last_seen_at' }],
    ['weak', weak, weak === 0 ? weakest : { signal_dbm_max: String(WEAK_DBM), ...weakest }],
    [
      strangers === 1 ? 'stranger' : 'strangers',
      strangers,
      { known: 'false', guest: 'false', connected: 'true', sort: '-first_seen_at' },
    ],
  ];
  return (
    <ul class={oldSince === null ? 'counts' : 'counts is-old'} aria-label="Devices">
      {oldSince === null ? null : (
        <li class="as-of">
          as of <Ago at={oldSince} exact /> ago:
        </li>
      )}
      {counts.map(([word, count, query]) => (
        <li key={word} class={count === 0 ? 'none' : ''}>
          <a href={toHash({ view: 'devices' }, query)}>
            {word === 'home' ? atLeast : ''}
            <b>{count}</b> {word}
          </a>
        </li>
      ))}
      {arrangement.hasOneNetwork
        ? null
        : arrangement.networks.map(({ ssid, count }) => (
            <li key={`network ${ssid}`}>
              <a href={toHash({ view: 'devices' }, { ssid })}>
                <Network ssid={ssid} /> <b>{count}</b>
              </a>
            </li>
          ))}
    </ul>
  );
}
