/** The signal of a device: bars, a word and dBm. Never colour alone. */

import { type Quality, toDbmText, toQuality } from './quality.ts';

const BARS: Record<Quality, number> = { strong: 4, good: 3, fair: 2, weak: 1, poor: 0 };

export function Signal({ dbm }: { dbm: number }) {
  const quality = toQuality(dbm);
  return (
    <span class={`signal is-${quality}`} title={`${quality}: ${toDbmText(dbm)} dBm`}>
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
        {toDbmText(dbm)}
        <span class="unit"> dBm</span>
        <span class="visually-hidden">, {quality}</span>
      </span>
    </span>
  );
}
