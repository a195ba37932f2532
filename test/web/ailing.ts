/** A service in good and in bad health, with what its routers tell of themselves. */
import type { Health, RouterHealth } from '../../src/record/health.ts';
import type { RouterRecord } from '../../src/record/network.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { exampleRouter } from '../../src/question/example.ts';
import { health as healthOf } from '../rest/snapshot.ts';
import * as air from './air.ts';

type Table = RouterHealth['tables'][number];

const toIso = (at: number) => new Date(at).toISOString();

export function table(name: string, overrides: Partial<Table> = {}): Table {
  return {
    table: name,
    status: 'complete',
    row_count: 17,
    age_seconds: 4,
    duration_ms: 38,
    error_kind: null,
    message: null,
    remedy: null,
    ...overrides,
  };
}

export const failed = (name: string, overrides: Partial<Table> = {}) =>
  table(name, {
    status: 'failed',
    row_count: null,
    error_kind: 'unauthorized',
    message: `https://192.168.88.1/rest${name} answered 401 Unauthorized.`,
    remedy: 'Check the user name and the password of this router.',
    ...overrides,
  });

function router(id: string, now: number, overrides: Partial<RouterHealth> = {}): RouterHealth {
  return {
    router: id,
    reachable: true,
    breaker: 'closed',
    last_success_at: toIso(now - 4000),
    tables: [
      table('/interface/wifi/registration-table', { row_count: 31 }),
      table('/ip/dhcp-server/lease', { row_count: 64, age_seconds: 9, duration_ms: 112 }),
      table('/ip/arp', { row_count: 52, age_seconds: 9 }),
      table('/system/resource', { row_count: 1, age_seconds: 300, duration_ms: 7 }),
      table('/caps-man/registration-table', { status: 'absent', row_count: null, age_seconds: 540 }),
    ],
    ...overrides,
  };
}

function routerRecord(id: string, now: number): RouterRecord {
  return { ...exampleRouter, router: id, identity: `gw-${id}`, booted_at: toIso(now - 9 * 86_400_000) };
}

export interface Ailing {
  health: () => Health;
  snapshot: Snapshot;
}

export function well(now: number, overrides: Partial<Health> = {}): Ailing {
  const meta = { taken_at: toIso(now), complete: true, warnings: [] };
  const record = healthOf({
    uptime_seconds: 4 * 86_400,
    problem: null,
    routers: [router('main', now), router('workshop', now)],
    mqtt: {
      connected: true,
      protocol: '5',
      error_kind: null,
      message: null,
      remedy: null,
      deletion_count: 0,
      deletions: [],
    },
    syslog: {
      port: 5514,
      problem: null,
      line_count: 1844,
      understood_count: 960,
      foreign_count: 12,
      dropped_count: 0,
      routers: [
        { router: 'main', line_count: 1841, last_line_at: toIso(now - 21_000) },
        { router: 'workshop', line_count: 0, last_line_at: null },
      ],
    },
    history: { problem: null, size_bytes: 38_400_000, oldest_at: toIso(now - 61 * 86_400_000) },
    snapshot: meta,
    ...overrides,
  });
  const routers = record.routers.map(({ router: id }) => routerRecord(id, now));
  return {
    health: () => record,
    snapshot: { ...air.snapshot({}, now), meta: record.snapshot ?? meta, routers },
  };
}

export function troubled(now: number): Ailing {
  const since = toIso(now - 25 * 60_000);
  const timeout =
    'https://192.168.88.2/rest/interface/wireless/registration-table did not answer within 10 s.';
  return well(now, {
    status: 'degraded',
    routers: [
      router('main', now, {
        tables: [
          ...router('main', now).tables,
          failed('/interface/wifi/monitor', {
            error_kind: 'router_error',
            message: 'https://192.168.88.1/rest/interface/wifi/monitor answered 400: no such command prefix.',
            remedy: 'Update RouterOS to 7.13 or newer.',
          }),
        ],
      }),
      router('workshop', now, {
        reachable: false,
        breaker: 'open',
        last_success_at: since,
        tables: [
          failed('/interface/wireless/registration-table', {
            error_kind: 'timeout',
            message: timeout,
            remedy: 'See whether the router is on, and whether this machine reaches it.',
            age_seconds: 42,
            duration_ms: 10_003,
          }),
          table('/interface/wireless', { row_count: 2, age_seconds: 1500 }),
        ],
      }),
    ],
    mqtt: {
      connected: false,
      protocol: null,
      error_kind: 'unauthorized',
      message: 'mqtt://192.168.88.2:1883 refused the log-in.',
      remedy: 'Check MQTT_USERNAME and MQTT_PASSWORD.',
      deletion_count: 0,
      deletions: [],
    },
    history: {
      problem: 'The disk is full; nothing is written until there is room.',
      size_bytes: null,
      oldest_at: null,
    },
    syslog: null,
    snapshot: {
      taken_at: toIso(now),
      complete: false,
      warnings: [
        {
          router: 'workshop',
          table: '/interface/wireless/registration-table',
          kind: 'timeout',
          message: timeout,
          since_at: since,
        },
        {
          router: 'main',
          table: '/interface/wifi/monitor',
          kind: 'router_error',
          message: 'No such command prefix.',
          since_at: toIso(now - 3 * 3_600_000),
        },
      ],
    },
  });
}
