/** Own access points on overlapping channels that are within range of each other. Other networks and the noise are not known. */
import { type Spectrum, toSpectrum } from '../parse/spectrum.ts';
import type { Found, Kind } from './kind.ts';
import type { Survey } from './survey.ts';
import { pairKey } from './tally.ts';

/** A device that both served within a minute was within range of both. So many changes make it certain. */
export const CERTAIN_CHANGES = 5;

interface Radio {
  id: string;
  name: string;
  band: string;
  /** The primary channel. */
  mhz: number;
  spectrum: Spectrum;
}

/** On 2.4 GHz, channels five numbers apart do not overlap. */
const GUARD_MHZ = 5;

export const sharedChannel: Kind = {
  kind: 'shared_channel',
  lacks: (survey) =>
    radiosOf(survey).length > 0
      ? null
      : { status: 'not_supported', reason: 'No router reports the channel of a radio.' },
  *find(survey) {
    const radios = radiosOf(survey);
    const pairs = new Map<string, [Radio, Radio][]>();
    for (const [index, radio] of radios.entries()) {
      for (const other of radios.slice(index + 1)) {
        if (other.id === radio.id || other.band !== radio.band || !overlap(radio, other)) continue;
        const key = `${pairKey(radio.id, other.id)} ${radio.band}`;
        pairs.set(key, [...(pairs.get(key) ?? []), radio.id < other.id ? [radio, other] : [other, radio]]);
      }
      yield null;
    }
    for (const [key, overlapping] of pairs) yield judge(survey, key, overlapping);
  },
};

function radiosOf(survey: Survey): Radio[] {
  const radios = new Map<string, Radio>();
  for (const record of survey.snapshot.interfaces) {
    const { access_point_id: id, band, frequency_mhz: mhz, channel, channel_width, disabled } = record;
    if (id === null || band === null || mhz === null || disabled === true) continue;
    if (survey.accessPoint(id)?.reachable === false) continue;
    radios.set(`${id} ${band} ${mhz}`, {
      id,
      name: survey.accessPointName(id),
      band,
      mhz,
      spectrum: toSpectrum(mhz, channel, channel_width),
    });
  }
  return [...radios.values()];
}

function overlap(a: Radio, b: Radio): boolean {
  const guardMhz = a.band === '2.4GHz' ? GUARD_MHZ : 0;
  return (
    a.spectrum.lowMhz < b.spectrum.highMhz + guardMhz && b.spectrum.lowMhz < a.spectrum.highMhz + guardMhz
  );
}

/** Two access points on one band, and which radios of the one overlap which of the other. */
function judge(survey: Survey, id: string, pairs: readonly [Radio, Radio][]): Found | null {
  const [first, second] = pairs[0]!;
  const { band } = first;
  const changes = survey.past === null ? null : (survey.tally.changes.get(pairKey(first.id, second.id)) ?? 0);
  if (changes === 0) return null;
  const isSame = pairs.every(([one, other]) => one.mhz === other.mhz);
  const [here, there] = [0, 1].map((side) =>
    [...new Set(pairs.map((pair) => pair[side]!.mhz))].join(' and '),
  );
  return {
    severity: 'info',
    confidence: changes === null ? 'low' : changes >= CERTAIN_CHANGES ? 'high' : 'medium',
    subject: { type: 'access_point', id, name: `${first.name}, ${second.name}` },
    title: `${first.name} and ${second.name} share a ${band} channel`,
    detail: `${first.name} uses ${here} MHz and ${second.name} ${there} MHz${isSame ? '' : ', which overlap'}. ${changes === null ? 'Whether they are within range of each other is not known.' : `Devices changed between them ${changes} times, so they are within range of each other.`} They ${isSame ? 'take turns to send' : 'disturb each other'}.`,
    evidence: {
      samples: changes ?? 0,
      since_at: survey.past === null ? null : new Date(survey.past.sinceAt).toISOString(),
      until_at: new Date(survey.at).toISOString(),
      measured_earlier: changes === null ? [] : ['changes'],
      changes,
      band,
      frequencies_mhz: pairs.flat().map(({ mhz }) => String(mhz)),
    },
    remedy:
      band === '2.4GHz'
        ? 'Give them different channels of 1, 6 and 11, with a width of 20 MHz.'
        : 'Give them different channels, or a smaller width.',
    commands: [],
    proposal: null,
  };
}
