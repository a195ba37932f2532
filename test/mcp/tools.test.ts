/** The contract of the tools: each definition is a committed file, and rules that hold over all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { instructions } from '../../src/mcp/instructions.ts';
import { prompts } from '../../src/mcp/prompt-list.ts';
import { describeTool } from '../../src/mcp/surface.ts';
import { type ToolAnswer, readOnly, type Tool } from '../../src/mcp/tool.ts';
import { getDevice } from '../../src/mcp/tool/get-device.ts';
import { tools, toolsFor } from '../../src/mcp/tool-list.ts';
import { contractFile, contractFolder, contractText } from './contract.ts';
import { historyOf, journalOf } from './past.ts';
import { health, snapshot, takenAt } from './snapshot.ts';

const log = { error: () => {} };
const told = tools.flatMap((tool) => describeTool(tool, log));

const given = new Map([
  ['get_device', { device: '3c22fb0a1b2c' }],
  ['get_device_history', { device: '3c22fb0a1b2c' }],
]);

async function answerOf(tool: Tool): Promise<ToolAnswer> {
  const input = given.get(tool.name) ?? {};
  const present = { snapshot: snapshot(), now: takenAt, journal: journalOf(), history: historyOf() };
  switch (tool.reads) {
    case 'health':
      return tool.answer(health(), input) as ToolAnswer;
    case 'snapshot':
      return tool.answer(present.snapshot, input) as ToolAnswer;
    case 'journal':
      return (await tool.answer(present, input)) as ToolAnswer;
    case 'history':
      return (await tool.answer(present, input)) as ToolAnswer;
  }
}

function textsOf(offered: readonly Tool[], history: boolean): string[] {
  const values = { device: '3c22fb0a1b2c', access_point: 'hall' };
  return [
    instructions,
    ...offered.map(({ description, narrowing }) => `${description} ${narrowing}`),
    ...prompts.flatMap((prompt) => prompt.write(snapshot(), values, { history }).text),
  ];
}

describe('the tools', () => {
  it.each(tools.map((tool) => [tool.name, tool] as const))('%s is as committed', (_name, tool) => {
    const committed = readFileSync(new URL(contractFile(tool), contractFolder), 'utf8');
    expect(contractText(tool), 'Run `npm run openapi` and look at the difference.').toBe(committed);
  });

  it('have a committed file each, and no file is left over', () => {
    const files = readdirSync(contractFolder).sort();
    expect(files).toEqual(tools.map(contractFile).sort());
  });

  it('are named like their files', () => {
    const files = readdirSync(join(import.meta.dirname, '..', '..', 'src', 'mcp', 'tool')).sort();
    expect(files).toEqual(tools.map(({ name }) => `${name.replaceAll('_', '-')}.ts`).sort());
  });

  it.each(tools)('$name says what it is, when to use it, and that it only reads', (tool) => {
    expect(tool.name).toMatch(/^[a-z_]{3,64}$/);
    expect(tool.title).not.toBe('');
    expect(tool.description.length).toBeGreaterThan(80);
    expect(tool.description.length).toBeLessThan(600);
    expect(tool.description).toMatch(/\bUse it\b/);
    expect(tool.annotations).toBe(readOnly);
  });

  it.each(tools)('$name explains each of its arguments', ({ input }) => {
    for (const field of Object.values(input.shape)) expect((field as z.ZodType).description).toBeTruthy();
  });

  it('are described without references, and with an object at the root of both schemas', () => {
    expect(JSON.stringify(told)).not.toContain('$ref');
    expect(JSON.stringify(told)).not.toContain('$schema');
    for (const { inputSchema, outputSchema } of told as Record<string, { type: string }>[]) {
      expect(inputSchema!.type).toBe('object');
      expect(outputSchema!.type).toBe('object');
    }
  });

  it('take a modest part of a model’s context', () => {
    const forModels = told.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    expect(JSON.stringify(forModels).length).toBeLessThan(10_000);
    expect(JSON.stringify(told).length).toBeLessThan(51_000);
    expect(tools.length).toBeLessThanOrEqual(8);
  });

  it('are told of even if one of them has a schema that cannot be told', () => {
    const broken = { ...getDevice, name: 'broken', output: z.object({ at: z.date() }) } as unknown as Tool;
    const names = [broken, ...tools].flatMap((tool) => describeTool(tool, log)).map(({ name }) => name);
    expect(names).toEqual(tools.map(({ name }) => name));
  });

  it.each(tools)('$name answers by its own schema, in lines of at most 90 characters', async (tool) => {
    const answer = await answerOf(tool);
    expect(tool.output.strict().safeParse(answer.record).error).toBeUndefined();
    expect(answer.lines.length).toBeGreaterThan(0);
    for (const line of answer.lines) expect(line.length).toBeLessThanOrEqual(90);
  });

  it('are offered only where they can answer', () => {
    const without = toolsFor(null).map(({ name }) => name);
    expect(tools.map(({ name }) => name).filter((name) => !without.includes(name))).toEqual([
      'get_device_history',
    ]);
    expect(toolsFor(historyOf())).toBe(tools);
  });

  it.each([true, false])('are the only tools that any text names, history %s', (history) => {
    const offered = toolsFor(history ? historyOf() : null);
    const names = new Set(offered.map(({ name }) => name));
    const texts = textsOf(offered, history);
    const named = texts.flatMap((text) => text.match(/\b(?:list|get)_[a-z_]+\b|\bhealth_check\b/g) ?? []);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !names.has(name))).toEqual([]);
    expect(named.includes('get_device_history')).toBe(history);
  });
});
