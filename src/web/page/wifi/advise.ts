/** Advice about the channels and bands of an access point. Unknown values lead to no advice. */
import type { Device } from '../../../record/device.ts';
import type { Session } from '../../../record/history.ts';
import { toBandName, toChannel } from '../band.ts';
import { overlaps } from './channel.ts';
import { listed, type Piece } from '../piece.ts';
import type { RadioLoad, AccessPointLoad } from './access-point-load.ts';

export interface Hint {
  kind: 'channel' | 'slow' | 'band';
  pieces: readonly Piece[];
}

/** A device at this rate or below uses much airtime. */
export const SLOW_BPS = 24_000_000;
/** Fewer slow devices, or a smaller part of those on the radio, are not worth a hint. */
export const SLOW_COUNT = 3;
export const SLOW_PART = 1 / 3;
/** A device with less throughput uses little airtime at any rate. */
export const SERVED_BPS = 100_000;
export const LOW_BAND_COUNT = 4;
export const LOW_BAND_PART = 0.6;

/** `dual`: ids of devices that have used 5 or 6 GHz. */
export function advise(
  load: AccessPointLoad,
  all: readonly AccessPointLoad[],
  dual: ReadonlySet<string>,
): Hint[] {
  if (load.isReachable === false) return [];
  const others = all.filter(({ id, isReachable }) => id !== load.id && isReachable !== false);
  return [
    ...load.radios.flatMap((radio) => adviseChannel(radio, others)),
    ...load.radios.flatMap(adviseSlow),
    ...adviseBand(load, dual),
  ];
}

export function dualBandIds(sessions: readonly Session[]): ReadonlySet<string> {
  const high = sessions.filter(({ band }) => band === '5GHz' || band === '6GHz');
  return new Set(high.map(({ device_id }) => device_id));
}

function adviseChannel(radio: RadioLoad, others: readonly AccessPointLoad[]): Hint[] {
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
      ` also ${same.length === 1 ? 'uses' : 'use'} ${band} channel ${channels}: within range of each other, access points share the airtime.`,
    ];
    hints.push({ kind: 'channel', pieces });
  }
  if (near.length > 0) {
    const pieces = [
      `${band} channel ${channels} overlaps the ${near.length === 1 ? 'channel' : 'channels'} of `,
      ...listed(near),
      ': within range of each other, access points interfere.',
    ];
    hints.push({ kind: 'channel', pieces });
  }
  return hints;
}

function adviseSlow({ band, devices }: RadioLoad): Hint[] {
  const slow = devices.filter(
    (device) => isServed(device) && device.tx_rate_bps !== null && device.tx_rate_bps <= SLOW_BPS,
  );
  if (slow.length < SLOW_COUNT || slow.length < devices.length * SLOW_PART) return [];
  const names = slow.map(({ name }) => name).sort();
  return [
    {
      kind: 'slow',
      pieces: [
        `${slow.length} of ${devices.length} devices on ${toBandName(band)} receive data at ${SLOW_BPS / 1e6} Mbit/s or less, which uses more airtime than a higher rate: `,
        ...listed(names),
        '.',
      ],
    },
  ];
}

/** Only devices with a known throughput count: the rate of an idle device falls without any problem. */
function isServed({ tx_throughput_bps }: Device): boolean {
  return tx_throughput_bps !== null && tx_throughput_bps >= SERVED_BPS;
}

function adviseBand({ radios, devices }: AccessPointLoad, dual: ReadonlySet<string>): Hint[] {
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
  const share = `${low.length} of ${devices.length} ${devices.length === 1 ? 'device is' : 'devices are'} on 2.4 GHz, which has only three channels that do not overlap`;
  if (names.length === 0) return [{ kind: 'band', pieces: [`${share}.`] }];
  const known: Piece[] = [...listed(names), ' used 5 or 6 GHz in the last 7 days.'];
  return [{ kind: 'band', pieces: [`${share}. `, ...known] }];
}
