/** Every tool, in the order of the list that assistants get. */
import type { History } from '../record/history.ts';
import type { Tool } from './tool.ts';
import { getDevice } from './tool/get-device.ts';
import { getDeviceHistory } from './tool/get-device-history.ts';
import { getSystemInfo } from './tool/get-system-info.ts';
import { healthCheck } from './tool/health-check.ts';
import { listAccessPoints } from './tool/list-access-points.ts';
import { listDevices } from './tool/list-devices.ts';
import { listEvents } from './tool/list-events.ts';
import { listWifiInterfaces } from './tool/list-wifi-interfaces.ts';

export const tools: readonly Tool[] = [
  listDevices,
  getDevice,
  listEvents,
  getDeviceHistory,
  listAccessPoints,
  listWifiInterfaces,
  getSystemInfo,
  healthCheck,
];

/** The tools that can answer: without a history those that need one are left out. */
export function toolsFor(history: History | null): readonly Tool[] {
  return history === null ? tools.filter(({ reads }) => reads !== 'history') : tools;
}
