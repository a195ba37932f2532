/** Whether another access point would serve a device better, by its own past. */
import { BETTER_DB } from './constant.ts';
import { type Spell, worthDb } from './device-past.ts';
import type { Survey } from './survey.ts';

/** The best other access point of the same network that is there, at least 8 dB better; null for none. `minCount`: associations with it. */
export function betterThan(
  survey: Survey,
  spells: readonly Spell[],
  now: Pick<Spell, 'accessPointId' | 'ssid' | 'band' | 'medianDbm'>,
  minCount: number,
): { spell: Spell; gainDb: number; count: number } | null {
  const others = spells.filter(
    ({ accessPointId, ssid, band }) =>
      accessPointId !== now.accessPointId &&
      ssid !== null &&
      ssid === now.ssid &&
      survey.isOffered(accessPointId, ssid, band),
  );
  const better = others
    .map((spell) => ({ spell, gainDb: worthDb(spell) - worthDb(now) }))
    .filter(({ gainDb }) => gainDb >= BETTER_DB)
    .sort((a, b) => b.gainDb - a.gainDb);
  const best = better[0];
  if (best === undefined) return null;
  // both bands of one access point serve it from the same place
  const count = better
    .filter(({ spell }) => spell.accessPointId === best.spell.accessPointId)
    .reduce((sum, { spell }) => sum + spell.count, 0);
  return count < minCount ? null : { ...best, count };
}
