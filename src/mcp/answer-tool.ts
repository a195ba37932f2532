/**
 * The answer to one tool call: (tool, arguments, context) → result. It holds nothing that differs between two calls with the same context: no
 * correlation id, no age. For a tool that reads the snapshot alone it is a pure function of snapshot, tool and arguments, so it may be kept.
 */
import { timeZoneOf } from '../record/time-zone.ts';
import { ask, type Sources } from '../question/question.ts';
import { badInput, isRefusal } from '../question/refusal.ts';
import { readArguments } from './argument.ts';
import { failureOf, isFailure } from './failure.ts';
import type { Tool } from './tool.ts';
import { render, renderFailure, type ToolResult } from './tool-result.ts';

/** Whether the answer is a pure function of the snapshot and the arguments. */
export function restsOnSnapshot({ reads }: Tool): boolean {
  return reads === 'snapshot';
}

/** `timeZone`: the configured one. */
export interface Context extends Sources {
  timeZone?: string | null;
}

/** Rejects only on a defect. */
export async function answerTool(tool: Tool, given: unknown, context: Context): Promise<ToolResult> {
  const read = readArguments(tool, given);
  const answer = 'errors' in read ? badInput(read.errors) : await ask(tool, read.value, 'mcp', context);
  const outcome = isRefusal(answer)
    ? failureOf(answer, tool)
    : render(
        tool,
        answer,
        context.snapshot?.meta ?? null,
        timeZoneOf(context.timeZone ?? null, context.snapshot),
      );
  return isFailure(outcome) ? renderFailure(outcome) : outcome;
}
