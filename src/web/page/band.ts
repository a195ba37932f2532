/** Bands and channels as they are written on the page. */

/** 5 GHz */
export function toBandName(band: string): string {
  return band.replace('GHz', ' GHz');
}

/** The channel number of a frequency: 36. */
export function toChannel(mhz: number): string {
  if (mhz === 2484) return '14';
  if (mhz < 3000) return String(Math.round((mhz - 2407) / 5));
  return String(Math.round((mhz - (mhz < 5950 ? 5000 : 5950)) / 5));
}

/** With its frequency: 36 (5180 MHz). */
export function toChannelText(mhz: number): string {
  return `${toChannel(mhz)} (${mhz} MHz)`;
}
