/** The tools about changes, called by a real client: what is offered when, that nothing approves, and that the link is in the text. */
import { afterAll, describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import type { ChangeDoor } from '../../src/question/change.ts';
import { type Bench, startBench } from '../change/bench.ts';
import { overHttp } from './client.ts';
import { apiKey, startService } from './service.ts';

const bench: Bench = await startBench();
const changes = bench.changes() as ChangeDoor;
const authenticatorFor = (may: readonly ('read' | 'propose')[]) =>
  createAuthenticator({ keys: [{ ...plainKey(apiKey), name: 'desk', may }], takesBasic: true });
const both = { changes, authenticator: authenticatorFor(['read', 'propose']) };
const proposing = await startService({ ...both, mcpChanges: 'propose', webUi: true });
const looking = await startService({ ...both, publicUrl: 'https://home.example.org', webUi: true });
const reading = await startService({
  changes,
  mcpChanges: 'propose',
  authenticator: authenticatorFor(['read']),
});
const off = await startService({ mcpChanges: 'propose' });
const kind = overHttp.find(({ name }) => name.startsWith('current SDK negotiating'))!;

afterAll(async () => {
  await Promise.all([proposing.close(), looking.close(), reading.close(), off.close(), bench.stop()]);
});

async function offered(url: URL): Promise<{ tools: string[]; prompts: string[] }> {
  const client = await kind.connect(url);
  const tools = (await client.listTools()).tools.map(({ name }) => name);
  const prompts = (await client.listPrompts()).prompts.map(({ name }) => name);
  await client.close();
  return { tools, prompts };
}

async function call(url: URL, name: string, args: Record<string, unknown>) {
  const client = await kind.connect(url);
  const { content, structuredContent, isError } = await client.callTool({ name, arguments: args });
  await client.close();
  const [{ text }] = content as { text: string }[] as [{ text: string }];
  return { text, record: structuredContent as Record<string, unknown>, isError };
}

const mine = /change|fix_roaming/;

describe('what is offered', () => {
  it('follows CHANGES and MCP_CHANGES, and nothing that approves, rejects or undoes is ever among it', async () => {
    const all = [await offered(proposing.url), await offered(looking.url), await offered(off.url)];
    expect(all.map(({ tools }) => tools.filter((name) => mine.test(name)))).toEqual([
      ['list_changes', 'get_change', 'propose_change'],
      ['list_changes', 'get_change'],
      [],
    ]);
    expect(all.map(({ prompts }) => prompts.includes('fix_roaming'))).toEqual([true, true, false]);
    for (const { tools } of all) for (const name of tools) expect(name).not.toMatch(/approve|reject|undo/);
  });

  it('the prompt fix_roaming names only tools that are offered', async () => {
    for (const { url } of [proposing, looking]) {
      const { tools } = await offered(url);
      const client = await kind.connect(url);
      const { messages } = await client.getPrompt({ name: 'fix_roaming', arguments: {} });
      await client.close();
      const text = String((messages[0]!.content as { text?: string }).text);
      for (const [tool] of text.matchAll(/\b(?:list|get|propose)_[a-z_]+/g)) expect(tools).toContain(tool);
      expect(text).toContain('a person decides each change');
    }
  });
});

describe('a proposal by an assistant', () => {
  it('writes nothing, names its key and its door, and says in both forms where a person approves', async () => {
    const written = bench.writes.length;
    const { text, record } = await call(proposing.url, 'propose_change', {
      action: 'block_device',
      input: { device_id: 'Vacuum', for: '2h' },
      reason: 'Guests asleep',
    });
    const link = `http://${proposing.url.host}/#/changes`;
    expect(record).toMatchObject({
      state: 'planned',
      review_url: link,
      proposed_by: { key: 'desk', door: 'mcp' },
      plan: { digest: expect.any(String) },
    });
    for (const form of [text, JSON.stringify(record)]) {
      expect(form).toContain(link);
      expect(form).toContain('a person approves it with OPERATOR_KEY');
    }
    const id = String(record['change_id']);
    expect(proposing.lines.map(({ fields }) => fields)).toContainEqual({
      act: 'propose change',
      target: id,
      key: 'desk',
      outcome: 'planned',
      correlation_id: expect.any(String),
    });
    const again = await call(looking.url, 'get_change', { change_id: id });
    expect(again.record).toMatchObject({ change_id: id, review_url: 'https://home.example.org/#/changes' });
    const list = await call(looking.url, 'list_changes', { state: 'planned' });
    expect(list.text).toContain(id);
    expect(list.record).toMatchObject({ changes: [{ change_id: id }], has_more: false });
    const rejected = await changes.reject(id, { key: 'anna', door: 'page' });
    expect(rejected.outcome).toBe('accepted');
    expect(bench.writes.length).toBe(written);
  });

  it('with a wrong input is answered with what is wrong, and what there is', async () => {
    const unknown = await call(proposing.url, 'propose_change', { action: 'reboot_all', input: {} });
    expect(unknown.isError).toBe(true);
    expect(unknown.text).toContain('reconnect_device');
    const stranger = await call(proposing.url, 'propose_change', {
      action: 'reconnect_device',
      input: { device: 'Vacuum' },
    });
    expect(stranger.text).toContain('device_id');
    expect(JSON.parse(stranger.text)).toMatchObject({
      suggested_action: 'Call propose_change again with another input.',
    });
    const nobody = await call(looking.url, 'get_change', { change_id: 'none' });
    expect(nobody.text).toContain('list_changes');
  });

  it('needs a key with the right propose', async () => {
    const { isError, text } = await call(reading.url, 'propose_change', {
      action: 'reconnect_device',
      input: { device_id: 'Vacuum' },
    });
    expect(isError).toBe(true);
    expect(text).toContain('propose');
    expect(changes.all().filter(({ action }) => action === 'reconnect_device')).toEqual([]);
  });
});
