/** Loaded before the program (`node --import`): its wall clock is off by UPGRADE_CLOCK_MS, so that a recording never grows old. */
const RealDate = Date;
const errorMs = Number(process.env['UPGRADE_CLOCK_MS']);

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + errorMs] : given));
  }

  static now() {
    return RealDate.now() + errorMs;
  }
};
