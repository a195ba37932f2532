/** What comes back: sizes, hints, and what is kept of an answer. The forms of each tool are in forms.test.ts. */
import { describe, expect, it } from 'vitest';
import { completeDevice, toCompletion } from '../../src/mcp/completion.ts';
import { type CallOptions, createCallTool, merged } from '../../src/mcp/call-tool.ts';
import { readResource } from '../../src/mcp/resource.ts';
import { prompts } from '../../src/mcp/prompt-list.ts';
import { tools } from '../../src/mcp/tool-list.ts';
import { listDevices } from '../../src/question/list-devices.ts';
import type { Tool } from '../../src/mcp/tool.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { historyOf, journalOf } from './past.ts';
import { readText } from './read-text.ts';
import { device, health, holderOf, manyDevices, snapshot, takenAt, wifiInterface } from './snapshot.ts';

const log = { debug: () => {}, info: () => {}, error: () => {} };
const past = { journal: journalOf(), history: historyOf() };

async function call(of: Snapshot | null, name: string, args: object = {}, more: Partial<CallOptions> = {}) {
  const callTool = createCallTool({
    ...past,
    tools,
    snapshot: holderOf(of),
    health,
    log,
    now: () => takenAt + 61_500,
    ...more,
  });
  const result = merged(await callTool({ name, arguments: args }, 'id'));
  const text = result.content[0]!.text;
  return {
    ...result,
    text,
    failure: result.isError === true ? (JSON.parse(text) as Record<string, unknown>) : null,
  };
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('an answer', () => {
  it('has a line per row, 50 rows unless asked otherwise, and says how to go on', async () => {
    const { text, structuredContent, _meta } = await call(snapshot(manyDevices(120)), 'list_devices');
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(50);
    expect(structuredContent).toMatchObject({ total_count: 120, limit: 50, offset: 0, has_more: true });
    const hint = 'There are more devices: call list_devices again with the same arguments and offset=50.';
    expect(structuredContent!['notes']).toContain(hint);
    expect(text).toContain(`! ${hint}`);
    expect(_meta).toMatchObject({ correlation_id: 'id', snapshot_age_seconds: 61, pagination_hint: hint });
    const last = await call(snapshot(manyDevices(120)), 'list_devices', { offset: 100 });
    expect(last.structuredContent).toMatchObject({ offset: 100, has_more: false });
    expect(last._meta).not.toHaveProperty('pagination_hint');
    expect((await call(snapshot([]), 'list_devices')).text).toContain('devices=[] total_count=0');
  });

  it('with detail=full has every field of a device in the text too', async () => {
    const { text, structuredContent } = await call(snapshot(), 'list_devices', { detail: 'full' });
    expect(readText(text).record['devices']).toMatchObject([
      { mac_address: '3C:22:FB:0A:1B:2C', ssid: 'home', tx_rate_bps: 866_700_000 },
    ]);
    expect(Object.keys((structuredContent!['devices'] as object[])[0]!).length).toBeGreaterThan(40);
  });

  it.each(['list_devices', 'get_device'])(
    'of %s tells in both forms which tables are missing',
    async (name) => {
      const message = 'GET https://192.168.88.2/rest/ip/arp failed: 500.';
      const warning = {
        router: 'attic',
        table: 'ip/arp',
        kind: 'router_error',
        since_at: '2026-11-20T07:58:40.000Z',
      };
      const meta = { ...snapshot().meta, complete: false, warnings: [{ ...warning, message }] };
      const partial = snapshot([device()], { meta } as Partial<Snapshot>);
      const args = name === 'get_device' ? { device_id: '3c22fb0a1b2c' } : {};
      const answer = await call(partial, name, args);
      expect(answer.structuredContent).toMatchObject({ snapshot: meta });
      expect(readText(answer.text).record).toMatchObject({ snapshot: meta });
    },
  );

  it('says how many tokens it takes, and warns of many', async () => {
    const few = await call(snapshot(), 'list_devices');
    const bytes = Buffer.byteLength(few.text) + bytesOf(few.structuredContent);
    expect(Math.abs((few._meta['estimated_tokens'] as number) - bytes / 4)).toBeLessThan(5);
    expect(few._meta).not.toHaveProperty('token_warning');
    const many = await call(snapshot(manyDevices(100)), 'list_devices', { limit: 1000 });
    expect(many.failure).toBeNull();
    expect(many._meta['token_warning']).toContain(listDevices.narrow);
  });

  it.each([
    ['list_devices', 'devices', { limit: 1000, detail: 'full', presence: 'any' }],
    ['list_wifi_interfaces', 'interfaces', {}],
  ])('of %s that would be too large comes in pages, each row once', async (name, field, args) => {
    const interfaces = Array.from({ length: 600 }, (_, index) => ({
      ...wifiInterface,
      interface: `cap-wifi${index}`,
    }));
    const large = snapshot(manyDevices(600), { interfaces });
    const seen: unknown[] = [];
    let next: object | null = args;
    let pages = 0;
    while (next !== null) {
      const { structuredContent } = await call(large, name, next);
      const rows = structuredContent![field] as { device_id?: string; interface: string }[];
      seen.push(...rows.map((row) => row.device_id ?? row.interface));
      const offset = (structuredContent!['offset'] as number) + rows.length;
      next = structuredContent!['has_more'] === true ? { ...args, offset } : null;
      pages++;
    }
    expect(pages).toBeGreaterThan(2);
    expect([seen.length, new Set(seen).size]).toEqual([600, 600]);
  });

  it.each([1, 300, 5000])('of any tool or resource is under 1 MiB with %i devices', async (count) => {
    const large = snapshot(manyDevices(count));
    for (const { name } of tools)
      for (const args of [
        {},
        { limit: 1000 },
        { limit: 1000, detail: 'full' },
        { device_id: '3c22fb000000' },
      ])
        expect(bytesOf(await call(large, name, args))).toBeLessThan(1024 * 1024);
    const read = { snapshot: () => large, health };
    for (const uri of ['mikrotik://devices', 'mikrotik://devices/3c22fb000000'])
      expect(bytesOf(readResource(uri, read))).toBeLessThan(1024 * 1024);
    for (const prompt of prompts)
      expect(bytesOf(prompt.write(large, { device: '3c22fb000000' }, { history: true }))).toBeLessThan(
        1024 * 1024,
      );
  });

  it('about health names what keeps the past from being known', async () => {
    const problem = 'The disk is full.';
    const history = { problem, size_bytes: null, oldest_at: null };
    const ill = () => health({ history });
    expect((await call(snapshot(), 'health_check', {}, { health: ill })).text).toContain(
      `history.problem="${problem}"`,
    );
    expect((await call(snapshot(), 'health_check')).text).not.toContain('problem=');
  });

  it('about the health of a router that does not exist names those that do', async () => {
    const { structuredContent } = await call(snapshot(), 'health_check', { router: 'router' });
    expect(structuredContent).toMatchObject({ routers: [{ router: 'router' }] });
    const { failure } = await call(snapshot(), 'health_check', { router: ['router', 'cellar'] });
    expect(failure).toMatchObject({
      error_code: 'invalid_argument',
      message: 'router is the id of no router. The routers are router.',
    });
  });

  it('is kept until the next snapshot, but for what differs from call to call', async () => {
    let asked = 0;
    const counting = {
      ...listDevices,
      answer: (...of: Parameters<typeof listDevices.answer>) => (asked++, listDevices.answer(...of)),
    } as unknown as Tool;
    const holder = holderOf(snapshot());
    const callTool = createCallTool({
      ...past,
      tools: [counting],
      snapshot: holder,
      health,
      log,
      now: () => takenAt,
    });
    const ask = async (id: string, args: object) =>
      merged(await callTool({ name: 'list_devices', arguments: args }, id));
    const first = await ask('a', { limit: 5 });
    const second = await ask('b', { limit: 5 });
    expect(asked).toBe(1);
    expect(second.structuredContent).toBe(first.structuredContent);
    expect([first._meta['correlation_id'], second._meta['correlation_id']]).toEqual(['a', 'b']);
    await ask('c', { limit: 6 });
    holder.publish(snapshot());
    await ask('d', { limit: 5 });
    expect(asked).toBe(3);
  });
});

describe('completion', () => {
  const twins = [
    device({ name: 'Phone', mac_address: '3C:22:FB:00:00:01' }),
    device({ name: 'phone', mac_address: '3C:22:FB:00:00:02' }),
    device({ name: 'Tablet 3C', mac_address: 'AA:22:FB:00:00:03' }),
  ];

  it('offers ids that begin so and names that contain it, an ambiguous name by its ids', () => {
    expect(completeDevice(snapshot(twins), 'PHO')).toEqual(['3c22fb000001', '3c22fb000002']);
    expect(completeDevice(snapshot(twins), '3c')).toEqual(['3c22fb000001', '3c22fb000002', 'Tablet 3C']);
    expect(completeDevice(snapshot(twins), 'zzz')).toEqual([]);
  });

  it('gives at most 100, and says that there are more', () => {
    const { values, total, hasMore } = toCompletion(completeDevice(snapshot(manyDevices(250)), ''));
    expect([values.length, total, hasMore]).toEqual([100, 250, true]);
  });
});
