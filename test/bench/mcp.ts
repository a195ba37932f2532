/** How MCP compares with a bare node:http server that sends the same bytes. Ratios; absolute numbers say little. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Burst } from './mcp-load.ts';

const ROUNDS = 5;
const SECONDS = 0.7;
const CONNECTIONS = 8;

export interface Race extends Pick<Burst, 'kind' | 'headers'> {
  service: string;
  bare: string;
}

/** Load generator and servers run in processes of their own. Takes about half a minute. */
export async function benchMcp(print: (line: string) => void): Promise<void> {
  const servers = fork(new URL('mcp-servers.ts', import.meta.url));
  const load = fork(new URL('mcp-load.ts', import.meta.url));
  try {
    const [[races]] = (await Promise.all([once(servers, 'message'), once(load, 'message')])) as [
      [Race[]],
      unknown,
    ];
    print(
      `MCP tools/call list_devices limit=1000 as a fraction of bare node:http sending the same bytes (300 devices, ${CONNECTIONS} connections, ${ROUNDS} rounds)`,
    );
    for (const race of races) {
      await fire(load, race, race.bare);
      await fire(load, race, race.service);
      const ratios: number[] = [];
      let byteCount = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const [outer, inner] = round % 2 === 0 ? [race.service, race.bare] : [race.bare, race.service];
        const perSecond = { [outer]: 0, [inner]: 0 };
        // there and back, so that a machine that grows slower or faster meanwhile favours neither
        for (const url of [outer, inner, inner, outer]) {
          const done = await fire(load, race, url);
          perSecond[url]! += done.perSecond;
          if (url === race.service) byteCount = done.byteCount;
        }
        ratios.push(perSecond[race.service]! / perSecond[race.bare]!);
      }
      ratios.sort((a, b) => a - b);
      const [least, middle, most] = [ratios[0]!, ratios[ratios.length >> 1]!, ratios.at(-1)!];
      print(
        `  ${race.kind.padEnd(16)} ${middle.toFixed(2)}  (${least.toFixed(2)} to ${most.toFixed(2)})  ${byteCount} bytes`,
      );
    }
  } finally {
    servers.kill();
    load.kill();
  }
}

async function fire(
  load: ChildProcess,
  { kind, headers }: Race,
  url: string,
): Promise<{ perSecond: number; byteCount: number }> {
  const burst: Burst = { kind, url, headers, seconds: SECONDS, connections: CONNECTIONS };
  load.send(burst);
  const [done] = (await once(load, 'message')) as [{ perSecond: number; byteCount: number; error?: string }];
  if (done.error !== undefined) throw new Error(`${kind} ${url}: ${done.error}`);
  return done;
}

if (process.argv[1] === import.meta.filename) await benchMcp((line) => console.log(line));
