/** What stands out about the air around an access point, each with its reason. What is not known is not guessed. */
import type { Device } from '../../../record/device.ts';
import type { Session } from '../../../record/history.ts';
import { toChannel } from '../now/arrange.ts';
import { overlaps } from './channel.ts';
import { listed, type Piece } from './piece.ts';
import type { Radio, Station } from './access-point-load.ts';

export interface Hint {
  kind: 'channel' | 'slow' | 'band';
  pieces: readonly Piece[];
}

/** At this rate and below, what others send in a moment takes long. */
export const SLOW_BPS = 24_000_000;
/** Fewer slow ones are no matter, nor a smaller part of those on the radio. */
export const SLOW_COUNT = 3;
export const SLOW_PART = 1 / 3;
/** Who gets less than this takes hardly any air, whatever its rate. */
export const SERVED_BPS = 100_000;
export const LOW_BAND_COUNT = 4;
export const LOW_BAND_PART = 0.6;

/** `dual`: ids of devices that were seen on 5 or 6 GHz. */
export function advise(station: Station, all: readonly Station[], dual: ReadonlySet<string>): Hint[] {
  if (station.isReachable === false) return [];
  const others = all.filter(({ id, isReachable }) => id !== station.id && isReachable !== false);
  return [
    ...station.radios.flatMap((radio) => adviseChannel(radio, others)),
    ...station.radios.flatMap(adviseSlow),
    ...adviseBand(station, dual),
  ];
}

export function dualBandIds(sessions: readonly Session[]): ReadonlySet<string> {
  const high = sessions.filter(({ band }) => band === '5GHz' || band === '6GHz');
  return new Set(high.map(({ device_id }) => device_id));
}

function adviseChannel(radio: Radio, others: readonly Station[]): Hint[] {
  const same: string[] = [];
  const near: string[] = [];
  for (const { name, radios } of others) {
    const theirs = radios.filter(({ band }) => band === radio.band).flatMap(({ blocks }) => blocks);
    const met = theirs.filter((one) => radio.blocks.some((own) => overlaps(own, one)));
    if (met.length === 0) continue;
    const isSame = met.some((one) => radio.blocks.some(({ mhz }) => mhz === one.mhz));
    (isSame ? same : near).push(name);
  }
  const hints: Hint[] = [];
  const channels = radio.blocks.map(({ mhz }) => toChannel(mhz)).join(', ');
  const band = toBandName(radio.band);
  if (same.length > 0) {
    const pieces = [
      ...listed(same),
      ` ${same.length === 1 ? 'is' : 'are'} on ${band} channel ${channels} too: where they hear each other, they take turns.`,
    ];
    hints.push({ kind: 'channel', pieces });
  }
  if (near.length > 0) {
    const pieces = [
      `${band} channel ${channels} overlaps ${near.length === 1 ? 'that' : 'those'} of `,
      ...listed(near),
      ': where they hear each other, they disturb each other.',
    ];
    hints.push({ kind: 'channel', pieces });
  }
  return hints;
}

function adviseSlow({ band, devices }: Radio): Hint[] {
  const slow = devices.filter(
    (device) => isServed(device) && device.tx_rate_bps !== null && device.tx_rate_bps <= SLOW_BPS,
  );
  if (slow.length < SLOW_COUNT || slow.length < devices.length * SLOW_PART) return [];
  const names = slow.map(({ name }) => name).sort();
  return [
    {
      kind: 'slow',
      pieces: [
        `${slow.length} of ${devices.length} devices on ${toBandName(band)} are being sent data at ${SLOW_BPS / 1e6} Mbit/s or less: it takes the air longer than the same data at a higher rate. They are `,
        ...listed(names),
        '.',
      ],
    },
  ];
}

/** Where the throughput is not told, nothing is said: the rate of who is idle falls by itself. */
function isServed({ tx_throughput_bps }: Device): boolean {
  return tx_throughput_bps !== null && tx_throughput_bps >= SERVED_BPS;
}

function adviseBand({ radios, devices }: Station, dual: ReadonlySet<string>): Hint[] {
  const low = radios.find(({ band }) => band === '2.4GHz')?.devices ?? [];
  const hasHigh = radios.some(({ band }) => band !== '2.4GHz');
  if (!hasHigh || low.length === 0) return [];
  const ssids = new Set(radios.filter(({ band }) => band !== '2.4GHz').flatMap((radio) => radio.ssids));
  const names = low
    .filter(({ device_id, ssid }) => dual.has(device_id) && ssid !== null && ssids.has(ssid))
    .map(({ name }) => name)
    .sort();
  const isMany = low.length >= LOW_BAND_COUNT && low.length >= devices.length * LOW_BAND_PART;
  if (names.length === 0 && !isMany) return [];
  const share = `${low.length} of ${devices.length} ${devices.length === 1 ? 'device is' : 'devices are'} on 2.4 GHz, which has room for three channels only`;
  if (names.length === 0) return [{ kind: 'band', pieces: [`${share}.`] }];
  const known: Piece[] = [
    ...listed(names),
    ` ${names.length === 1 ? 'was' : 'were'} on 5 or 6 GHz in the last 7 days.`,
  ];
  return [{ kind: 'band', pieces: [`${share}. `, ...known] }];
}

export function toBandName(band: string): string {
  return band.replace('GHz', ' GHz');
}
