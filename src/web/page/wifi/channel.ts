/** The spectrum that a radio uses. */
export interface Block {
  /** The primary channel. */
  mhz: number;
  lowMhz: number;
  highMhz: number;
}

const STEP_MHZ = 20;

/** "5180/ax/Ceee" is 80 MHz wide and begins with the primary channel; without such letters the width is 20 MHz. */
export function toBlock(mhz: number, channel: string | null): Block {
  const letters = channel?.split('/').find((part) => /^e*Ce*$/.test(part)) ?? 'C';
  const lowMhz = mhz - STEP_MHZ / 2 - letters.indexOf('C') * STEP_MHZ;
  return { mhz, lowMhz, highMhz: lowMhz + letters.length * STEP_MHZ };
}
