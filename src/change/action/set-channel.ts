/** Sets the channels that a radio may use, and their width. */
import { z } from 'zod';
import type { Dialect } from '../../parse/dialect.ts';
import { raw } from '../../parse/row.ts';
import { bands } from '../../record/device.ts';
import type { Action } from '../action.ts';
import { isProposal, noChange, refused } from '../device-input.ts';
import { findAccessPoint } from '../network.ts';
import { radarCheckSeconds, RADAR_WATCH_MS } from '../radar.ts';
import {
  accessPointInput,
  labelIn,
  ofRadios,
  RESTART_SECONDS,
  radioAt,
  radioPlan,
  routeByAccessPoint,
  scopeSchema,
} from '../radio-plan.ts';
import { changeValues, type Wanted } from '../set-value.ts';
import { nameOf, radioOf, readWifi } from '../wifi-tables.ts';
import { toText } from '../bytes.ts';

const WIDTH =
  /^(?:20mhz|20\/40mhz(?:-Ce|-eC|-XX)?|20\/40\/80mhz(?:-Ceee|-eCee|-eeCe|-eeeC|-XXXX)?|20\/40\/80\/160mhz|20\/40\/80\/160\/320mhz|20\/40\/80\+80mhz)$/;
const RANGES_MHZ = { '2.4GHz': [2402, 2494], '5GHz': [4900, 5900], '6GHz': [5925, 7125] } as const;

const input = z
  .strictObject({
    access_point: accessPointInput,
    band: z.enum(bands).describe('Band of the radio.'),
    scope: scopeSchema,
    frequency_mhz: z
      .array(z.int().min(2402).max(7125))
      .min(1)
      .max(30)
      .nullable()
      .optional()
      .describe(
        'Channels by their frequency in MHz, among which the radio chooses. null: unset, any channel.',
      ),
    channel_width: z
      .string()
      .regex(WIDTH, 'Write a width as RouterOS does: 20mhz, 20/40mhz-Ce, 20/40/80mhz.')
      .nullable()
      .optional()
      .describe('Channel width in RouterOS notation. null: unset.'),
  })
  .refine((given) => given.frequency_mhz !== undefined || given.channel_width !== undefined, {
    message: 'Name frequency_mhz or channel_width.',
    path: ['frequency_mhz'],
  })
  .refine(
    ({ frequency_mhz, band }) =>
      frequency_mhz?.every((mhz) => mhz >= RANGES_MHZ[band][0] && mhz <= RANGES_MHZ[band][1]) ?? true,
    { message: 'A frequency lies outside the band.', path: ['frequency_mhz'] },
  );
type Input = z.infer<typeof input>;

function wantedIn(dialect: Dialect, { frequency_mhz: mhz, channel_width: width }: Input): Wanted[] {
  const isOld = dialect === 'wireless';
  const frequency =
    mhz === undefined
      ? []
      : [{ value: isOld ? 'frequency' : 'channel.frequency', to: mhz?.join(',') ?? null }];
  if (width === undefined) return frequency;
  if (dialect !== 'capsman')
    return [...frequency, { value: isOld ? 'channel-width' : 'channel.width', to: width }];
  // the old CAPsMAN has the control channel and its extension apart
  const extension =
    /-(\w+)$/.exec(width ?? '')?.[1] ??
    (width === '20mhz' ? 'disabled' : width?.includes('80') ? 'XXXX' : 'XX');
  return [
    ...frequency,
    { value: 'channel.control-channel-width', to: width === null ? null : '20mhz' },
    { value: 'channel.extension-channel', to: width === null ? null : extension },
  ];
}

export const setChannel: Action<Input> = {
  name: 'set_channel',
  meaning: 'Sets the channels and the channel width of a radio.',
  input,
  route: routeByAccessPoint,
  async plan(given, planning) {
    const { access_point, band, scope } = given;
    const point = findAccessPoint(planning.network, access_point);
    if (typeof point === 'string') return { result: 'invalid', parameter: 'access_point', message: point };
    const found = radioAt(await readWifi(planning), planning.network, point, band);
    if (isProposal(found)) return found;
    const { wifi, row } = found;
    const isOld = wifi.dialect === 'wireless';
    if (
      isOld &&
      (given.frequency_mhz === null || given.channel_width === null || (given.frequency_mhz?.length ?? 1) > 1)
    )
      return refused('The old driver takes exactly one frequency and one width. Name them.');
    const labelOf = labelIn(planning.network, point.router);
    const wanted = wantedIn(wifi.dialect, given);
    const change = changeValues(wifi, [row], wanted, { scope, labelOf });
    if (isProposal(change)) return change;
    if (change.edits.length === 0) return noChange('The radio has this channel already.');
    const radios = new Set(wifi.rows.filter((each) => change.interfaces.includes(nameOf(each))).map(radioOf));
    if (radios.size > 1) {
      const own = changeValues(wifi, [row], wanted, { scope: 'radio', labelOf });
      const commands = isProposal(own) ? own.commands : [];
      return refused(
        `One channel for several radios of a band would make them disturb each other (${[...radios].map((name) => toText(name)).join(', ')}). ` +
          (commands.length > 0
            ? `Give ${toText(nameOf(row))} a profile of its own with these commands on the router, and ask again.`
            : 'Ask for scope "radio".'),
        commands,
      );
    }
    const width =
      given.channel_width === undefined
        ? raw(row, isOld ? 'channel-width' : 'channel.width')
        : given.channel_width;
    const frequencies =
      given.frequency_mhz === undefined
        ? parsedMhz(raw(row, isOld ? 'frequency' : 'channel.frequency'))
        : given.frequency_mhz;
    const radarSeconds = radarCheckSeconds(band, frequencies, width);
    return radioPlan(planning, point.router, ofRadios(wifi, change), {
      interruptionSeconds: RESTART_SECONDS + radarSeconds,
      ...(radarSeconds === 0 ? {} : { watchMs: RADAR_WATCH_MS }),
      undo: 'The old channel is put back, and unset where it was inherited.',
      proof: 'The radio shows the new channel, and its devices are still on the network.',
    });
  },
};

/** Null for a range or several: the radio chooses. */
function parsedMhz(text: string | null): number[] | null {
  return text !== null && /^\d+(?:,\d+)*$/.test(text) ? text.split(',').map(Number) : null;
}
