/** Every tool, in the order in which assistants are told of them. */
import type { Tool } from './tool.ts';
import { getDevice } from './tool/get-device.ts';
import { getSystemInfo } from './tool/get-system-info.ts';
import { healthCheck } from './tool/health-check.ts';
import { listAccessPoints } from './tool/list-access-points.ts';
import { listDevices } from './tool/list-devices.ts';
import { listWifiInterfaces } from './tool/list-wifi-interfaces.ts';

export const tools: readonly Tool[] = [
  listDevices,
  getDevice,
  listAccessPoints,
  listWifiInterfaces,
  getSystemInfo,
  healthCheck,
];
