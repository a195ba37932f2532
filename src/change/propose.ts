/** Makes a change out of a proposal, from fresh reads. */
import type { z } from 'zod';
import { type Action, Unreadable } from './action.ts';
import type { AnyAction } from './action-list.ts';
import type { Acts } from './acts.ts';
import type { Change } from './change.ts';
import type { Asked, Limits } from './limit.ts';
import { refused } from './device-input.ts';
import { findDevice, type NetworkView, unreadRouters } from './network.ts';
import { invalid, type Outcome } from './outcome.ts';
import type { Proposal } from './plan.ts';
import type { ChangesOptions, Registry } from './registry.ts';
import { timerName } from './timer.ts';

export interface ProposingOptions
  extends Pick<ChangesOptions, 'router' | 'whyUnwritable' | 'network' | 'within'> {
  registry: Registry;
  limits: Limits;
  actions: readonly AnyAction[];
}

const PLAN_LIMIT_MS = 15_000;

export function createProposing(options: ProposingOptions): (asked: Asked) => Promise<Outcome> {
  const { registry, limits, network } = options;
  let planning: Promise<unknown> = Promise.resolve();

  async function propose(asked: Asked): Promise<Outcome> {
    const action: Action<Record<string, unknown>> | undefined = options.actions.find(
      ({ name }) => name === asked.action,
    );
    if (action === undefined)
      return invalid('action', `Known actions: ${options.actions.map(({ name }) => name).join(', ')}.`);
    const parsed = action.input.safeParse(asked.input);
    if (!parsed.success) {
      return { outcome: 'invalid', errors: parsed.error.issues.flatMap((issue) => errorsOf(issue, asked)) };
    }
    const input = parsed.data;
    const routed = action.route(input, network());
    if (typeof routed !== 'string') return unrouted(routed, network());
    const open = registry.findOpen(asked.action, input, routed);
    if (open !== null) return { outcome: 'open', change: open };
    // a refused proposal counts as well: each is kept in the journal
    const waitSeconds = limits.plan(routed);
    if (waitSeconds > 0) return { outcome: 'too_many', retryAfterSeconds: waitSeconds };
    const writable = options.router(routed);
    const forbidden =
      writable === null
        ? options.whyUnwritable(routed)
        : writable.actions?.includes(asked.action) === false
          ? `The configuration of router ${routed} does not list ${asked.action}.`
          : null;
    if (writable === null || forbidden !== null) {
      const proposal = refused(forbidden!);
      return {
        outcome: 'created',
        change: await registry.create({ asked, input, router: routed, proposal }),
      };
    }
    // one plan at a time
    const turn = planning.then(() =>
      options.within(
        makeProposal(action, input, {
          asked,
          network: network(),
          acts: writable.acts,
          timers: timersOf(asked.action, input, routed),
        }),
        PLAN_LIMIT_MS,
      ),
    );
    planning = turn.catch(() => null);
    const proposal = (await turn) ?? {
      result: 'unreadable' as const,
      reason: 'The router did not answer within 15 s.',
    };
    if (proposal.result === 'unreadable')
      return { outcome: 'unreadable', reason: proposal.reason, retryAfterSeconds: 15 };
    if (proposal.result === 'invalid') return invalid(proposal.parameter, proposal.message);
    // another caller may have proposed the same meanwhile
    const twin = registry.findOpen(asked.action, input, routed);
    if (twin !== null) return { outcome: 'open', change: twin };
    return { outcome: 'created', change: await registry.create({ asked, input, router: routed, proposal }) };
  }

  /** Entries that end kept changes of the same thing: a block of the device, or a switch of the network. */
  function timersOf(
    action: string,
    { device_id: wanted, ssid }: Record<string, unknown>,
    router: string,
  ): string[] {
    const ending = [...registry.values()].filter(
      (change) => change.state === 'kept' && change.endsAt !== null && change.router === router,
    );
    if (action === 'set_ssid_enabled')
      return ending
        .filter((change) => change.action === action && change.input['ssid'] === ssid)
        .map(({ id }) => timerName(id));
    const device = typeof wanted === 'string' ? findDevice(network(), wanted) : 'none';
    if (typeof device === 'string') return [];
    const isSame = ({ plan }: Change) =>
      plan?.affects.devices.some(({ device_id }) => device_id === device.device_id) ?? false;
    return ending
      .filter((change) => change.action === 'block_device' && isSame(change))
      .map(({ id }) => timerName(id));
  }

  return propose;
}

/** What no router is known to have may be on one that was not read yet. */
function unrouted(problem: { parameter: string; message: string }, network: NetworkView): Outcome {
  const unread = unreadRouters(network);
  if (unread.length === 0) return { outcome: 'invalid', errors: [problem] };
  return {
    outcome: 'unreadable',
    reason: `${problem.parameter}: ${problem.message} Not read since the start: ${unread.join(', ')}.`,
    retryAfterSeconds: 15,
  };
}

/** One for each rejected key of the input. */
function errorsOf(
  issue: z.core.$ZodIssue,
  { action, input }: Asked,
): { parameter: string; message: string }[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, 20).map((key) => ({
      parameter: key.slice(0, 64),
      message: `Is no input of ${action}.`,
    }));
  const [name] = issue.path;
  if (name === undefined) return [{ parameter: 'input', message: 'Must be an object.' }];
  const isMissing = !Object.hasOwn(input as object, name);
  return [
    {
      parameter: issue.path.join('.'),
      message: isMissing ? 'Is required.' : `${issue.message.replace(/[.]?$/, '.')}`,
    },
  ];
}

interface Proposing {
  asked: Asked;
  network: NetworkView;
  acts: Acts;
  timers: readonly string[];
}

async function makeProposal<Input>(
  action: Action<Input>,
  input: Input,
  { asked, network, acts, timers }: Proposing,
): Promise<Proposal> {
  const { approverAddress } = asked;
  const planning = { network, read: acts.read, owner: acts.owner(), approverAddress, timers };
  try {
    return await acts.betweenPolls(() => action.plan(input, planning));
  } catch (error) {
    if (error instanceof Unreadable) return { result: 'unreadable', reason: error.message };
    throw error;
  }
}
