/**
 * `npx tsx test/load/run.ts [clients] [seconds]`: two thousand REST clients with connections of their own, for half a minute, against the built program and against
 * bare node:http that sends the same bytes. Clients, both servers and the router are four processes. Prints errors, latency, the ratio of the two throughputs, and
 * whether the router was polled on its beat meanwhile.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { headers as key, type RouterAddress, startProgram } from '../scale/program.ts';
import type { Beat, Order } from '../scale/routers.ts';
import type { Load, LoadResult } from './generator.ts';

const DEVICES = 300;
const PATH = '/devices?limit=100';
const REST_MS = 3000;
const WARM_S = 3;

const [clients = 2000, seconds = 30] = process.argv.slice(2).map(Number);
const [generator, bare, far] = ['generator.ts', 'bare.ts', '../scale/routers.ts'].map((name) =>
  fork(new URL(name, import.meta.url)),
) as [ChildProcess, ChildProcess, ChildProcess];
await Promise.all([generator, bare, far].map((child) => once(child, 'message')));
const addresses = await ask<RouterAddress[]>(far, {
  routers: 1,
  devicesPerRouter: DEVICES,
} satisfies Order);
const program = await startProgram(addresses, {
  POLL_INTERVAL: '1s',
  MAX_CONNECTIONS: String(clients + 100),
});
try {
  await program.untilDevices(DEVICES);
  const url = program.url + PATH;
  const answer = await fetch(url, { headers: { ...key, 'accept-encoding': 'identity' } });
  const body = Buffer.from(await answer.arrayBuffer()).toString('latin1');
  const {
    date: _date,
    connection: _connection,
    'keep-alive': _alive,
    ...kept
  } = Object.fromEntries(answer.headers);
  const { port } = await ask<{ port: number }>(bare, { headers: kept, body });
  console.log(`${clients} clients, ${seconds} s each, ${body.length} bytes an answer, polls every second`);

  const idle = await beatDuring(() => wait(10_000));
  console.log(`  at rest   polls ${show(idle)}`);
  const bareUrl = `http://127.0.0.1:${port}${PATH}`;
  for (const warm of [bareUrl, url]) await fire(warm, WARM_S);
  // before and after, so that a machine that grows slower or faster meanwhile favours neither
  const before = await fire(bareUrl, seconds / 2);
  tell('node:http', before);
  await wait(REST_MS);
  let own: LoadResult | null = null;
  const busy = await beatDuring(async () => {
    own = await fire(url, seconds);
  });
  tell('service', own!);
  await wait(REST_MS);
  const after = await fire(bareUrl, seconds / 2);
  tell('node:http', after);
  console.log(
    `  meanwhile polls ${show(busy)}, RSS ${program.rssMiB().toFixed(0)} MiB (most ${program.peakMiB().toFixed(0)})`,
  );
  console.log(
    `  throughput ${((own!.perSecond / ((before.perSecond + after.perSecond) / 2)) * 100).toFixed(0)} % of bare node:http`,
  );
  await wait(REST_MS);
  const health = (await (await fetch(`${program.url}/health`)).json()) as { status: string };
  console.log(`  afterwards health is ${health.status}`);
  const { errors, timeouts, others } = own!;
  process.exitCode = errors + timeouts + Object.keys(others).length > 0 ? 1 : 0;
} finally {
  await program.stop();
  for (const child of [generator, bare, far]) child.kill();
}

function fire(url: string, forS: number): Promise<LoadResult> {
  const load: Load = { url, headers: key, connections: clients, seconds: forS };
  return ask<LoadResult>(generator, load);
}

async function beatDuring(run: () => Promise<unknown>): Promise<Beat & { seconds: number }> {
  far.send('forget');
  const began = performance.now();
  await run();
  return { ...(await ask<Beat>(far, 'tell')), seconds: (performance.now() - began) / 1000 };
}

function show({ polls, meanS, maxS, seconds: elapsed }: Beat & { seconds: number }): string {
  return `${polls} in ${elapsed.toFixed(0)} s, beat mean ${meanS.toFixed(2)} s, longest ${maxS.toFixed(2)} s`;
}

function tell(
  name: string,
  { perSecond, p50Ms, p99Ms, maxMs, answered, errors, timeouts, others }: LoadResult,
) {
  console.log(
    `  ${name.padEnd(9)} ${perSecond.toFixed(0)}/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms, most ${maxMs} ms; ${answered} answered, ${errors} errors, ${timeouts} timed out, other answers ${JSON.stringify(others)}`,
  );
}

async function ask<T>(child: ChildProcess, message: object | 'tell'): Promise<T> {
  child.send(message);
  const [answer] = (await once(child, 'message')) as [T];
  return answer;
}
