/** The list of questions: what holds for each, and that both interfaces give the same record. */
import { describe, expect, it } from 'vitest';
import { answerTool } from '../../src/mcp/answer-tool.ts';
import { examplePerson } from '../../src/question/example.ts';
import { questions } from '../../src/question/list.ts';
import type { Question } from '../../src/question/question.ts';
import { knownHistory } from '../rest/history.ts';
import { memoryJournal } from '../rest/journal.ts';
import { health, holderOf, snapshot, takenAt } from '../rest/snapshot.ts';
import { start } from '../rest/start.ts';

const now = takenAt + 3500;
const house = snapshot(undefined, { people: [examplePerson] });

/** What both doors are asked, with a limit where their defaults differ. */
function inputOf({ input, example }: Question): Record<string, unknown> {
  const { order: _order, limit: _limit, ...given } = example.input;
  return {
    ...given,
    ...('limit' in input.shape && { limit: 10 }),
    ...('order' in input.shape && { order: 'desc' }),
    ...('since' in input.shape && { since: '7d' }),
  };
}

function urlOf({ path }: Question, input: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input))
    if (!path.includes(`{${name}}`)) for (const one of [value].flat()) query.append(name, String(one));
  return `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(input[name]))}?${query.toString()}`;
}

describe.each(questions)('$name', (question) => {
  it('has an example that its schemas take, and names that its input has', () => {
    const { input, output, aliases = {}, defaults, path, example } = question;
    expect(input.parse(example.input)).toEqual(example.input);
    expect(output.parse(example.answer)).toEqual(example.answer);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    for (const name of [...Object.values(aliases), ...Object.keys(defaults), ...inPath])
      expect(Object.keys(input.shape)).toContain(name);
  });

  it.runIf(question.reads !== 'health')('has the same record over REST and MCP', async () => {
    const sources = { journal: memoryJournal({}), history: knownHistory().history, health };
    const input = inputOf(question);
    const { ask } = start({ ...sources, snapshot: holderOf(house) });
    const overRest = await ask(urlOf(question, input));
    expect(overRest.status).toBe(200);
    const overMcp = await answerTool(question, input, {
      ...sources,
      health: () => health(),
      snapshot: house,
      now,
    });
    const { notes: _notes, ...record } = overMcp.structuredContent!;
    const { snapshot: meta, ...rest } = record;
    const body = (await overRest.json()) as object;
    expect('snapshot' in body ? record : rest).toEqual(body);
    expect(question.output.parse(body)).toEqual(body);
    if (question.reads === 'snapshot') expect(meta).toEqual(house.meta);
  });
});
