/** Every prompt, in the order of the list that clients get. */
import type { Prompt } from './prompt.ts';
import { compareAccessPoints } from './prompt/compare-access-points.ts';
import { diagnoseNetwork } from './prompt/diagnose-network.ts';
import { findDevice } from './prompt/find-device.ts';
import { fixRoaming } from './prompt/fix-roaming.ts';
import { newDevices } from './prompt/new-devices.ts';
import { reviewFirewall } from './prompt/review-firewall.ts';
import { troubleshootDevice } from './prompt/troubleshoot-device.ts';
import { tuneWifi } from './prompt/tune-wifi.ts';
import { weeklyReport } from './prompt/weekly-report.ts';
import { whoIsHome } from './prompt/who-is-home.ts';

export const prompts: readonly Prompt[] = [
  findDevice,
  whoIsHome,
  tuneWifi,
  troubleshootDevice,
  weeklyReport,
  diagnoseNetwork,
  reviewFirewall,
  fixRoaming,
  newDevices,
  compareAccessPoints,
];
