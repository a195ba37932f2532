/** What comes back: lines, sizes, hints, and what is kept of an answer. */
import { describe, expect, it } from 'vitest';
import { completeDevice, toCompletion } from '../../src/mcp/completion.ts';
import { cut, deviceLine } from '../../src/mcp/line.ts';
import { type CallOptions, createCallTool, merged } from '../../src/mcp/call-tool.ts';
import { readResource } from '../../src/mcp/resource.ts';
import { prompts } from '../../src/mcp/prompt-list.ts';
import { tools } from '../../src/mcp/tool-list.ts';
import { listDevices } from '../../src/mcp/tool/list-devices.ts';
import type { Tool } from '../../src/mcp/tool.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { historyOf, journalOf } from './past.ts';
import { device, health, holderOf, manyDevices, snapshot, takenAt, wifiInterface } from './snapshot.ts';

const log = { debug: () => {}, error: () => {} };
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
    const lines = text.split('\n');
    expect(lines).toHaveLength(51);
    expect(lines[0]).toBe('Devices 1–50 of 120 that match');
    expect(structuredContent).toMatchObject({ total_count: 120, limit: 50, offset: 0, has_more: true });
    expect(_meta).toMatchObject({
      correlation_id: 'id',
      snapshot_age_seconds: 61,
      pagination_hint: '70 more: call again with offset=50.',
    });
    const last = await call(snapshot(manyDevices(120)), 'list_devices', { offset: 100 });
    expect(last.text.split('\n')[0]).toBe('Devices 101–120 of 120 that match');
    expect(last._meta).not.toHaveProperty('pagination_hint');
    expect((await call(snapshot([]), 'list_devices')).text).toBe('No devices at this offset; 0 match.');
  });

  it('says how many tokens it takes, and warns of many', async () => {
    const few = await call(snapshot(), 'list_devices');
    const tokens = Math.ceil((Buffer.byteLength(few.text) + bytesOf(few.structuredContent)) / 4);
    expect(few._meta).toMatchObject({ estimated_tokens: tokens });
    expect(few._meta).not.toHaveProperty('token_warning');
    const many = await call(snapshot(manyDevices(300)), 'list_devices', { limit: 1000 });
    expect(many.failure).toBeNull();
    expect(many._meta['token_warning']).toContain(listDevices.narrowing);
  });

  it.each([
    ['list_devices', { limit: 1000, detail: 'full', presence: 'any' }],
    ['list_wifi_interfaces', {}],
  ])('of %s that would be too large is a sentence on how to ask for less', async (name, args) => {
    const interfaces = Array.from({ length: 2000 }, () => wifiInterface);
    const result = await call(snapshot(manyDevices(5000), { interfaces }), name, args);
    expect(result.failure).toMatchObject({ error_code: 'too_large' });
    expect(result.failure!['suggested_action']).toMatch(/filter/i);
    expect(bytesOf(result)).toBeLessThan(2000);
  });

  it.each([1, 300, 5000])('of any tool or resource is under 1 MiB with %i devices', async (count) => {
    const large = snapshot(manyDevices(count));
    for (const { name } of tools)
      for (const args of [{}, { limit: 1000 }, { limit: 1000, detail: 'full' }, { device: '3c22fb000000' }])
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
      `! history · ${problem}`,
    );
    expect((await call(snapshot(), 'health_check')).text).not.toContain('!');
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

describe('a line', () => {
  it('keeps what is said of a device, however long its name', () => {
    const name = '👩‍👩‍👧‍👦'.repeat(40);
    const line = deviceLine(device({ name, access_point: 'x'.repeat(128) }));
    expect(line.length).toBeLessThanOrEqual(90);
    expect(line).toMatch(/^3c22fb0a1b2c .*… · home · 192\.168\.88\.21 · x{23}… · 5GHz · -61 dBm$/u);
    expect(line.isWellFormed()).toBe(true);
  });

  it('leaves out what is unknown, and tells the countdown from being there', () => {
    const gone = { connected: false, signal_dbm: null, band: null, ip_address: null } as const;
    expect(deviceLine(device(gone))).toBe('3c22fb0a1b2c Kitchen tablet · home, just disconnected · hall');
  });

  it('is cut between characters', () => {
    expect(cut('abcdef', 6)).toBe('abcdef');
    expect(cut('abcdefg', 6)).toBe('abcde…');
    expect(cut('abc😀😀', 6)).toBe('abc😀…');
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
