/** The past of a device that moves to a nearer access point, as a history tells it. */
import type { Past } from '../../src/change/run-effect.ts';

const MINUTE_MS = 60_000;
const place = {
  router: null,
  access_point: null,
  access_point_id: null,
  interface: null,
  ssid: null,
  band: null,
};

/** A device that was weak before this time (epoch ms), and strong after it. */
export function pastWith(movedAt: () => number): Past {
  const iso = (at: number) => new Date(at).toISOString();
  return {
    async deviceHistory(device_id, { sinceAt, untilAt }) {
      const step = 30 * MINUTE_MS;
      const times = Array.from(
        { length: Math.floor((untilAt - sinceAt) / step) },
        (_, index) => sinceAt + index * step,
      );
      const samples = times.map((at) => {
        const signal_dbm = at < movedAt() ? -78 - (Math.floor(at / step) % 3) : -55;
        return { at: iso(at), signal_dbm, signal_min_dbm: null, signal_max_dbm: null, sample_count: 6 };
      });
      const segments = [{ ...place, from_at: iso(sinceAt), to_at: iso(untilAt), samples }];
      return {
        device_id,
        since_at: iso(sinceAt),
        until_at: iso(untilAt),
        resolution: '5m',
        segments,
        refusals: [],
      };
    },
    async sessions(_device, { sinceAt, untilAt }, { limit }) {
      const numbers = {
        signal_min_dbm: null,
        signal_median_dbm: null,
        signal_max_dbm: null,
        sample_count: 0,
      };
      const ended = {
        duration_seconds: 0,
        tx_bytes: null,
        rx_bytes: null,
        ended_by: null,
        reason: null,
        reason_class: null,
      };
      const session = {
        session_id: 1,
        device_id: '',
        ...place,
        from_at: iso(0),
        to_at: null,
        ...numbers,
        ...ended,
      };
      return { sessions: [session], since_at: iso(sinceAt), until_at: iso(untilAt), limit, has_more: false };
    },
  };
}
