/** Streams: who reads too slowly, who vanishes, and the end of all of them. */
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { HttpReply, HttpRequest } from '../../src/http/exchange.ts';
import { createMcpStreams } from '../../src/mcp/stream.ts';
import { createTestClock } from './clock.ts';
import { accepting, rpc } from './http.ts';
import { ask, inGroups, openStream } from './network.ts';
import { bearer, startService } from './service.ts';
import { holderOf, manyDevices, snapshot } from './snapshot.ts';

const patient = { timeout: 20_000, interval: 20 };

describe('a stream', () => {
  const limits = { maxStreams: 2, maxQueueBytes: 100 };
  const ignore = () => {};
  const log = { debug: ignore, info: ignore, error: ignore };
  const incoming = { socket: { destroy: ignore } };
  const request = { incoming, address: '', correlationId: 'id' } as unknown as HttpRequest;
  const streamsOf = () => createMcpStreams({ clock: createTestClock(), limits, log });
  const text = async ({ body }: HttpReply) => new Response(body as ReadableStream).text();

  it('is dropped, with what waits in it, when its reader is too slow', async () => {
    let ends = 0;
    const streams = streamsOf();
    const stream = streams.open(request, () => ends++)!;
    for (let event = 0; event < 5; event++) stream.write(Buffer.from('x'.repeat(60)));
    expect([ends, streams.count()]).toEqual([1, 0]);
    expect(await text(stream.reply)).toBe('');
  });

  it('passes on the end and the failure of another', async () => {
    const streams = streamsOf();
    const source = (start: (controller: ReadableStreamDefaultController) => void) =>
      new Response(new ReadableStream({ start }), { headers: { 'Content-Type': 'text/event-stream' } });
    const ended = await streams.relay(
      request,
      source((controller) => controller.close()),
    );
    expect(await text(ended)).toBe('');
    const failed = await streams.relay(
      request,
      source((controller) => controller.error(new Error('broken'))),
    );
    expect(await text(failed)).toBe('');
    expect(streams.count()).toBe(0);
  });

  it('takes one event of any size, and delivers what waits before it ends', async () => {
    const streams = streamsOf();
    const stream = streams.open(request, ignore)!;
    stream.write(Buffer.from('x'.repeat(1000)));
    stream.end();
    expect(streams.count()).toBe(0);
    expect(await text(stream.reply)).toHaveLength(1000);
  });

  it('ends once, whoever ends it', async () => {
    let ends = 0;
    const streams = streamsOf();
    const stream = streams.open(request, () => ends++)!;
    stream.end();
    stream.end();
    stream.write(Buffer.from('late'));
    streams.close();
    await (stream.reply.body as ReadableStream).cancel();
    expect(ends).toBe(1);
  });
});

describe('on the network', () => {
  it('600 clients that vanish, half of them without a word, leave nothing behind', async () => {
    const service = await startService({ limits: { maxSessions: 2000, maxStreams: 2000 } });
    const { mcp, clock, holder } = service;
    await inGroups(600, 50, async (index) => {
      const { sent, got } = await openStream(service.url, index);
      expect(got.statusCode).toBe(200);
      if (index % 2 === 0) sent.socket!.resetAndDestroy();
      else sent.destroy();
    });
    await vi.waitFor(() => expect(mcp.streamCount()).toBe(0), patient);
    expect(mcp.sessionCount()).toBe(200);
    expect(holder.listenerCount()).toBe(0);
    clock.advance(12 * 60_000);
    expect(mcp.sessionCount()).toBe(0);
    expect(clock.timerCount()).toBe(1);
    await service.close();
  }, 60_000);

  it('who does not read is dropped', async () => {
    const holder = holderOf(snapshot(manyDevices(300)));
    const service = await startService({ holder, limits: { maxQueueBytes: 256 * 1024 } });
    const { mcp, lines } = service;
    const { sent, got } = await ask(service.url, 'GET', {});
    const [first] = (await once(got, 'data')) as [Buffer];
    got.pause();
    const path = /data: (.*)\n/.exec(first.toString())![1]!;
    const call = rpc('tools/call', { name: 'list_devices', arguments: { limit: 300 } });
    const post = () =>
      fetch(new URL(path, service.url), {
        method: 'POST',
        headers: { ...accepting, ...bearer },
        body: JSON.stringify(call),
      });
    // what the kernel takes for an unread connection is some megabytes
    for (let posts = 0; posts < 400 && mcp.streamCount() > 0; posts++) await (await post()).text();
    expect([mcp.streamCount(), mcp.sessionCount()]).toEqual([0, 0]);
    expect(lines.find(({ event }) => event === 'event stream dropped')?.fields).toMatchObject({
      client: '127.0.0.1',
      correlation_id: got.headers['x-correlation-id'],
    });
    expect((await post()).status).toBe(404);
    sent.destroy();
    await service.close();
  }, 60_000);

  it('100 open streams end in order when the service stops', async () => {
    const service = await startService();
    const ends: Promise<unknown>[] = [];
    await inGroups(99, 33, async (index) => {
      const { got } = await openStream(service.url, index);
      got.resume();
      ends.push(once(got, 'end'));
    });
    const { got } = await openStream(service.url, 0);
    ends.push(once(got.resume(), 'end'));
    expect(service.mcp.streamCount()).toBe(100);
    await service.close();
    // "end", and not "aborted", which a connection that is cut off gets
    await Promise.all(ends);
    expect(got.complete).toBe(true);
    expect([service.mcp.streamCount(), service.mcp.sessionCount(), service.clock.timerCount()]).toEqual([
      0, 0, 0,
    ]);
  }, 60_000);
});
