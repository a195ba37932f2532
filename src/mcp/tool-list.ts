/** Every tool, in the order of the list that assistants get. */
import type { History } from '../record/history.ts';
import { questions } from '../question/list.ts';
import type { Tool } from './tool.ts';

export const tools: readonly Tool[] = questions.filter(({ isTool }) => isTool !== false);

/** The tools that can answer: without a history those that need one are left out. */
export function toolsFor(history: History | null): readonly Tool[] {
  return history === null ? tools.filter(({ reads }) => reads !== 'history') : tools;
}
