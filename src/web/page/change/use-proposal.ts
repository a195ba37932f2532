/** A press that makes a plan: the change that comes of it, or why none does. */
import { useState } from 'preact/hooks';
import type { ChangeRecord } from '../../../question/change.ts';
import { toProblem } from '../api.ts';
import { type Proposal, useChangeRequests } from './use-changes.ts';

export function useProposal() {
  const requests = useChangeRequests();
  const [change, setChange] = useState<ChangeRecord | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  /** True: there is a plan, or a change that a rule refuses. */
  const propose = async (proposal: Proposal): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      setChange(await requests.propose(proposal));
      return true;
    } catch (error) {
      setProblem(toProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { change, setChange, problem, forgetProblem: () => setProblem(null), isBusy, propose };
}
