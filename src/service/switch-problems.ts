/** Commands of Home Assistant that came to nothing in the last ten minutes, for a person. */
import type { Changes } from '../change/changes.ts';
import { failureOf } from '../change/switching.ts';
import type { SwitchProblem } from '../record/switch.ts';

const PROBLEM_MS = 600_000;
const MOST_NOTES = 20;
const REMEDY = 'Open Changes on the page of the service: it says what happened, and lets a person decide.';

export interface SwitchProblems {
  /** A command that led to no change. `message`, `remedy`: sentences; default: what the page shows of changes. */
  note: (router: string, message: string, remedy?: string) => void;
  /** Newest first, with the changes that failed. */
  recent: () => SwitchProblem[];
}

/** `now`: epoch ms. */
export function createSwitchProblems(changes: Pick<Changes, 'all'>, now: () => number): SwitchProblems {
  let notes: SwitchProblem[] = [];
  const isRecent = ({ sinceAt }: SwitchProblem) => Math.abs(now() - sinceAt) < PROBLEM_MS;
  return {
    note(router, message, remedy = REMEDY) {
      const note = { router, message, remedy, sinceAt: now() };
      notes = [note, ...notes.filter(isRecent)].slice(0, MOST_NOTES);
    },
    recent() {
      const failed = changes.all().flatMap((change): SwitchProblem[] => {
        const { router, stateSince: sinceAt } = change;
        const message = change.proposedBy.door === 'mqtt' ? failureOf(change) : null;
        return message === null ? [] : [{ router, message, remedy: REMEDY, sinceAt }];
      });
      return [...failed, ...notes].filter(isRecent).toSorted((a, b) => b.sinceAt - a.sinceAt);
    },
  };
}
