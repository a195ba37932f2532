/** Child process of `http.ts`: the REST interface, and for each way to ask a bare node:http server that sends the very same bytes. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createApp } from '../../src/rest/app.ts';
import { startServer } from '../../src/http/server.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { memoryJournal } from '../rest/journal.ts';
import { health, holderOf, manyDevices, snapshot } from '../rest/snapshot.ts';

const HOST = '127.0.0.1';
const KEY = 'a-key-for-the-bench';
const DEVICE_COUNT = 300;

interface Sent {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

function fetchRaw(url: string, headers: Record<string, string>): Promise<Sent> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...kept } = response.headers;
        resolve({
          status: response.statusCode!,
          headers: kept as Record<string, string>,
          body: Buffer.concat(chunks),
        });
      });
    })
      .on('error', reject)
      .end();
  });
}

async function startBare({ status, headers, body }: Sent): Promise<string> {
  const server = createServer({ keepAliveTimeout: 65_000 }, (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
}

const log = { debug: () => {}, info: () => {}, error: () => {} };
const holder = holderOf(snapshot(manyDevices(DEVICE_COUNT), { takenAt: Date.now() }));
const app = createApp({
  clock: systemClock,
  snapshot: holder,
  health,
  journal: memoryJournal(),
  history: null,
  authenticator: createAuthenticator({ keys: [plainKey(KEY)] }),
  log,
  version: '0.0.0',
});
const { url } = await startServer({ app, host: HOST, port: 0, log });

const key = { 'X-API-Key': KEY };
const lists = { compact: '/devices?limit=1000', full: '/devices?limit=1000&detail=full' };
const { etag } = (await fetchRaw(url + lists.compact, key)).headers;
const ways = [
  { name: 'identity', target: lists.compact, headers: key },
  { name: 'gzip', target: lists.compact, headers: { ...key, 'Accept-Encoding': 'gzip' } },
  { name: '304', target: lists.compact, headers: { ...key, 'If-None-Match': etag! } },
  { name: 'identity, full', target: lists.full, headers: key },
];
const races = [];
for (const { name, target, headers } of ways) {
  const sent = await fetchRaw(url + target, headers);
  const bare = await startBare(sent);
  races.push({
    name,
    headers,
    service: url + target,
    bare: bare + target,
    status: sent.status,
    byteCount: sent.body.length,
  });
}
process.send!(races);
