/**
 * The answer to one tool call: (tool, arguments, context) → result. It holds nothing that differs between two calls with the same context: no
 * correlation id, no age. For a tool that reads the snapshot alone it is a pure function of snapshot, tool and arguments, so it may be kept.
 */
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { readArguments } from './argument.ts';
import { type Failure, historyMissing, invalidArgument, isFailure, noDataYet } from './failure.ts';
import type { Tool, ToolAnswer } from './tool.ts';
import { render, renderFailure, type ToolResult } from './tool-result.ts';

/** What a call may be answered from. */
export interface Context {
  /** Null before the first reading. */
  snapshot: Snapshot | null;
  health: () => Health;
  journal: Journal;
  history: History | null;
  /** Epoch milliseconds. */
  now: number;
}

/** Whether the answer is a pure function of the snapshot and the arguments. */
export function restsOnSnapshot({ reads }: Tool): boolean {
  return reads === 'snapshot';
}

/** Rejects only on a defect. */
export async function answerTool(tool: Tool, given: unknown, context: Context): Promise<ToolResult> {
  const read = readArguments(tool.input, given);
  if ('problems' in read)
    return renderFailure(
      invalidArgument(read.problems, `Call ${tool.name} again with the arguments of its input schema.`),
    );
  const answer = await answerOf(tool, read.value, context);
  const outcome = isFailure(answer) ? answer : render(answer, tool.narrowing);
  return isFailure(outcome) ? renderFailure(outcome) : outcome.result;
}

function answerOf(
  tool: Tool,
  input: Record<string, unknown>,
  { snapshot, health, journal, history, now }: Context,
): ToolAnswer | Failure | Promise<ToolAnswer | Failure> {
  switch (tool.reads) {
    case 'snapshot':
      return snapshot === null ? noDataYet : tool.answer(snapshot, input);
    case 'health':
      return tool.answer(health(), input);
    case 'journal':
      return tool.answer({ journal, snapshot, now }, input);
    case 'history':
      return history === null
        ? historyMissing('This service keeps none.')
        : tool.answer({ history, snapshot, now }, input);
  }
}
