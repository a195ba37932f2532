/** A channel as RouterOS writes it, in any of its spellings. */
import { parseChannelMhz } from './value.ts';

export interface Channel {
  frequencyMhz: number;
  /** "20/40mhz-Ce"; null where the text names a frequency only. */
  width: string | null;
  txPowerDbm: number | null;
}

const WIDTHS = new Map([
  [1, '20mhz'],
  [2, '20/40mhz'],
  [4, '20/40/80mhz'],
  [8, '20/40/80/160mhz'],
  [16, '20/40/80/160/320mhz'],
]);

/**
 * wifi "5500/ax/Ceee/D", "2437/ax"; caps-man and wireless "2412/20-Ce/gn(18dBm)"; a setting "2437". "C" is the control channel, "e" one
 * of 20 MHz beside it. Null for a range, a list or anything else.
 */
export function parseChannel(text: string | null): Channel | null {
  const frequencyMhz = parseChannelMhz(text);
  if (frequencyMhz === null) return null;
  const power = /\((\d{1,2})dBm\)$/.exec(text!)?.[1];
  const parts = text!.replace(/\(.*$/, '').split('/').slice(1);
  const position = parts.map((part) => /^(?:20-)?([CeX]*[CX][CeX]*)$/.exec(part)?.[1]).find(Boolean) ?? '';
  const width = parts.length === 0 ? undefined : WIDTHS.get(Math.max(1, position.length));
  return {
    frequencyMhz,
    width: width === undefined ? null : position.length > 1 ? `${width}-${position}` : width,
    txPowerDbm: power === undefined ? null : Number(power),
  };
}
