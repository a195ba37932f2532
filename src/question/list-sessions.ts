/** The sessions of all devices, or of one. */
import { allSessionsQuerySchema } from '../record/history.ts';
import { toSpan } from '../record/span.ts';
import { exampleSessionPage } from './example-past.ts';
import { deviceId } from './get-device.ts';
import { historyQuestion } from './question.ts';
import { badInput, isRefusal } from './refusal.ts';
import {
  namedSessionSchema,
  readSessions,
  SESSION_SPAN,
  sessionPage,
  sessionPageSchema,
  withNames,
} from './session-page.ts';
import { deviceOf, missingDevice } from './subject.ts';

export const listSessions = historyQuestion({
  name: 'list_sessions',
  title: 'List sessions',
  use: 'Each time a device was on one WiFi interface: start and end, access point, signal, traffic and why it ended, newest first (order). Use it to compare devices over days: who was here yesterday, which devices never move, who used most traffic. For one device with its signal over time use get_device_history. Default: the last 7 days (since).',
  description:
    'Each time any device was on one interface. Newest first; to get the next page, send next_before as before. With order=asc oldest first; then send next_after as after. Includes sessions that overlap the requested time only in part. At most 400 days at once.',
  topic: 'Devices',
  path: '/sessions',
  input: allSessionsQuerySchema.extend({
    device_id: deviceId.optional().describe(`Only this device: ${deviceId.description}`),
  }),
  aliases: { device: 'device_id' },
  defaults: { order: 'desc', limit: { rest: 1000, mcp: 50 } },
  span: SESSION_SPAN,
  output: sessionPageSchema,
  record: 'SessionList',
  refusals: ['no_history', 'history_off', 'device_not_found', 'ambiguous_device', 'no_snapshot'],
  narrow: 'Lower limit, give a device_id, or shorten the time with since and until.',
  page: sessionPage,
  table: { field: 'sessions', row: () => namedSessionSchema },
  example: { input: { since: '2h', limit: 1 }, answer: exampleSessionPage },
  async answer({ history, snapshot, now }, { device_id, order, limit, after, before, ...query }) {
    const span = toSpan(query, SESSION_SPAN, now);
    if (Array.isArray(span)) return badInput(span);
    const device = device_id === undefined ? null : deviceOf(snapshot, device_id);
    if (device !== null && isRefusal(device)) return device;
    const slice = { order: order!, limit: limit!, after, before };
    const list = await readSessions(history, device?.id ?? null, span, slice);
    if (isRefusal(list)) return list;
    if (device !== null && !device.isCurrent && list.sessions.length === 0) {
      const missing = await missingDevice(history, device.id, now);
      if (missing !== null) return missing;
    }
    return withNames(list, snapshot);
  },
});
