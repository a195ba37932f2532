/** The mount on a port of this machine, with the suite's fixtures or with what we ship, and a proxy before it that knows the key, since the suite cannot send one. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServerEvent } from '@modelcontextprotocol/server';
import type { Servers } from '../../src/mcp/servers.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { bearer, startService } from '../mcp/service.ts';
import { device, holderOf, snapshot } from '../mcp/snapshot.ts';
import { createFixture2025 } from './fixture-2025.ts';
import { createFixture2026 } from './fixture-2026.ts';

/** In what we ship, one tablet roams every second. */
export async function serve(
  kind: 'fixtures' | 'shipped',
): Promise<{ url: string; direct: string; close: () => void }> {
  const holder = holderOf(snapshot());
  const service = await startService({
    clock: systemClock,
    holder,
    ...(kind === 'fixtures' && { servers: fixtures() }),
  });
  let roams = 0;
  const roaming = setInterval(
    () => holder.publish(snapshot([device({ access_point: roams++ % 2 === 0 ? 'garden' : 'hall' })])),
    1000,
  );
  const proxy = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const options = {
      host: '127.0.0.1',
      port: service.port,
      method,
      path,
      headers: { ...headers, ...bearer },
    };
    const forwarded = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    direct: service.url.href,
    close: () => {
      clearInterval(roaming);
      proxy.close();
      proxy.closeAllConnections();
      void service.close();
    },
  };
}

function fixtures(): Servers {
  let publish: (event: ServerEvent) => void = () => {};
  return {
    create2025: () => ({ server: createFixture2025(), call: null }),
    create2026: () =>
      createFixture2026({
        toolsChanged: () => publish({ kind: 'tools_list_changed' }),
        promptsChanged: () => publish({ kind: 'prompts_list_changed' }),
      }),
    call2026: null,
    areStreaming: true,
    admit: () => Promise.resolve(() => {}),
    watch: (begin) => {
      publish = begin;
      return () => {};
    },
  };
}
