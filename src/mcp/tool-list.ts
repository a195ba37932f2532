/** Every tool, in the order of the list that assistants get. */
import type { History } from '../record/history.ts';
import { changeQuestions } from '../question/change/list.ts';
import { questions } from '../question/list.ts';
import { routerQuestions } from '../question/router/list.ts';
import { proposes, type Tool } from './tool.ts';

export const tools: readonly Tool[] = questions.filter(({ isTool }) => isTool !== false);

/** Those that ask a router. */
export const routerTools: readonly Tool[] = routerQuestions.filter(({ isTool }) => isTool !== false);

/** Those about changes. */
export const changeTools: readonly Tool[] = changeQuestions;

/** Which optional tools are offered. */
export interface Offered {
  canAskRouters?: boolean;
  /** Changes are on. `propose`: they may be proposed too. */
  changes?: 'off' | 'look' | 'propose';
}

/** The tools that can answer: without a history, those that need one are left out; those that ask a router or are about changes, unless that is switched on. */
export function toolsFor(
  history: History | null,
  { canAskRouters = false, changes = 'off' }: Offered = {},
): readonly Tool[] {
  const known = history === null ? tools.filter(({ reads }) => reads !== 'history') : tools;
  const further = [
    ...(canAskRouters ? routerTools : []),
    ...(changes === 'off' ? [] : changeTools.filter((tool) => changes === 'propose' || !proposes(tool))),
  ];
  return further.length === 0 ? known : [...known, ...further];
}
