/** How many cases a property is tried with: as many as its test says, times PROPERTY_RUNS (1 unless set; a nightly run takes ten). */
const factor = Number(process.env['PROPERTY_RUNS'] ?? 1);

export function runs(usual: number): number {
  return Math.ceil(usual * factor);
}
