/** What the actions on one device have in common: which device, which router, and which devices no plan may touch. */
import { z } from 'zod';
import type { Mac } from '../parse/mac.ts';
import type { Device } from '../record/device.ts';
import { cutsOff, protectedReason } from './lockout.ts';
import { findDevice, type NetworkView } from './network.ts';
import type { Plan, Proposal, Refusal } from './plan.ts';

export const deviceIdSchema = z
  .string()
  .min(1)
  .max(200)
  .describe('The device: a MAC address in any notation, a name, or an IP address.');

/** The router that has, or last had, the device. */
export function routeByDevice(
  { device_id }: { device_id: string },
  network: NetworkView,
): string | { parameter: string; message: string } {
  const device = findDevice(network, device_id);
  if (typeof device === 'string') return { parameter: 'device_id', message: device };
  return (
    device.router ?? { parameter: 'device_id', message: 'The device has not been seen on any router yet.' }
  );
}

export interface Target {
  device: Device;
  macs: readonly Mac[];
  /** The MAC it uses now, or used last. */
  mac: Mac;
}

/** The device, or why it may not be touched. */
export function targetOf(wanted: string, network: NetworkView): Target | Proposal {
  const device = findDevice(network, wanted);
  if (typeof device === 'string') return { result: 'invalid', parameter: 'device_id', message: device };
  const macs = network.macsOf(device.device_id);
  const reason = protectedReason(macs, device, network);
  return reason === null ? { device, macs, mac: device.mac_address } : refused(reason);
}

export function isProposal(value: object): value is Proposal {
  return 'result' in value;
}

export function refused(reason: string, commands: readonly string[] = []): Refusal {
  return { result: 'refused', reason, commands };
}

export function noChange(reason: string): Proposal {
  return { result: 'no_change', reason };
}

type Given = Pick<Plan, 'object' | 'edits' | 'undo' | 'proof'> & Partial<Plan>;

/** A plan for one device; what is not given is the usual. */
export function planFor({ device }: Target, approverAddress: string | null, given: Given): Proposal {
  const plan: Plan = {
    router: device.router!,
    ends: given.edits.filter(({ kind }) => kind !== 'kick'),
    premises: [],
    affects: {
      radios: device.interface === null ? [] : [device.interface],
      access_points: device.access_point === null ? [] : [device.access_point],
      ssids: device.ssid === null ? [] : [device.ssid],
      devices: [{ device_id: device.device_id, name: device.name }],
    },
    interfaces: [],
    offline: [device.device_id],
    interruptionSeconds: 0,
    cutsOff: cutsOff(device, approverAddress),
    guarded: false,
    forMs: null,
    endsOnRouter: false,
    ...given,
  };
  return { result: 'planned', plan };
}
