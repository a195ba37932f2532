/** Every question, in the order in which documentation and models see them. */
import { getAccessPointHistory } from './get-access-point-history.ts';
import { getDevice } from './get-device.ts';
import { getDeviceHistory } from './get-device-history.ts';
import { getPerson } from './get-person.ts';
import { getSummary } from './get-summary.ts';
import { getSystemInfo } from './get-system-info.ts';
import { healthCheck } from './health-check.ts';
import { listAccessPoints } from './list-access-points.ts';
import { listDeviceSessions } from './list-device-sessions.ts';
import { listDevices } from './list-devices.ts';
import { listEvents } from './list-events.ts';
import { listFindings } from './list-findings.ts';
import { listPeople } from './list-people.ts';
import { listSessions } from './list-sessions.ts';
import { listWifiInterfaces } from './list-wifi-interfaces.ts';
import type { Question } from './question.ts';

export const questions: readonly Question[] = [
  listPeople,
  getPerson,
  getSummary,
  listFindings,
  listDevices,
  getDevice,
  listEvents,
  getDeviceHistory,
  listDeviceSessions,
  listSessions,
  listAccessPoints,
  getAccessPointHistory,
  listWifiInterfaces,
  getSystemInfo,
  healthCheck,
];
