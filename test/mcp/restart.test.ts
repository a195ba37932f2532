/** What a client sees of a restart of the service, by kind. */
import { describe, expect, it, vi } from 'vitest';
import { overHttp } from './client.ts';
import { startService } from './service.ts';

/** Until this process, which is both sides, has noticed that its connections are gone. */
async function notice(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => void setImmediate(resolve));
}

/** Several real clients at once on a slow machine. */
const patient = { timeout: 60_000 };
const call = { name: 'list_devices', arguments: {} };
const isSse = (name: string) => name.includes('SSE');

describe.concurrent.each(overHttp.filter(({ name }) => !isSse(name)))('$name', patient, ({ connect }) => {
  it('calls on as if nothing had happened', async () => {
    const before = await startService();
    const client = await connect(before.url);
    await client.callTool(call);
    await before.close();
    const after = await startService({ port: before.port });
    await notice();
    expect((await client.callTool(call)).structuredContent).toMatchObject({ total_count: 1 });
    await client.close();
    await after.close();
  });
});

describe.concurrent.each(overHttp.filter(({ name }) => isSse(name)))('$name', patient, ({ connect }) => {
  it('opens its stream again by itself; until then calls fail', async () => {
    const before = await startService();
    const client = await connect(before.url);
    await client.callTool(call);
    await before.close();
    const after = await startService({ port: before.port });
    await notice();
    await expect(client.callTool(call)).rejects.toThrow(/404/);
    // the client itself waits some seconds before it tries again
    const again = await vi.waitFor(() => client.callTool(call), { timeout: 20_000, interval: 100 });
    expect(again.structuredContent).toMatchObject({ total_count: 1 });
    await client.close();
    await after.close();
  });
});
