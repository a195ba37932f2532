/** The public record of the service's own state. */
import { z } from 'zod';
import { errorKinds } from '../parse/reading.ts';
import { deletionSchema } from './deletion.ts';
import { snapshotMetaSchema } from './snapshot.ts';

const time = () => z.string().meta({ format: 'date-time' }).nullable();

export const healthStatuses = ['ok', 'degraded', 'down'] as const;

export const shortHealthSchema = z.strictObject({
  status: z
    .enum(healthStatuses)
    .describe(
      'ok. degraded: a router, table, broker, log port, history, state file or new configuration fails. down: the pollers have stalled or nothing was ever read.',
    ),
});

export const tableHealthSchema = z.strictObject({
  table: z.string().describe('RouterOS menu.'),
  status: z
    .enum(['complete', 'absent', 'failed'])
    .describe('complete: read. absent: the router has no such menu, which is normal. failed: not read.'),
  row_count: z.int().nullable().describe('Rows parsed; null unless complete.'),
  age_seconds: z.int().describe('Seconds since the attempt to read it.'),
  duration_ms: z.int().describe('Duration of the read in milliseconds.'),
  error_kind: z.enum(errorKinds).nullable().describe('Cause, as in warnings; null unless failed.'),
  message: z.string().nullable().describe('Description of the failure; null unless failed.'),
  remedy: z.string().nullable().describe('How to fix it; null unless failed.'),
});

export const routerHealthSchema = z.strictObject({
  router: z.string().describe('Id of the router.'),
  reachable: z.boolean().describe('Answered the last poll.'),
  breaker: z
    .enum(['closed', 'open', 'half_open'])
    .describe('open: polled less often after five failures in a row. half_open: being retried.'),
  last_success_at: time().describe(
    'Start of the last poll in which a registration table was read; null when there was none.',
  ),
  tables: z.array(tableHealthSchema).describe('Menus read from the router.'),
});

export const brokerErrorKinds = [
  'unreachable',
  'untrusted_certificate',
  'unauthorized',
  'taken_over',
  'bad_reply',
  'broker_error',
  'refused_topics',
  'unacknowledged',
  'invalid_payload',
] as const;

export const brokerHealthSchema = z.strictObject({
  connected: z.boolean().describe('Connected to the broker.'),
  protocol: z.enum(['5', '3.1.1']).nullable().describe('MQTT version in use; null while not connected.'),
  error_kind: z
    .enum(brokerErrorKinds)
    .nullable()
    .describe(
      'Cause; null without a failure. unreachable: network. unauthorized: log-in. taken_over: another client uses this INSTANCE_ID and MQTT_BASE_TOPIC, or this client id. bad_reply: not an MQTT broker. refused_topics: access list or limits of the broker. unacknowledged: the broker leaves packets unanswered. invalid_payload: no longer produced.',
    ),
  message: z.string().nullable().describe('Description of the failure; null without one.'),
  remedy: z.string().nullable().describe('How to fix it; null without a failure.'),
  deletion_count: z.int().describe('Devices and people deleted in Home Assistant.'),
  deletions: z.array(deletionSchema).describe('The first 20 of them.'),
});

export const stateHealthSchema = z.strictObject({
  problem: z
    .string()
    .nullable()
    .describe('Why state is not saved, or was not loaded in full; null without a problem.'),
});

export const configurationHealthSchema = z.strictObject({
  loaded_at: z
    .string()
    .meta({ format: 'date-time' })
    .describe('Time at which the current configuration was loaded.'),
  problem: z
    .string()
    .nullable()
    .describe('Problems of a newer configuration that was rejected; null without one.'),
});

export const syslogHealthSchema = z.strictObject({
  port: z.int().describe('UDP and TCP port for log lines.'),
  problem: z
    .string()
    .nullable()
    .describe('Why log lines cannot be received, and how to fix it; null without a problem.'),
  line_count: z.int().describe('Log lines received since the start.'),
  understood_count: z.int().describe('Of these, lines about a device.'),
  foreign_count: z.int().describe('Lines and connections ignored because their address is not allowed.'),
  dropped_count: z.int().describe('Lines dropped because they are too long or too many.'),
  routers: z
    .array(
      z.strictObject({
        router: z.string().describe('Id of the router.'),
        line_count: z.int().describe('Log lines from it since the start.'),
        last_line_at: time().describe('Time of the last one; null when there was none.'),
      }),
    )
    .describe('Every configured router.'),
});

export const pushHealthSchema = z.strictObject({
  router: z.string().describe('Id of the router.'),
  problem: z
    .string()
    .nullable()
    .describe('Why its log lines cannot be received, and how to fix it; null while they can.'),
  line_count: z.int().describe('Log lines received since the start.'),
  understood_count: z.int().describe('Of these, lines about a device.'),
  last_line_at: time().describe('Time of the last one; null when there was none.'),
});

export const historyHealthSchema = z.strictObject({
  problem: z.string().nullable().describe('Why nothing is written now; null without a problem.'),
  size_bytes: z.int().nullable().describe('Size of the file in bytes; null while unknown.'),
  oldest_at: time().describe(
    'Time of the oldest event; null when there is none, and while size_bytes is null.',
  ),
});

export const healthSchema = shortHealthSchema.extend({
  version: z.string().describe('Version of this service.'),
  uptime_seconds: z.int().describe('Seconds since this service started.'),
  problem: z
    .string()
    .nullable()
    .describe(
      'Defect of this program that prevents a kind of step, such as the readings of a router; null without one.',
    ),
  routers: z.array(routerHealthSchema).describe('Every configured router.'),
  configuration: configurationHealthSchema.describe('The current configuration.'),
  mqtt: brokerHealthSchema.nullable().describe('The MQTT broker; null when none is configured.'),
  state: stateHealthSchema.describe('State in STATE_DIR, kept across restarts.'),
  syslog: syslogHealthSchema.nullable().describe('Log lines of the routers; null without SYSLOG_PORT.'),
  push: z
    .array(pushHealthSchema)
    .nullable()
    .describe('Log lines by the native API, for each router with `push`; null when none has it.'),
  history: historyHealthSchema.nullable().describe('The history; null when none is kept.'),
  snapshot: snapshotMetaSchema.nullable().describe('The current snapshot; null before the first.'),
});

export type SyslogHealth = z.infer<typeof syslogHealthSchema>;
export type HistoryHealth = z.infer<typeof historyHealthSchema>;
export type BrokerHealth = z.infer<typeof brokerHealthSchema>;
export type Health = z.infer<typeof healthSchema>;
export type RouterHealth = z.infer<typeof routerHealthSchema>;
