/** Every tool, in the order of the list that assistants get. */
import type { History } from '../record/history.ts';
import { questions } from '../question/list.ts';
import { routerQuestions } from '../question/router/list.ts';
import type { Tool } from './tool.ts';

export const tools: readonly Tool[] = questions.filter(({ isTool }) => isTool !== false);

/** Those that ask a router. */
export const routerTools: readonly Tool[] = routerQuestions.filter(({ isTool }) => isTool !== false);

/** The tools that can answer: without a history, those that need one are left out; those that ask a router, unless it is switched on. */
export function toolsFor(history: History | null, canAskRouters = false): readonly Tool[] {
  const known = history === null ? tools.filter(({ reads }) => reads !== 'history') : tools;
  return canAskRouters ? [...known, ...routerTools] : known;
}
