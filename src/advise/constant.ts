/** Numbers that several kinds share. */

/** A signal below this is weak: rates fall, and clients that care look for another access point. */
export const WEAK_DBM = -70;
/** A shorter weak time may be somebody who walks by. */
export const WEAK_MS = 600_000;
/** Which times of a stay are weak. */
export const WEAK_LIMIT = { belowDbm: WEAK_DBM, forMs: WEAK_MS } as const;
/** A smaller difference may be chance: a report varies by about 4 dB either way. */
export const BETTER_DB = 8;
/** Two signals of a device at one radio that differ by less may be of one place, for the same reason. */
export const LIKE_DB = 4;
/** Three times are no accident. */
export const TIMES = 3;
/** Two readings of one device this close in time were taken at one place. */
export const SAME_PLACE_MS = 60_000;
/** 2.4 GHz loses this much less on its way than 5 GHz: 20·log10(5500/2440). */
export const BAND_DB = 7;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
