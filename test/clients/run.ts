/**
 * Clients that people use, against this service: `tsx test/clients/run.ts`. Each lists, calls, and reads an error; with a wrong key it must
 * say so in words. Beside `npm test`, because they come from the package registries (see install.ts). Exit code 0 when every client did what is listed.
 */
import { startServer } from '../../src/http/server.ts';
import { createApp } from '../../src/rest/app.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { historyOf, journalOf } from '../mcp/past.ts';
import { apiKey, doorOf, mount } from '../mcp/service.ts';
import { health, holderOf, manyDevices, snapshot } from '../mcp/snapshot.ts';
import { bin, install, mcpProxy, python, run } from './install.ts';

interface Client {
  name: string;
  run: (url: string, key: string) => Promise<string>;
}

const ofPython = (environment: string, file: string, ...kinds: string[]): Client[] =>
  kinds.map((kind) => ({
    name: `${environment} ${kind}`,
    run: async (url, key) => (await run(python(environment), [file, kind, url, key])).output,
  }));

/** Programs that serve stdio, driven by the Python SDK. */
const ofStdio = (name: string, commandOf: (url: string, authorization: string) => string[]): Client => ({
  name,
  run: async (url, key) => {
    const command = commandOf(url, `Bearer ${key}`);
    return (await run(python('mcp1'), ['mcp1.py', 'stdio', url, key, ...command])).output;
  },
});

const clients: Client[] = [
  ...ofPython('mcp1', 'mcp1.py', 'http', 'sse'),
  ...ofPython('mcp2', 'mcp2.py', 'http', 'sse', 'current'),
  ...ofPython('fastmcp', 'fastmcp_client.py', 'http', 'sse'),
  ...ofPython('langchain', 'langchain_client.py', 'http', 'sse'),
  ...ofPython('agents', 'agents_client.py', 'http', 'sse'),
  ...['http-only', 'sse-only', 'http-first'].map((transport) =>
    ofStdio(`mcp-remote ${transport}`, (url, value) => [
      bin('mcp-remote'),
      url,
      '--transport',
      transport,
      '--header',
      `Authorization: ${value}`,
    ]),
  ),
  ...['streamableHttp', 'sse'].map((transport) =>
    ofStdio(`supergateway ${transport}`, (url, value) => [
      bin('supergateway'),
      `--${transport}`,
      url,
      '--header',
      `Authorization: ${value}`,
    ]),
  ),
  ...['streamablehttp', 'sse'].map((transport) =>
    ofStdio(`mcp-proxy ${transport}`, (url, value) => [
      mcpProxy,
      '--transport',
      transport,
      '--headers',
      'Authorization',
      value,
      url,
    ]),
  ),
];

/** A client whose own words hide what the service answers: only the status reaches its user. */
const MUTE = new Set(['supergateway sse']);

await install();
const holder = holderOf(snapshot(manyDevices(5)));
const { mcp } = mount({ holder });
const log = { debug: () => {}, info: () => {}, error: () => {} };
const app = createApp({
  snapshot: holder,
  health,
  journal: journalOf(),
  history: historyOf(),
  authenticator: doorOf('rest-key-of-these-clients'),
  log,
  version: '0.0.0',
  clock: systemClock,
  further: { '/mcp': mcp.endpoint },
});
const server = await startServer({ app, host: '127.0.0.1', port: 0, log });
const url = `${server.url}/mcp`;
const failed: string[] = [];
for (const client of clients) {
  const right = await client.run(url, apiKey);
  const works =
    /^tools [1-9]/m.test(right) && /^call /m.test(right) && /^error .*device_not_found/m.test(right);
  const wrong = await client.run(url, 'a-wrong-key-of-these-clients');
  const said =
    wrong.split('\n').find((line) => line.includes('MCP_API_KEY')) ?? wrong.trim().split('\n').at(-1)!;
  const isSaid = said.includes('MCP_API_KEY') || (MUTE.has(client.name) && said.includes('401'));
  if (!works || !isSaid) failed.push(client.name);
  const line = `${works ? 'ok  ' : 'FAIL'} ${client.name.padEnd(28)} ${isSaid ? '' : 'NOT SAID '}${said.trim().slice(0, 160)}`;
  process.stdout.write(`${line}\n${works ? '' : right.slice(-2000)}`);
}
await mcp.close();
await server.close();
process.stdout.write(failed.length === 0 ? 'every client works\n' : `failed: ${failed.join('; ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
