/** Prompt: which people are home, by the configured people, else by their likely devices. */
import type { PersonRecord } from '../../record/person.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import type { Prompt } from '../prompt.ts';
import { devicesOf, toContents } from '../resource.ts';
import { getDevice } from '../../question/get-device.ts';
import { getSummary } from '../../question/get-summary.ts';
import { healthCheck } from '../../question/health-check.ts';
import { listDevices } from '../../question/list-devices.ts';
import { listPeople } from '../../question/list-people.ts';
import { DEVICES } from '../uri.ts';
import { some, untrusted } from './fact.ts';

const MAX_LISTED = 40;

export const whoIsHome: Prompt = {
  name: 'who_is_home',
  title: 'Who is home?',
  description: 'Which people are home by the devices they carry, and how certain that is.',
  arguments: [],
  write(snapshot) {
    const { people, known } = snapshot;
    const devices = [...snapshot.devices.values()];
    const count = (presence: string) => devices.filter((device) => device.presence === presence).length;
    const knownHome = devices.filter(
      ({ presence, device_id }) => presence === 'home' && known.has(device_id),
    );
    return {
      text: [
        `Who is home? ${count('home')} devices are home, of which ${knownHome.length} are known to the operator, as ${getSummary.name} counts them; ${count('unknown')} are unknown, ${count('away')} are away.`,
        ...(people.length === 0
          ? [withoutPeople(snapshot)]
          : [
              `People as configured, numbered as in the attached list:\n${people.map(personLine).join('\n')}`,
            ]),
        `Call ${listPeople.name} for the people, ${listDevices.name} with presence=home for all devices, ${getDevice.name} for one. List the people, or else the devices that people carry, one line each; then say what you left out and why. presence unknown means no evidence: list those separately, never as away.`,
        ...(snapshot.meta.complete
          ? []
          : [
              `Some tables could not be read: call ${healthCheck.name} and explain how that limits the answer.`,
            ]),
        untrusted,
      ],
      attached: [
        toContents(
          DEVICES,
          { ...(people.length > 0 && { people }), ...devicesOf(snapshot) },
          snapshot.meta.taken_at,
        ),
      ],
    };
  },
};

function personLine({ presence, devices }: PersonRecord, index: number): string {
  return `- person ${index + 1}: ${presence}, devices ${devices.join(', ')}`;
}

function withoutPeople({ known, devices }: Snapshot): string {
  const here = [...known].filter((id) => devices.get(id)?.presence === 'home').map((id) => `- ${id}`);
  return [
    `No people are configured, so this is an estimate. ${here.length} of the devices at home are known to the operator:`,
    some(here, MAX_LISTED),
    'Televisions, speakers, sensors and printers stay in the house and say nothing about people; phones and watches do. Other devices may belong to guests or neighbours.',
  ].join('\n');
}
