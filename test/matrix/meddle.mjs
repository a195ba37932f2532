/**
 * Loaded before the program (`node --import`), and told by its parent: `{ clockErrorMs }`, how far off its wall clock stands, while its monotonic one does
 * not move; `{ blockMs }`, how long it does nothing else at all. CLOCK_ERROR_MS is how far off it stands from the start, in every thread.
 */
const RealDate = Date;
let errorMs = Number(process.env.CLOCK_ERROR_MS ?? 0);

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + errorMs] : given));
  }

  static now() {
    return RealDate.now() + errorMs;
  }
};
process.on('message', ({ clockErrorMs, blockMs }) => {
  if (clockErrorMs !== undefined) errorMs = clockErrorMs;
  if (blockMs !== undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs);
});
// whoever listens to a parent lives as long as it does
process.channel?.unref();
