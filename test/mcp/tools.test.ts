/** The contract of the tools: each definition is a committed file, and rules that hold over all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { instructions } from '../../src/mcp/instructions.ts';
import { prompts } from '../../src/mcp/prompt-list.ts';
import { describeTool } from '../../src/mcp/surface.ts';
import type { Tool } from '../../src/mcp/tool.ts';
import { tools, toolsFor } from '../../src/mcp/tool-list.ts';
import { getDevice } from '../../src/question/get-device.ts';
import type { JsonSchema } from '../../src/question/json-schema.ts';
import { questions } from '../../src/question/list.ts';
import { contractFile, contractFolder, contractText } from './contract.ts';
import { historyOf } from './past.ts';
import { snapshot } from './snapshot.ts';

const log = { error: () => {} };
const described = tools.flatMap((tool) => describeTool(tool, log));

function textsOf(offered: readonly Tool[], history: boolean): string[] {
  const values = { device: '3c22fb0a1b2c', access_point: 'hall' };
  return [
    instructions,
    ...offered.map(({ use, narrow }) => `${use} ${narrow}`),
    // the others come with tools that are switched on
    ...prompts
      .filter(({ needs }) => needs === undefined)
      .flatMap((prompt) => prompt.write(snapshot(), values, { history }).text),
  ];
}

describe('the tools', () => {
  it.each(tools.map((tool) => [tool.name, tool] as const))('%s is as committed', (_name, tool) => {
    const committed = readFileSync(new URL(contractFile(tool), contractFolder), 'utf8');
    expect(contractText(tool), 'Run `npm run openapi` and look at the difference.').toBe(committed);
  });

  it('are named by the manual', () => {
    const manual = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'mcp', 'README.md'), 'utf8');
    expect(tools.map(({ name }) => name).filter((name) => !manual.includes(`\`${name}\``))).toEqual([]);
  });

  it('have a committed file each, and no file is left over', () => {
    const files = readdirSync(contractFolder).sort();
    expect(files).toEqual(tools.map(contractFile).sort());
  });

  it('are questions named like their files', () => {
    const files = readdirSync(join(import.meta.dirname, '..', '..', 'src', 'question'));
    const missing = questions.filter(({ name }) => !files.includes(`${name.replaceAll('_', '-')}.ts`));
    expect(missing).toEqual([]);
    const named = files.filter((file) => /^(?:list|get|check)-/.test(file));
    expect(named.length).toBe(questions.filter(({ name }) => name !== 'health_check').length);
  });

  it.each(questions)('$name says what it is and when to use it', (tool) => {
    expect(tool.name).toMatch(/^[a-z_]{3,64}$/);
    expect(tool.title).not.toBe('');
    expect(tool.use.length).toBeGreaterThan(80);
    expect(tool.use.length).toBeLessThan(600);
    expect(tool.use).toMatch(/\bUse it\b/);
  });

  it('are all described as reading only', () => {
    for (const { annotations } of described)
      expect(annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false, idempotentHint: true });
  });

  it.each(tools)('$name explains each of its arguments', ({ input }) => {
    for (const field of Object.values(input.shape)) expect((field as z.ZodType).description).toBeTruthy();
  });

  it('are described without references, and with an object at the root of both schemas', () => {
    expect(JSON.stringify(described)).not.toContain('$ref');
    expect(JSON.stringify(described)).not.toContain('$schema');
    for (const { inputSchema, outputSchema } of described as Record<string, { type: string }>[]) {
      expect(inputSchema!.type).toBe('object');
      expect(outputSchema!.type).toBe('object');
    }
  });

  it('take no schema keyword that a provider of models refuses', () => {
    const taken = 'type properties required description enum items anyOf minimum maximum'.split(' ');
    const visit = (schema: JsonSchema): void => {
      expect(Object.keys(schema).filter((keyword) => !taken.includes(keyword))).toEqual([]);
      for (const inner of Object.values((schema['properties'] ?? {}) as object)) visit(inner as JsonSchema);
      for (const inner of [schema['items'] ?? [], schema['anyOf'] ?? []].flat()) visit(inner as JsonSchema);
    };
    for (const { inputSchema } of described) visit(inputSchema as JsonSchema);
  });

  it('take a modest part of a model’s context', () => {
    const forModels = described.map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
    }));
    expect(JSON.stringify(forModels).length / tools.length).toBeLessThan(1400);
    expect(JSON.stringify(described).length / tools.length).toBeLessThan(6700);
  });

  it('are described even if one of them has a schema that cannot be converted', () => {
    const broken = { ...getDevice, name: 'broken', output: z.object({ at: z.date() }) } as unknown as Tool;
    const names = [broken, ...tools].flatMap((tool) => describeTool(tool, log)).map(({ name }) => name);
    expect(names).toEqual(tools.map(({ name }) => name));
  });

  it('are offered only where they can answer', () => {
    const without = toolsFor(null).map(({ name }) => name);
    expect(tools.map(({ name }) => name).filter((name) => !without.includes(name))).toEqual([
      'get_device_history',
      'list_sessions',
      'get_access_point_history',
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
