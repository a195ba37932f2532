/** Which part of the air a radio takes. */
export interface Block {
  /** As RouterOS writes it, if it does. */
  mhz: number;
  lowMhz: number;
  highMhz: number;
}

const STEP_MHZ = 20;
/** Channels of 2.4 GHz lie five apart when they do not overlap. */
const GUARD_MHZ = 5;

/** "5180/ax/Ceee" is 80 MHz wide, and begins with the channel itself; without such letters a channel is 20 MHz. */
export function toBlock(mhz: number, channel: string | null): Block {
  const letters = channel?.split('/').find((part) => /^e*Ce*$/.test(part)) ?? 'C';
  const lowMhz = mhz - STEP_MHZ / 2 - letters.indexOf('C') * STEP_MHZ;
  return { mhz, lowMhz, highMhz: lowMhz + letters.length * STEP_MHZ };
}

export function overlaps(a: Block, b: Block): boolean {
  const guardMhz = a.mhz < 3000 ? GUARD_MHZ : 0;
  return a.lowMhz < b.highMhz + guardMhz && b.lowMhz < a.highMhz + guardMhz;
}
