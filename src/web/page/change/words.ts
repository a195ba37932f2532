/** What the page says about a change. */
import type { ChangeRecord } from '../../../question/change.ts';

type State = ChangeRecord['state'];

const STATES: Record<State, string> = {
  planned: 'waits for approval',
  approved: 'waits for its turn',
  applying: 'is being made',
  watching: 'made, being watched',
  kept: 'made and kept',
  undoing: 'is being taken back',
  undone: 'taken back',
  failed: 'not made',
  unknown: 'router does not answer',
  rejected: 'rejected',
  expired: 'expired',
  stale: 'out of date',
  refused: 'not allowed',
  no_change: 'nothing to do',
};

export function toStateText(state: State): string {
  return STATES[state];
}

type Effect = ChangeRecord['effect'][number];

const VERDICTS: Record<Effect['verdict'], string> = {
  better: 'better',
  same: 'no difference',
  worse: 'worse',
  too_early: 'too little measured',
};

/** "after 24h: better". */
export function toEffectText(window: Effect['window'], verdict: Effect['verdict']): string {
  return `after ${window}: ${VERDICTS[verdict]}`;
}

/** Nothing more happens by itself, but for its end. */
export function isOver(state: State): boolean {
  return !['planned', 'approved', 'applying', 'watching', 'undoing', 'unknown'].includes(state);
}

export function canBeUndone(state: State): boolean {
  return ['applying', 'watching', 'unknown', 'kept'].includes(state);
}

const ACTIONS: Record<string, string> = {
  reconnect_device: 'Reconnect',
  block_device: 'Block',
  unblock_device: 'Unblock',
  keep_device_off: 'Keep off',
  release_device: 'Release',
  name_device: 'Name on the router',
  reserve_address: 'Reserve address',
  set_roaming: 'Set roaming of',
  set_tx_power: 'Set the power of',
  set_channel: 'Set the channel of',
  set_ssid_enabled: 'Switch the network',
  restart_access_point: 'Restart',
  prove_undo: 'Prove the undo',
};

export function toActionText(action: string): string {
  return ACTIONS[action] ?? action.replaceAll('_', ' ');
}

/** The action, and what it is about: "Block Vacuum". A radio has many devices, and is called by its own name. */
export function toTitle({ action, input, plan, undoes }: ChangeRecord): string {
  const [device] = 'device_id' in input ? (plan?.affects.devices ?? []) : [];
  const names = [device?.name, ...ABOUT.map((key) => input[key])];
  const about = names.find((name) => typeof name === 'string') ?? '';
  const enabled = input['enabled'];
  const state = typeof enabled === 'boolean' ? (enabled ? ' on' : ' off') : '';
  const title = `${toActionText(action)} ${about as string}`.trim() + state;
  return undoes === null ? title : `Undo: ${title}`;
}

const ABOUT = ['device_id', 'ssid', 'access_point', 'interface', 'router'];

/** How long it lasts, and how long devices are off the air because of it. */
export function toSpanText({ input, plan }: Pick<ChangeRecord, 'input' | 'plan'>): string {
  const { properties = [], interruption_seconds: seconds = 0 } = plan ?? {};
  const lasting = typeof input['for'] === 'string' ? `Lasts ${input['for']}.` : 'Lasts until it is undone.';
  return [
    ...(properties.length === 0 ? [] : [lasting]),
    seconds === 0 ? 'Nobody else is interrupted.' : `About ${seconds} s off the air.`,
  ].join(' ');
}
