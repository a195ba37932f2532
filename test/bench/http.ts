/** How the REST interface compares with a bare node:http server that sends the same bytes. Ratios; absolute numbers say little. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Shot } from './http-load.ts';

const ROUNDS = 5;
const SECONDS = 0.5;
const CONNECTIONS = 16;

interface Race {
  name: string;
  headers: Record<string, string>;
  service: string;
  bare: string;
  status: number;
  byteCount: number;
}

/** Load generator and servers run in processes of their own. Takes less than a minute. */
export async function benchHttp(print: (line: string) => void): Promise<void> {
  const servers = fork(new URL('http-servers.ts', import.meta.url));
  const load = fork(new URL('http-load.ts', import.meta.url));
  try {
    const [[races]] = (await Promise.all([once(servers, 'message'), once(load, 'message')])) as [
      [Race[]],
      unknown,
    ];
    const ratios = races.map((): number[] => []);
    for (const race of races) {
      await fire(load, race, race.bare);
      await fire(load, race, race.service);
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, race] of races.entries()) {
        const [outer, inner] = round % 2 === 0 ? [race.service, race.bare] : [race.bare, race.service];
        // there and back, so that a machine that grows slower or faster meanwhile favours neither
        const perSecond = { [outer]: 0, [inner]: 0 };
        for (const url of [outer, inner, inner, outer]) perSecond[url]! += await fire(load, race, url);
        ratios[index]!.push(perSecond[race.service]! / perSecond[race.bare]!);
      }
    }
    print(
      `REST as a fraction of bare node:http sending the same bytes (300 devices, ${CONNECTIONS} connections, ${ROUNDS} rounds)`,
    );
    for (const [index, { name, byteCount }] of races.entries()) {
      const sorted = ratios[index]!.toSorted((a, b) => a - b);
      const [least, middle, most] = [sorted[0]!, sorted[sorted.length >> 1]!, sorted.at(-1)!];
      print(
        `  ${name.padEnd(16)} ${middle.toFixed(2)}  (${least.toFixed(2)} to ${most.toFixed(2)})  ${byteCount} bytes`,
      );
    }
  } finally {
    servers.kill();
    load.kill();
  }
}

async function fire(load: ChildProcess, { headers, status }: Race, url: string): Promise<number> {
  const shot: Shot = { url, headers, status, seconds: SECONDS, connections: CONNECTIONS };
  load.send(shot);
  const [{ perSecond, other }] = (await once(load, 'message')) as [{ perSecond: number; other: number }];
  if (other > 0) throw new Error(`${other} requests to ${url} were not answered ${status}.`);
  return perSecond;
}
