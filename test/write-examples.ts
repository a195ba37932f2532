/**
 * Writes the examples of openapi.json as a run of the demo answers: `npm run examples`, after a change of a record. The house lives for half a
 * minute, so that there are events, sessions and a history.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoConfig } from '../src/cli/demo-config.ts';
import { startNetwork } from '../src/demo/network.ts';

type Row = Record<string, unknown>;

/** By record: what is asked, and for a part of the answer its field. */
const asked: Readonly<Record<string, readonly [path: string, field?: string]>> = {
  Device: ['/devices/Wall%20panel'],
  CompactDevice: ['/devices?name=wall&limit=1', 'devices'],
  DeviceFields: ['/devices?name=wall&limit=1&fields=name,access_point,signal_dbm', 'devices'],
  DeviceList: ['/devices?access_point=Kitchen&limit=1'],
  DeviceHistory: ['/devices/Wall%20panel/history?since=10m&resolution=5m'],
  Person: ['/people/anna'],
  PersonList: ['/people?limit=1'],
  Summary: ['/summary'],
  Event: ['/events?event_type=roamed&order=desc&limit=1', 'events'],
  EventList: ['/events?event_type=roamed&order=desc&limit=1'],
  Session: ['/sessions?device_id=Wall%20panel&limit=1', 'sessions'],
  SessionList: ['/sessions?device_id=Wall%20panel&limit=1'],
  AccessPoint: ['/access-points?access_point=Kitchen', 'access_points'],
  AccessPointList: ['/access-points?access_point=Kitchen'],
  AccessPointHistory: ['/access-points/Kitchen/history?since=1h'],
  WifiInterface: ['/interfaces/wifi?access_point=Kitchen&band=5GHz&limit=1', 'interfaces'],
  WifiInterfaceList: ['/interfaces/wifi?access_point=Kitchen&band=5GHz&limit=1'],
  Router: ['/system/info?limit=1', 'routers'],
  RouterList: ['/system/info?limit=1'],
};

const key = 'rest-key-of-the-examples';
const stateDir = mkdtempSync(join(tmpdir(), 'examples-'));
const network = await startNetwork({ seed: 1 });
// as built, because the history runs in a worker
const built = (path: string) =>
  import(new URL(`../dist/${path}.js`, import.meta.url).href) as Promise<unknown>;
const { serve } = (await built('service/serve')) as typeof import('../src/service/serve.ts');
const { createLog } = (await built('telemetry/log')) as typeof import('../src/telemetry/log.ts');
const broker = { url: 'mqtt://127.0.0.1:1', username: '-', password: '-' };
const config = demoConfig({
  routers: network.routers,
  asking: network.routers[0]!,
  people: network.house.people(),
  broker,
  stateDir,
  apiKey: key,
  mcpApiKey: `${key} of MCP`,
  port: 0,
});
const running = await serve({
  config: { ...config, mqtt: null, pollIntervalMs: 1000, guestSsids: ['guest'] },
  version: '0.0.0',
  log: createLog({ level: 'error', format: 'json', destination: { write: () => {} } }),
});
if (running.syslogPort !== null) network.logTo({ host: '127.0.0.1', port: running.syslogPort });
await sleep(10_000);
network.house.roam("Ben's phone", 'Kitchen');
await sleep(20_000);

const examples: Row = {};
for (const [record, [path, field]] of Object.entries(asked)) {
  const answer = await fetch(new URL(path, running.url), {
    headers: { 'X-API-Key': key, Accept: 'application/json' },
  });
  const body = (await answer.json()) as Row;
  const example = field === undefined ? body : (body[field] as unknown[])[0];
  if (!answer.ok || example === undefined) throw new Error(`${path}: ${JSON.stringify(body)}`);
  examples[record] = example;
}
const text = `/** Answers of the demo, by record: the examples of openapi.json. Written by \`npm run examples\`. */
export const demoExamples: Readonly<Record<string, object>> = ${JSON.stringify(examples, null, 2)};
`;
writeFileSync(new URL('../src/question/demo-example.ts', import.meta.url), text);
await running.stop();
await network.stop();
rmSync(stateDir, { recursive: true, force: true });
process.exit(0);
