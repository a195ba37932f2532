/** A history that knows one device and one access point, those of the examples, and tells what it was asked. */
import type { History, Span } from '../../src/record/history.ts';
import {
  exampleAccessPointHistory,
  exampleDeviceHistory,
  exampleSession,
} from '../../src/question/example-past.ts';

export interface Call {
  /** Null asks for all. */
  id: string | null;
  span: Span;
  /** Resolution or limit. */
  detail: unknown;
}

export function knownHistory(deviceId = exampleDeviceHistory.device_id) {
  const calls: Call[] = [];
  const range = ({ sinceAt, untilAt }: Span) => ({
    since_at: new Date(sinceAt).toISOString(),
    until_at: new Date(untilAt).toISOString(),
  });
  const isIn = (at: string, { sinceAt, untilAt }: Span) =>
    Date.parse(at) >= sinceAt && Date.parse(at) < untilAt;
  const asked = async (id: string | null, span: Span, detail: unknown) => {
    calls.push({ id, span, detail });
    await Promise.resolve();
  };
  const history: History = {
    deviceHistory: async (id, span, resolution) => {
      await asked(id, span, resolution);
      const { segments } = exampleDeviceHistory;
      return {
        device_id: id,
        ...range(span),
        resolution: resolution ?? '5m',
        segments: id === deviceId ? segments.filter(({ from_at }) => isIn(from_at, span)) : [],
        refusals: [],
      };
    },
    sessions: async (id, span, { limit }) => {
      await asked(id, span, limit);
      const isKnown = (id ?? deviceId) === deviceId && isIn(exampleSession.from_at, span);
      const sessions = isKnown ? [{ ...exampleSession, device_id: deviceId }] : [];
      return { sessions, ...range(span), limit, has_more: false };
    },
    accessPointHistory: async (id, span, resolution) => {
      await asked(id, span, resolution);
      const { access_point_id, buckets } = exampleAccessPointHistory;
      return {
        access_point_id: id,
        ...range(span),
        resolution: resolution ?? '5m',
        buckets: id === access_point_id ? buckets.filter(({ at }) => isIn(at, span)) : [],
        refusals: [],
      };
    },
  };
  return { history, calls };
}

/** A history whose disk is full. */
export const historyOff: History = {
  deviceHistory: () => Promise.resolve({ off: 'The history is off, because its disk is full.' }),
  sessions: () => Promise.resolve({ off: 'The history is off, because its disk is full.' }),
  accessPointHistory: () => Promise.resolve({ off: 'The history is off, because its disk is full.' }),
};
