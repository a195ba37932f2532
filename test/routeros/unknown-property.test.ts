/** A router that rejects a property it does not know still tells the others. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { closeAll, connect } from './far-end.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  closeAll();
  for (const end of ends.splice(0)) end();
});

/** Answers with a row of what it is asked for; rejects the first property that it does not know. */
async function routerThatKnows(known: readonly string[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const list = new URL(request.url!, 'http://x').searchParams.get('.proplist') ?? '';
    asked.push(list);
    const names = list.split(',');
    const unknown = names.find((name) => !known.includes(name));
    const body =
      unknown === undefined
        ? [Object.fromEntries(names.map((name) => [name, 'x']))]
        : { detail: `unknown parameter ${unknown}`, error: 400, message: 'Bad Request' };
    response.writeHead(unknown === undefined ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { asked, connection: connect({ url: `http://127.0.0.1:${port}` }) };
}

it('it is asked again without each of them, and not for them in later reads', async () => {
  const { asked, connection } = await routerThatKnows(['name', 'disabled']);
  const ask = { shape: 'list', properties: ['name', 'configuration.mode', 'disabled', 'inactive'] } as const;
  const whole = { status: 'complete', rows: [{ name: 'x', disabled: 'x' }] };
  expect(await connection.read('interface/wifi', ask, { timeoutMs: 5000 })).toEqual(whole);
  expect(await connection.read('interface/wifi', ask, { timeoutMs: 5000 })).toEqual(whole);
  expect(asked).toEqual([
    'name,configuration.mode,disabled,inactive',
    'name,disabled,inactive',
    'name,disabled',
    'name,disabled',
  ]);
});

it('another menu is asked for them all the same, and a name that was not asked for is an error', async () => {
  const { asked, connection } = await routerThatKnows(['name']);
  const read = (path: string, properties: readonly string[]) =>
    connection.read(path, { shape: 'list', properties }, { timeoutMs: 5000 });
  await read('interface/wifi', ['name', 'inactive']);
  await read('caps-man/interface', ['name', 'inactive']);
  expect(asked.filter((list) => list.includes('inactive'))).toHaveLength(2);
  expect(await read('ip/arp', [''])).toMatchObject({ status: 'failed', error: { kind: 'router_error' } });
});
