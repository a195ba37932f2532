/** The two forms of every answer, made from the list of tools: each is enough by itself, and a cut says so in both. */
import { describe, expect, it } from 'vitest';
import { changeTools, tools as plainTools } from '../../src/mcp/tool-list.ts';
import { MAX_TOKENS, render, type ToolResult, WARN_TOKENS } from '../../src/mcp/tool-result.ts';
import { lacksSnapshot, type Tool, toolOutput, toOutputSchema } from '../../src/mcp/tool.ts';
import type { Answer } from '../../src/question/page.ts';
import type { SnapshotMeta } from '../../src/record/snapshot.ts';
import { filled, long } from './filled.ts';
import { readText, withoutNulls } from './read-text.ts';

const meta: SnapshotMeta = {
  taken_at: '2026-11-20T08:00:00.000Z',
  complete: false,
  warnings: [
    {
      router: 'attic',
      table: 'ip/arp',
      kind: 'timeout',
      message: 'No complete answer came within 10 s.',
      since_at: '2026-11-20T07:58:40.000Z',
    },
  ],
};

const tools = [...plainTools, ...changeTools];
const MAX_BYTES = MAX_TOKENS * 4;
const rowCount = 4000;

function rendered(tool: Tool, answer: object): { result: ToolResult; text: string; structure: Answer } {
  const result = render(tool, answer, meta) as ToolResult;
  return { result, text: result.content[0]!.text, structure: result.structuredContent! };
}

const pageable = tools.filter(({ page }) => page !== undefined);

describe('the text and the structure of every tool', () => {
  it.each(tools)('$name: every field of its schema is in both', (tool) => {
    const { notes: _, ...record } = filled(toOutputSchema(tool)) as Answer;
    const { text, structure } = rendered(tool, record);
    const { notes, ...shown } = structure;
    expect(shown).toEqual({ ...record, ...(lacksSnapshot(tool) && { snapshot: meta }) });
    expect(readText(text)).toEqual({ notes: notes ?? [], record: shown });
  });

  it.each(tools)('$name: its example is in both, and fits its schema', (tool) => {
    const { text, structure } = rendered(tool, tool.example.answer);
    const { notes, ...shown } = structure;
    expect(toolOutput(tool).strict().parse(structure)).toEqual(structure);
    expect(readText(text)).toEqual({ notes: notes ?? [], record: withoutNulls(shown) });
    expect(tool.input.parse(tool.example.input)).toEqual(tool.example.input);
  });

  it.each(tools)('$name: each object is one line, whatever its text says', (tool) => {
    const record = filled(toOutputSchema(tool)) as Answer;
    for (const line of rendered(tool, record).text.split('\n')) {
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(line).not.toMatch(/^(?:last|next)/);
    }
  });
});

describe('a page that is too long', () => {
  it.each(pageable)('$name: is cut to what fits, and both forms say so and how to go on', (tool) => {
    const answer = long(tool.example.answer, rowCount);
    const { result, text, structure } = rendered(tool, answer);
    const forms = [text, JSON.stringify(structure)];
    for (const form of forms) {
      expect(Buffer.byteLength(form)).toBeLessThanOrEqual(MAX_BYTES);
      expect(form).toContain('Cut to ');
      expect(form).toContain(`call ${tool.name} again with the same arguments and `);
      expect(form).toContain(tool.narrow);
    }
    expect(Math.max(...forms.map((form) => Buffer.byteLength(form)))).toBeGreaterThan(MAX_BYTES * 0.7);
    expect(structure['has_more']).toBe(true);
    expect(readText(text).notes).toEqual(structure['notes']);
    expect((structure['notes'] as string[]).slice(1)).toEqual([
      result._meta['pagination_hint'],
      result._meta['token_warning'],
    ]);
    const { notes: _, ...cut } = structure;
    const next = tool.page!.next(cut);
    for (const [argument, value] of Object.entries(next!))
      expect(structure['notes']).toContainEqual(expect.stringContaining(`${argument}=${String(value)}`));
    expect(tool.input.partial().safeParse(next).error).toBeUndefined();
  });

  it.each(pageable)('$name: loses no row and shows none twice at the cut', (tool) => {
    const { page } = tool;
    const whole = long(tool.example.answer, rowCount) as Answer;
    const { notes: _, ...cut } = rendered(tool, whole).structure;
    const kept = page!.count(cut);
    expect(kept).toBeGreaterThan(0);
    expect(page!.count(page!.cut(whole, kept))).toBe(kept);
    const { since, until } = page!.next(cut)!;
    const times = [...JSON.stringify(cut).matchAll(/"(?:from_at|at)":"([^"]+)"/g)].map(([, time]) => time!);
    if (until === undefined) return;
    expect(times.toSorted()[0]).toBe(until);
    const [begin, end, asked] = [since, until, cut['since_at']] as [string, string, string];
    expect(begin < end && begin <= asked).toBe(true);
  });

  it.each(pageable)('$name: without a row, both forms say what to try', (tool) => {
    const { answer } = tool.example;
    const none = { ...long(answer, 0), has_more: false, ...('total_count' in answer && { total_count: 0 }) };
    const { text, structure } = rendered(tool, none);
    expect(structure['notes']).toEqual([tool.page!.ifNone]);
    expect(readText(text).notes).toEqual([tool.page!.ifNone]);
    expect(tool.page!.ifNone).toMatch(/^[A-Z].*\.$/);
  });

  it('an offset beyond the end is no empty answer', () => {
    const tool = tools.find(({ name }) => name === 'list_devices')!;
    const { structure } = rendered(tool, {
      ...long(tool.example.answer, 0),
      total_count: 3,
      has_more: false,
    });
    expect(structure['notes']).toBeUndefined();
  });

  it('of a tool without rows is refused with how to ask for less', () => {
    const tool = tools.find(({ name }) => name === 'health_check')!;
    expect(render(tool, long(tool.example.answer, rowCount), meta)).toEqual({
      error_code: 'too_large',
      message: expect.stringMatching(/^The answer would take about \d+ tokens; at most 25000 are sent\.$/),
      suggested_action: tool.narrow,
    });
  });

  it.each(pageable)('$name: warns above 5,000 tokens of the larger form, in both forms', (tool) => {
    const tokens = (count: number) => {
      const { text, structure } = rendered(tool, long(tool.example.answer, count));
      return Math.max(Buffer.byteLength(text), Buffer.byteLength(JSON.stringify(structure))) / 4;
    };
    let count = 1;
    while (tokens(count) <= WARN_TOKENS) count *= 2;
    const many = rendered(tool, long(tool.example.answer, count));
    const few = rendered(tool, long(tool.example.answer, Math.floor(count / 4)));
    expect(many.structure['notes']).toContain(many.result._meta['token_warning']);
    expect(readText(many.text).notes).toContain(many.result._meta['token_warning']);
    expect(few.result._meta).not.toHaveProperty('token_warning');
  });
});
