/** The public record of the service's own state. */
import { z } from 'zod';
import { errorKinds } from '../parse/reading.ts';
import { snapshotMetaSchema } from './snapshot.ts';

const time = () => z.string().meta({ format: 'date-time' }).nullable();

export const healthStatuses = ['ok', 'degraded', 'down'] as const;

export const shortHealthSchema = z.strictObject({
  status: z
    .enum(healthStatuses)
    .describe(
      'ok; degraded: a router, a table, the broker or the memory fails, or a new configuration is wrong; down: the poll loops have stalled or nothing was ever read.',
    ),
});

export const tableHealthSchema = z.strictObject({
  table: z.string().describe('RouterOS menu.'),
  status: z
    .enum(['complete', 'absent', 'failed'])
    .describe('complete; absent: this router has no such menu, which is no fault; failed.'),
  row_count: z.int().nullable().describe('Rows understood; null unless complete.'),
  age_seconds: z.int().describe('Seconds since it was read or tried.'),
  duration_ms: z.int().describe('How long the read took, in milliseconds.'),
  error_kind: z.enum(errorKinds).nullable().describe('Who must act; null unless failed.'),
  message: z.string().nullable().describe('What happened; null unless failed.'),
  remedy: z.string().nullable().describe('What to do about it; null unless failed.'),
});

export const routerHealthSchema = z.strictObject({
  router: z.string().describe('Id of the router.'),
  reachable: z.boolean().describe('It answered the last poll.'),
  breaker: z
    .enum(['closed', 'open', 'half_open'])
    .describe('open: polled less often after failing five times in a row; half_open: being tried again.'),
  last_success_at: time().describe(
    'Start of the last poll in which a registration table was read; null when there was none.',
  ),
  tables: z.array(tableHealthSchema).describe('The menus it was asked for.'),
});

export const brokerErrorKinds = [
  'unreachable',
  'untrusted_certificate',
  'unauthorized',
  'taken_over',
  'bad_reply',
  'broker_error',
  'refused_topics',
  'invalid_payload',
] as const;

export const brokerHealthSchema = z.strictObject({
  connected: z.boolean().describe('Connected to the broker now.'),
  protocol: z.enum(['5', '3.1.1']).nullable().describe('MQTT version spoken; null while not connected.'),
  error_kind: z
    .enum(brokerErrorKinds)
    .nullable()
    .describe(
      'Who must act: unreachable (network), untrusted_certificate, unauthorized (log-in), taken_over (another program uses the same INSTANCE_ID and MQTT_BASE_TOPIC, or the same client id), bad_reply (something else answers), broker_error, refused_topics (access list of the broker), invalid_payload (a defect of this service).',
    ),
  message: z.string().nullable().describe('What happened; null when all is well.'),
  remedy: z.string().nullable().describe('What to do about it; null when all is well.'),
});

export const stateHealthSchema = z.strictObject({
  problem: z
    .string()
    .nullable()
    .describe(
      'Why a restart will not know what is known now, or why this start did not know what was; null when all is kept.',
    ),
});

export const configurationHealthSchema = z.strictObject({
  loaded_at: z.string().meta({ format: 'date-time' }).describe('When what holds now was read.'),
  problem: z
    .string()
    .nullable()
    .describe(
      'What is wrong with what was written since, so that the configuration before it was kept; null when all is well.',
    ),
});

export const syslogHealthSchema = z.strictObject({
  port: z.int().describe('UDP and TCP port that lines are taken on.'),
  problem: z
    .string()
    .nullable()
    .describe(
      'Why no line can be taken, or none from a router, and what to do about it; null when all is well.',
    ),
  line_count: z.int().describe('Lines taken since the start.'),
  understood_count: z.int().describe('Of these, lines that tell of a device.'),
  foreign_count: z.int().describe('Lines and connections from addresses that are not allowed, ignored.'),
  dropped_count: z.int().describe('Lines too long, or more than could be kept.'),
  routers: z
    .array(
      z.strictObject({
        router: z.string().describe('Id of the router.'),
        line_count: z.int().describe('Lines taken from it since the start.'),
        last_line_at: time().describe('When the last one came; null when none did.'),
      }),
    )
    .describe('Every configured router.'),
});

export const historyHealthSchema = z.strictObject({
  problem: z.string().nullable().describe('Why nothing is written now; null when all is well.'),
  size_bytes: z.int().nullable().describe('Size of its file; null while it is not known.'),
  oldest_at: time().describe('Time of the oldest event kept; null when there is none.'),
});

export const healthSchema = shortHealthSchema.extend({
  version: z.string().describe('Version of this service.'),
  uptime_seconds: z.int().describe('Seconds since this service started.'),
  routers: z.array(routerHealthSchema).describe('Every configured router.'),
  configuration: configurationHealthSchema.describe('The configuration that holds.'),
  mqtt: brokerHealthSchema.nullable().describe('The MQTT broker; null when none is configured.'),
  state: stateHealthSchema.describe('What outlives a restart, in the state directory.'),
  syslog: syslogHealthSchema
    .nullable()
    .describe('Log lines of the routers; null when they are not asked for.'),
  history: historyHealthSchema.nullable().describe('The history; null when none is kept.'),
  snapshot: snapshotMetaSchema.nullable().describe('The current snapshot; null before the first.'),
});

export type SyslogHealth = z.infer<typeof syslogHealthSchema>;
export type HistoryHealth = z.infer<typeof historyHealthSchema>;
export type BrokerHealth = z.infer<typeof brokerHealthSchema>;
export type Health = z.infer<typeof healthSchema>;
export type RouterHealth = z.infer<typeof routerHealthSchema>;
