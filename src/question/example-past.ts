/** One example of each record of the past, for documentation. */
import type {
  AccessPointHistory,
  DeviceHistory,
  DeviceRefusal,
  HistoryOff,
  Session,
} from '../record/history.ts';
import type { NumberedEvent } from '../record/journal.ts';

export const exampleEvent: NumberedEvent = {
  event_id: 1_795_155_674_000,
  event_type: 'roamed',
  at: '2026-11-20T06:21:14.000Z',
  device_id: '3c22fb0a1b2c',
  name: 'Kitchen tablet',
  router: 'router',
  from: {
    access_point: 'Hall',
    access_point_id: '48a98a0c0d1e',
    interface: 'cap-wifi4',
    ssid: 'home',
    band: '5GHz',
    signal_dbm: -79,
  },
  to: {
    access_point: 'Kitchen',
    access_point_id: '48a98a0c0d0e',
    interface: 'cap-wifi2',
    ssid: 'home',
    band: '5GHz',
    signal_dbm: -58,
  },
  reason: null,
  reason_class: null,
  count: null,
  finding_id: null,
  change_id: null,
  action: null,
  state: null,
  source: 'log',
};

const kitchen = {
  router: 'router',
  access_point: 'Kitchen',
  access_point_id: '48a98a0c0d0e',
  interface: 'cap-wifi2',
  ssid: 'home',
  band: '5GHz',
} as const;

const exampleRefusal: DeviceRefusal = {
  access_point: 'Hall',
  access_point_id: '48a98a0c0d1e',
  reason_class: 'access_list',
  reason: 'forbidden by access-list',
  count: 12,
  first_at: '2026-11-20T06:20:31.000Z',
  last_at: '2026-11-20T06:21:09.000Z',
};

export const exampleDeviceHistory: DeviceHistory = {
  device_id: '3c22fb0a1b2c',
  since_at: '2026-11-20T06:00:00.000Z',
  until_at: '2026-11-20T08:00:00.000Z',
  resolution: '5m',
  segments: [
    {
      ...kitchen,
      from_at: '2026-11-20T06:21:20.000Z',
      to_at: '2026-11-20T06:29:50.000Z',
      samples: [
        {
          at: '2026-11-20T06:20:00.000Z',
          signal_dbm: -58,
          signal_min_dbm: -61,
          signal_max_dbm: -55,
          sample_count: 22,
        },
        {
          at: '2026-11-20T06:25:00.000Z',
          signal_dbm: -57,
          signal_min_dbm: -60,
          signal_max_dbm: -55,
          sample_count: 30,
        },
      ],
    },
  ],
  refusals: [exampleRefusal],
};

export const exampleSession: Session = {
  session_id: 532,
  device_id: '3c22fb0a1b2c',
  ...kitchen,
  from_at: '2026-11-20T06:21:14.000Z',
  to_at: '2026-11-20T07:02:51.000Z',
  duration_seconds: 2497,
  signal_min_dbm: -71,
  signal_median_dbm: -58,
  signal_max_dbm: -52,
  sample_count: 249,
  tx_bytes: 81_406_112,
  rx_bytes: 9_120_344,
  ended_by: 'disconnected',
  reason: 'connection lost',
  reason_class: 'inactive',
};

const { session_id, device_id, ...stay } = exampleSession;
const exampleStay = { session_id, ...stay };

/** With the name of its device, as lists have it. */
export const exampleNamedSession = { session_id, device_id, name: 'Kitchen tablet', ...stay };

/** As a page of one. */
export const exampleSessionPage = {
  sessions: [exampleNamedSession],
  since_at: '2026-11-20T06:00:00.000Z',
  until_at: '2026-11-20T08:00:00.000Z',
  order: 'desc',
  limit: 1,
  has_more: false,
  next_after: exampleSession.session_id,
  next_before: null,
};

export const exampleDevicePast = {
  ...exampleDeviceHistory,
  name: 'Kitchen tablet',
  sessions: [exampleStay],
  has_more: false,
  next_until_at: null,
};

export const exampleAccessPointHistory: AccessPointHistory = {
  access_point_id: '48a98a0c0d0e',
  since_at: '2026-11-13T08:00:00.000Z',
  until_at: '2026-11-20T08:00:00.000Z',
  resolution: '5m',
  buckets: [
    {
      at: '2026-11-20T07:55:00.000Z',
      client_count_max: 17,
      client_count_mean: 16.4,
      signal_min_dbm: -83,
      signal_median_dbm: -61,
      signal_max_dbm: -38,
    },
  ],
  refusals: [],
};

export const exampleAccessPointPage = {
  ...exampleAccessPointHistory,
  name: 'Kitchen',
  has_more: false,
  next_until_at: null,
};

export const exampleHistoryOff: HistoryOff = {
  off: 'The history data/history.db cannot be written (SQLITE_FULL). The disk is full: make room, or set HISTORY_MAX_SIZE lower. It is retried every 20 s; everything else keeps running.',
};
