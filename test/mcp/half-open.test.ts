/** A proxy that loses its client and keeps the connection to the service, so that the service never learns of the loss. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, it, vi } from 'vitest';
import { bearer, startService } from './service.ts';
import { device, snapshot } from './snapshot.ts';

/** `cut` drops every client and goes on reading what the service sends them. */
async function startProxy(port: number) {
  const [clients, upstreams] = [new Set<Socket>(), new Set<Socket>()];
  const ignore = () => {};
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    clients.add(client);
    upstreams.add(upstream);
    client.on('error', ignore).on('data', (bytes) => upstream.write(bytes));
    upstream.on('error', ignore).on('data', (bytes) => client.destroyed || client.write(bytes));
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`),
    cut: () => {
      for (const client of clients) client.resetAndDestroy();
      clients.clear();
    },
    close: () => {
      server.close();
      for (const socket of [...clients, ...upstreams]) socket.destroy();
    },
  };
}

it('the official client receives updates again after a proxy has cut its stream, again and again', async () => {
  const service = await startService();
  const proxy = await startProxy(service.port);
  const reconnectionOptions = {
    initialReconnectionDelay: 20,
    maxReconnectionDelay: 20,
    reconnectionDelayGrowFactor: 1,
    maxRetries: 2,
  };
  const transport = new StreamableHTTPClientTransport(proxy.url, {
    requestInit: { headers: bearer },
    reconnectionOptions,
  });
  const client = new Client({ name: 'test', version: '1' });
  const errors: string[] = [];
  client.onerror = ({ message }) => errors.push(message);
  let updates = 0;
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, () => void updates++);
  await client.connect(transport as Transport);
  await client.subscribeResource({ uri: 'mikrotik://devices' });
  let moves = 0;
  const roam = () => {
    service.holder.publish(snapshot([device({ access_point: moves++ % 2 === 0 ? 'garden' : 'hall' })]));
    service.clock.advance(500);
  };
  for (let cut = 0; cut < 3; cut++) {
    const before = updates;
    await vi.waitFor(
      () => {
        roam();
        expect(updates).toBeGreaterThan(before);
      },
      { timeout: 20_000, interval: 20 },
    );
    expect([service.mcp.sessionCount(), service.mcp.streamCount()]).toEqual([1, 1]);
    proxy.cut();
    // the connections that fetch() keeps for later requests are gone too
    const again = await vi.waitFor(() => client.callTool({ name: 'list_devices' }), { timeout: 20_000 });
    expect(again.isError ?? false).toBe(false);
  }
  expect(errors.filter((message) => /conflict|409|exceeded/i.test(message))).toEqual([]);
  await client.close();
  proxy.close();
  await service.close();
}, 60_000);
