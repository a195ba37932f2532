/** A device receives much at a low rate: it uses more airtime than all others. Rates of devices that are idle, or may be, say nothing. */
import type { Found, Kind } from './kind.ts';
import { WEAK_DBM } from './constant.ts';

/** A device at this rate or below uses much airtime. */
export const SLOW_BPS = 24_000_000;
/** A device with less throughput uses little airtime at any rate. */
export const SERVED_BPS = 100_000;
/** A longer idle device is shown with the rate of its last beacon. */
export const IDLE_SECONDS = 3;

export const slowClient: Kind = {
  kind: 'slow_client',
  lacks: ({ snapshot }) =>
    [...snapshot.devices.values()].some(({ tx_throughput_bps }) => tx_throughput_bps !== null)
      ? null
      : { status: 'not_supported', reason: 'No router reports the throughput of a device.' },
  *find(survey) {
    for (const device of survey.snapshot.devices.values()) {
      const { connected, tx_rate_bps: rate, tx_throughput_bps: throughput, idle_seconds: idle } = device;
      const isServed = connected === true && throughput !== null && throughput >= SERVED_BPS;
      const isActive = idle !== null && idle <= IDLE_SECONDS;
      if (!isServed || !isActive || rate === null || rate > SLOW_BPS) {
        yield null;
        continue;
      }
      const isWeak = device.signal_dbm !== null && device.signal_dbm < WEAK_DBM;
      const found: Found = {
        severity: 'info',
        confidence: 'low',
        subject: { type: 'device', id: device.device_id, name: device.name },
        title: `${device.name} receives much at a low rate`,
        detail: `${device.name} receives ${(throughput / 1e6).toFixed(1)} Mbit/s at a link rate of ${(rate / 1e6).toFixed(1)} Mbit/s, so its radio has about ${Math.min(100, Math.round((100 * throughput) / rate))} % less airtime for others.`,
        evidence: {
          samples: 1,
          since_at: null,
          until_at: new Date(survey.at).toISOString(),
          measured_earlier: [],
          tx_rate_bps: rate,
          tx_throughput_bps: throughput,
          signal_dbm: device.signal_dbm,
          band: device.band,
        },
        remedy: isWeak
          ? `Its signal is weak (${device.signal_dbm} dBm): bring it nearer to an access point.`
          : 'Its signal is good, so its hardware is slow: move it to 5 GHz or a cable.',
        commands: [],
        proposal: null,
      };
      yield found;
    }
  },
};
