/** The period shown. */
export const ranges = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' } as const;
export type Range = keyof typeof ranges;
export const RANGE_MS: Record<Range, number> = { '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 };

export function RangeSwitch({ range, onRange }: { range: Range; onRange: (range: Range) => void }) {
  return (
    <div class="switch" role="group" aria-label="Period">
      {(Object.keys(ranges) as Range[]).map((each) => (
        <button key={each} type="button" aria-pressed={each === range} onClick={() => onRange(each)}>
          {ranges[each]}
        </button>
      ))}
    </div>
  );
}
