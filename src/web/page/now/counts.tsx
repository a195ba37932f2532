/** How many devices are where, in which network, weak or strange. Each number leads to those devices. */
import type { Device } from '../../../record/device.ts';
import { Ago } from '../ago.tsx';
import { isStranger, isWeak, mayBeStranger, mayBeWeak } from '../kind.ts';
import { Network } from '../network.tsx';
import { WEAK_DBM } from '../quality.ts';
import { type QueryValues, toHash } from '../route.ts';
import { useOldSince } from '../use-old-since.ts';
import type { Arrangement } from './arrange.ts';

interface Count {
  word: string;
  count: number;
  /** Devices that are unknown may add to it. */
  isMinimum: boolean;
  query: QueryValues;
}

export function Counts({ arrangement, devices }: { arrangement: Arrangement; devices: Iterable<Device> }) {
  const oldSince = useOldSince();
  const here = arrangement.columns.reduce((sum, column) => sum + column.devices.length, 0);
  const all = [...devices];
  const [weak, strangers] = [all.filter(isWeak).length, all.filter(isStranger).length];
  const hasUnknown = arrangement.unknown.length > 0;
  const weakest = { sort: 'signal_dbm' };
  const counts: Count[] = [
    {
      word: 'home',
      count: here + arrangement.missing.length,
      isMinimum: hasUnknown,
      query: { presence: 'home' },
    },
    {
      word: 'unknown',
      count: arrangement.unknown.length,
      isMinimum: false,
      query: { presence: 'unknown' },
    },
    {
      word: 'away',
      count: arrangement.away.length,
      isMinimum: hasUnknown,
      query: { presence: 'away', sort: '-last_seen_at' },
    },
    {
      word: 'weak',
      count: weak,
      isMinimum: all.some(mayBeWeak),
      query: weak === 0 ? weakest : { signal_dbm_max: String(WEAK_DBM), ...weakest },
    },
    {
      word: strangers === 1 ? 'stranger' : 'strangers',
      count: strangers,
      isMinimum: all.some(mayBeStranger),
      query: { known: 'false', guest: 'false', connected: 'true', sort: '-first_seen_at' },
    },
  ];
  return (
    <ul class={oldSince === null ? 'counts' : 'counts is-old'} aria-label="Devices">
      {oldSince === null ? null : (
        <li class="as-of">
          as of <Ago at={oldSince} exact /> ago:
        </li>
      )}
      {counts.map(({ word, count, isMinimum, query }) => (
        <li key={word} class={count === 0 ? 'none' : ''}>
          <a href={toHash({ view: 'devices' }, query)}>
            {isMinimum ? 'at least ' : ''}
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
