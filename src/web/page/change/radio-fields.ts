/** The forms of the actions on radios and networks: what each asks for, and the input that comes of it. */
interface Base {
  name: string;
  label: string;
  /** A box beside it sets null: the value is unset, and inherited again. */
  canUnset?: true;
  /** What an empty field means; without it, the value stays as it is. */
  whenEmpty?: 'unset';
}

export type Field = Base &
  (
    | { kind: 'number'; min: number; max: number; unit: string }
    | { kind: 'numbers'; unit: string; example: string }
    | { kind: 'text'; hints: readonly string[] }
    /** On or off; one that can be unset may also stay as it is. */
    | { kind: 'flag' }
    /** A name stands for the choices that the access point or network has. */
    | { kind: 'choice'; options: readonly (readonly [string, string])[] | Choice }
  );

export type Choice = 'bands' | 'interfaces' | 'routers';

export interface RadioForm {
  action: string;
  button: string;
  /** Inputs that what the button belongs to gives. */
  given: readonly string[];
  fields: readonly Field[];
}

const band: Field = { name: 'band', label: 'Band', kind: 'choice', options: 'bands' };
const router: Field = { name: 'router', label: 'On router', kind: 'choice', options: 'routers' };

const ALONE = ['radio', 'this radio alone'] as const;
const SHARED = ['profile', 'all that share its profile'] as const;
const scope = (...options: (readonly [string, string])[]): Field => ({
  name: 'scope',
  label: 'For',
  kind: 'choice',
  options,
});

const roaming: readonly Field[] = [
  {
    name: 'transition_threshold_dbm',
    label: 'Ask devices to move below',
    kind: 'number',
    min: -120,
    max: 0,
    unit: 'dBm',
    canUnset: true,
  },
  {
    name: 'transition_threshold_time_seconds',
    label: 'When it is below for',
    kind: 'number',
    min: 1,
    max: 3600,
    unit: 's',
    canUnset: true,
  },
  { name: 'rrm', label: '802.11k neighbour reports', kind: 'flag', canUnset: true },
  { name: 'wnm', label: '802.11v transition requests', kind: 'flag', canUnset: true },
  { name: 'fast_transition', label: '802.11r fast transition', kind: 'flag', canUnset: true },
  { name: 'probe_delay_2ghz', label: 'Late answers on 2.4 GHz', kind: 'flag', canUnset: true },
];

export const accessPointForms: readonly RadioForm[] = [
  {
    action: 'set_tx_power',
    button: 'Power',
    given: ['access_point'],
    fields: [
      band,
      {
        name: 'tx_power_dbm',
        label: 'Transmit power; empty: as much as it may',
        kind: 'number',
        min: -30,
        max: 40,
        unit: 'dBm',
        whenEmpty: 'unset',
      },
      scope(ALONE, SHARED),
    ],
  },
  {
    action: 'set_channel',
    button: 'Channel',
    given: ['access_point'],
    fields: [
      band,
      {
        name: 'frequency_mhz',
        label: 'Frequencies it may choose',
        kind: 'numbers',
        unit: 'MHz',
        example: '5180, 5500',
        canUnset: true,
      },
      {
        name: 'channel_width',
        label: 'Channel width',
        kind: 'text',
        hints: ['20mhz', '20/40mhz', '20/40mhz-Ce', '20/40/80mhz', '20/40/80mhz-Ceee', '20/40/80/160mhz'],
        canUnset: true,
      },
      scope(ALONE, SHARED),
    ],
  },
  {
    action: 'set_roaming',
    button: 'Roaming',
    given: ['router'],
    fields: [
      { name: 'interface', label: 'Interface', kind: 'choice', options: 'interfaces' },
      ...roaming,
      scope(ALONE, SHARED),
    ],
  },
  { action: 'restart_access_point', button: 'Restart', given: ['access_point'], fields: [] },
];

export const networkForms: readonly RadioForm[] = [
  {
    action: 'set_roaming',
    button: 'Roaming',
    given: ['ssid'],
    fields: [router, ...roaming, scope(SHARED, ['radio', 'radios that share nothing'])],
  },
  {
    action: 'set_ssid_enabled',
    button: 'On or off',
    given: ['ssid'],
    fields: [
      router,
      { name: 'enabled', label: 'The network is', kind: 'flag' },
      {
        name: 'for',
        label: 'How long',
        kind: 'choice',
        options: [
          ['', 'until it is undone'],
          ['30m', 'for 30 minutes'],
          ['2h', 'for 2 hours'],
          ['1d', 'for a day'],
        ],
      },
    ],
  },
];

export const unsetName = (name: string): string => `${name}-unset`;

/** `read`: the text of a field of the form; null where it has none, or the box is not ticked. */
export function toInput(
  fields: readonly Field[],
  read: (name: string) => string | null,
): Record<string, unknown> {
  const given = fields.flatMap((field): [string, unknown][] => {
    const text = read(field.name)?.trim() ?? '';
    if (read(unsetName(field.name)) !== null || text === 'unset') return [[field.name, null]];
    if (text === '') return field.whenEmpty === 'unset' ? [[field.name, null]] : [];
    return [[field.name, toValue(field, text)]];
  });
  return Object.fromEntries(given);
}

/** What is no number is sent as it is: the service names what is wrong. */
function toValue({ kind }: Field, text: string): unknown {
  if (kind === 'number') return toNumber(text);
  if (kind === 'numbers')
    return text
      .split(/[,;\s]+/)
      .filter(Boolean)
      .map(toNumber);
  return kind === 'flag' ? text === 'true' : text;
}

function toNumber(text: string): number | string {
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}
