/** The sessions of one device, under its own path. Models ask `list_sessions`. */
import { sessionQuerySchema } from '../record/history.ts';
import { exampleSessionPage } from './example-past.ts';
import { deviceId } from './get-device.ts';
import { listSessions } from './list-sessions.ts';
import { historyQuestion } from './question.ts';
import { namedSessionSchema, SESSION_SPAN, sessionPage, sessionPageSchema } from './session-page.ts';

export const listDeviceSessions = historyQuestion({
  name: 'list_device_sessions',
  title: 'List the sessions of a device',
  use: listSessions.use,
  description:
    'Each time the device was on one interface: when it began and ended, its signal strength, its traffic, and why it ended. Newest first; to get the next page, send next_before as before. With order=asc oldest first; then send next_after as after. Includes sessions that overlap the requested time only in part. At most 400 days at once.',
  topic: 'Devices',
  path: '/devices/{device_id}/sessions',
  isTool: false,
  input: sessionQuerySchema.extend({ device_id: deviceId }),
  defaults: { order: 'desc', limit: 100 },
  span: SESSION_SPAN,
  output: sessionPageSchema,
  record: 'SessionList',
  refusals: ['no_history', 'history_off', 'device_not_found', 'ambiguous_device', 'no_snapshot'],
  narrow: 'Lower limit, or shorten the time with since and until.',
  page: sessionPage,
  table: { field: 'sessions', row: () => namedSessionSchema },
  example: {
    input: { device_id: '3c22fb0a1b2c', since: '2h', limit: 1 },
    answer: exampleSessionPage,
  },
  answer: (from, input) => listSessions.answer(from, input),
});
