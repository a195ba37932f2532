/** Prompt: which devices are new to the network, and what they may be. */
import type { Device } from '../../record/device.ts';
import { dayOf, UTC } from '../../record/time-zone.ts';
import { getDevice } from '../../question/get-device.ts';
import { listDevices } from '../../question/list-devices.ts';
import { listEvents } from '../../question/list-events.ts';
import type { Prompt } from '../prompt.ts';
import { toContents } from '../resource.ts';
import { DEVICES } from '../uri.ts';
import { quantity, some, untrusted } from './fact.ts';

const DAYS = 7;
const DAY_MS = 86_400_000;
const MAX_LISTED = 40;

export const newDevices: Prompt = {
  name: 'new_devices',
  title: 'New devices',
  description: `Which devices were first seen in the last ${DAYS} days, and what they may be.`,
  arguments: [],
  write(snapshot, _given, { timeZone = UTC }) {
    const { takenAt, meta } = snapshot;
    const sinceAt = takenAt - DAYS * DAY_MS;
    const fresh = [...snapshot.devices.values()]
      .filter(({ first_seen_at }) => first_seen_at !== null && Date.parse(first_seen_at) >= sinceAt)
      .sort((a, b) => b.first_seen_at!.localeCompare(a.first_seen_at!));
    const since = `since ${dayOf(sinceAt, timeZone)} (${timeZone})`;
    if (fresh.length === 0)
      return {
        text: [`No device was first seen ${since}. Tell me so; nothing else is needed.`],
        attached: [],
      };
    const lines = fresh.map((device) => lineOf(device, timeZone));
    return {
      text: [
        `${fresh.length} devices were first seen ${since}, the newest first:\n${some(lines, MAX_LISTED)}`,
        `For each that is neither known nor guest: what is it, by its maker (vendor), name, host name, network and habits? Call ${getDevice.name} with the device_id, and ${listEvents.name} with it and since=${DAYS}d. A randomized MAC address has no maker, and may be the new address of a phone that disappeared then: look with ${listDevices.name}, presence=away and sort=-last_seen_at.`,
        'List what I should name or look after first. If one may be an intruder, say what speaks for it and what against; a device on the guest network is usually a visitor.',
        untrusted,
      ],
      attached: [toContents(DEVICES, { devices: fresh.slice(0, MAX_LISTED) }, meta.taken_at)],
    };
  },
};

function lineOf(device: Device, zone: string): string {
  const { device_id, first_seen_at, known, guest, mac_randomized, presence, band, signal_dbm } = device;
  const kind = known ? 'known' : guest ? 'guest' : 'stranger';
  const address = mac_randomized ? 'randomized MAC address' : 'MAC address of its maker';
  const radio = `${band ?? 'band unknown'}, signal ${quantity(signal_dbm, 'dBm')}`;
  return `- ${device_id}: ${dayOf(Date.parse(first_seen_at!), zone)}, ${kind}, ${address}, ${presence}, ${radio}`;
}
