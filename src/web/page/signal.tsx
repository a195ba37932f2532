/** How well a device is heard: as bars, in a word, and in dBm. Never by colour alone. */

import { type Quality, toDbm, toQuality } from './quality.ts';

export { type Quality, toDbm, toQuality } from './quality.ts';

const BARS: Record<Quality, number> = { strong: 4, good: 3, fair: 2, weak: 1, barely: 0 };

export function Signal({ dbm }: { dbm: number }) {
  const quality = toQuality(dbm);
  return (
    <span class={`signal is-${quality}`} title={`${quality}: ${toDbm(dbm)} dBm`}>
      <svg class="bars" viewBox="0 0 15 12" width="15" height="12" aria-hidden="true">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            class={bar < BARS[quality] ? 'on' : 'off'}
            x={bar * 4}
            y={9 - bar * 3}
            width="3"
            height={3 + bar * 3}
            rx="1"
          />
        ))}
      </svg>
      <span class="dbm">
        {toDbm(dbm)}
        <span class="unit"> dBm</span>
        <span class="unseen">, {quality}</span>
      </span>
    </span>
  );
}
