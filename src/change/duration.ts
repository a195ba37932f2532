/** How long a change lasts, as people write it: "30m", "2h", "7d". */
import { z } from 'zod';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 30 * UNITS.d;

/** Milliseconds; null for what is no duration from 1m to 30d. */
export function parseFor(text: string): number | null {
  const match = /^(\d{1,5})([mhd])$/.exec(text.trim());
  if (match === null) return null;
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return ms >= UNITS.m && ms <= LONGEST_MS ? ms : null;
}

export const forSchema = z
  .string()
  .refine((text) => parseFor(text) !== null, 'Write a duration from 1m to 30d, such as 30m, 2h or 7d.')
  .describe('How long it lasts, from 1m to 30d; without it, until it is taken back.');
