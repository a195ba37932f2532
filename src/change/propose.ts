/** Makes the proposal of an action from fresh reads. */
import { type Action, Unreadable } from './action.ts';
import type { Acts } from './acts.ts';
import type { Asked } from './limit.ts';
import type { NetworkView } from './network.ts';
import type { Proposal } from './plan.ts';

export interface Proposing {
  asked: Asked;
  network: NetworkView;
  acts: Acts;
  timers: readonly string[];
}

export async function propose<Input>(
  action: Action<Input>,
  input: Input,
  { asked, network, acts, timers }: Proposing,
): Promise<Proposal> {
  const planning = { network, read: acts.read, approverAddress: asked.approverAddress, timers };
  try {
    return await acts.betweenPolls(() => action.plan(input, planning));
  } catch (error) {
    if (error instanceof Unreadable) return { result: 'unreadable', reason: error.message };
    throw error;
  }
}
